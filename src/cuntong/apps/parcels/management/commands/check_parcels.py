from django.core.management.base import BaseCommand, CommandError

from cuntong.apps.parcels import operations


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


def _words(standing) -> str:
    state, place, moved_at = standing
    return f"{state} at {place or '—'} since {moved_at or '—'}"
