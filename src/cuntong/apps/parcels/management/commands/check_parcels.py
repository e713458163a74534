from django.core.management.base import BaseCommand, CommandError

from cuntong.apps.parcels import operations
from cuntong.domain import custody


class Command(BaseCommand):
    """Recomputes every parcel from its scans, and names every difference."""

    help = "Recompute every parcel from its scans and name every row that says something else."

    def add_arguments(self, parser):
        parser.add_argument("--repair", action="store_true", help="let the rows follow the scans")

    def handle(self, *args, repair, **options):
        left = operations.scans_left_behind()
        if repair:
            operations.take_up_left_behind()
        differences = list(operations.check_parcels(repair=repair))
        for number in left:
            self.stdout.write(f"{number}: its scans wait although the parcel is registered")
        for one in differences:
            self.stdout.write(f"{one.carrier} {one.number}: row {_words(one.row)}, scans {_words(one.scans)}")
        if not left and not differences:
            self.stdout.write("Every parcel stands where its scans say.")
        elif repair:
            self.stdout.write(f"Put right: {len(differences) + len(left)}")
        else:
            raise CommandError(
                f"{len(differences) + len(left)} differ; --repair lets the rows follow the scans"
            )


def _words(one: custody.Position) -> str:
    return (
        f"{one.state} at {one.place or '—'} since {one.moved_at or '—'}, last scanned {one.scanned_at or '—'}"
    )
