from django.db.models import QuerySet

from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Role

from .models import Job


def visible_to(user: User) -> QuerySet[Job]:
    """A person's own jobs; officers and auditors see everybody's."""
    jobs = Job.objects.select_related("queued_by")
    if user.role in {Role.BUREAU, Role.AUDITOR}:
        return jobs
    return jobs.filter(queued_by=user)
