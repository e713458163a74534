from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.jobs import operations as jobs


class Command(BaseCommand):
    help = "Queues the daily round: reminders, notices that failed, parcels that do not move."

    def add_arguments(self, parser):
        parser.add_argument("--as", dest="username", required=True, help="on whose account it is entered")

    def handle(self, *args, username, **options):
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            raise CommandError(f"没有账号“{username}”。 There is no account “{username}”.")
        if not user.may(Right.WRITE_PARCELS):
            raise CommandError(
                f"账号“{username}”无权处理快件。 The account “{username}” may not write parcels."
            )
        job = jobs.start(kind="parcels.daily_round", arguments={}, by=user, at=timezone.now())
        self.stdout.write(str(job.pk))
