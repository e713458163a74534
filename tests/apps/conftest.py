"""People of every role, as the county office would create them."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from cuntong.apps.accounts.models import Organisation, Responsibility, User
from cuntong.apps.accounts.roles import Role

NOW = datetime(2024, 8, 14, 1, 30, tzinfo=UTC)
TOWNSHIP = "440281103000"
VILLAGE = "440281103201"


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def people(db):
    """One person for each role; the keeper answers for a village, the inspector for its township."""
    bureau_office = Organisation.objects.create(name="示例商务局", kind=Organisation.Kind.BUREAU)
    contractor = Organisation.objects.create(name="示例承办公司", kind=Organisation.Kind.CONTRACTOR)
    school = Organisation.objects.create(name="示例培训机构", kind=Organisation.Kind.TRAINING_BODY)
    homes = {Role.CONTRACTOR: contractor, Role.TRAINER: school, Role.BUREAU: bureau_office}
    everybody = {
        role: User.objects.create_user(
            username=role.value.lower(), password="correct-horse-91", role=role, organisation=homes.get(role)
        )
        for role in Role
    }
    Responsibility.objects.create(user=everybody[Role.STATION_KEEPER], division_code=VILLAGE)
    Responsibility.objects.create(user=everybody[Role.INSPECTOR], division_code=TOWNSHIP)
    return SimpleNamespace(
        bureau=everybody[Role.BUREAU],
        finance=everybody[Role.FINANCE],
        auditor=everybody[Role.AUDITOR],
        contractor=everybody[Role.CONTRACTOR],
        trainer=everybody[Role.TRAINER],
        keeper=everybody[Role.STATION_KEEPER],
        inspector=everybody[Role.INSPECTOR],
        hub=everybody[Role.HUB],
        driver=everybody[Role.DRIVER],
        public=everybody[Role.PUBLIC],
        by_role=everybody,
    )
