from django.db.models import QuerySet

from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right, Role

from .models import ImportBatch


def visible_to(user: User) -> QuerySet[ImportBatch]:
    """A person's own batches; officers and auditors see everybody's."""
    batches = ImportBatch.objects.select_related("uploaded_by", "job")
    if user.role in {Role.BUREAU, Role.AUDITOR}:
        return batches
    return batches.filter(uploaded_by=user) if user.may(Right.IMPORT) else batches.none()
