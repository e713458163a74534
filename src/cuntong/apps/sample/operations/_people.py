from types import SimpleNamespace

from cuntong.apps.accounts.models import Organisation
from cuntong.apps.accounts.operations import add_person
from cuntong.apps.accounts.roles import Role

TOWNSHIP = "440281103000"
_PLACES = {"inspector": [TOWNSHIP], "keeper2": ["440281104000", "440281105000"]}
_KIND = Organisation.Kind
_OFFICES = {
    "示例商务局": _KIND.BUREAU,
    "示例财政局": _KIND.BUREAU,
    "示例承办公司": _KIND.CONTRACTOR,
    "示例物流公司": _KIND.CONTRACTOR,
    "示例培训机构": _KIND.TRAINING_BODY,
}
_PEOPLE = (
    ("bureau", "示例商务局经办", Role.BUREAU, "示例商务局"),
    ("finance", "示例财政局经办", Role.FINANCE, "示例财政局"),
    ("contractor", "示例承办公司经办", Role.CONTRACTOR, "示例承办公司"),
    ("contractor2", "示例物流公司经办", Role.CONTRACTOR, "示例物流公司"),
    ("hub", "示例分拨中心", Role.HUB, ""),
    ("driver", "示例司机", Role.DRIVER, ""),
    ("keeper", "示例站长", Role.STATION_KEEPER, ""),
    ("keeper2", "示例片区站长", Role.STATION_KEEPER, ""),
    ("trainer", "示例培训机构老师", Role.TRAINER, "示例培训机构"),
    ("inspector", "示例核查员", Role.INSPECTOR, ""),
    ("auditor", "示例审计", Role.AUDITOR, ""),
)
DRIVERS = ("driver", *(f"driver{number}" for number in range(2, 9)))
_DRIVERS = tuple(
    (username, f"示例司机{number}", Role.DRIVER, "") for number, username in enumerate(DRIVERS[1:], start=2)
)


def make_people(password: str) -> SimpleNamespace:
    """One account for each role that signs in, a second contractor and a driver for each vehicle; every name says that it is an example."""
    for name, kind in _OFFICES.items():
        Organisation.objects.create(name=name, kind=kind)
    return SimpleNamespace(
        **{
            username: add_person(
                username=username,
                password=password,
                role=role,
                display_name=shown,
                organisation_name=organisation,
                division_codes=_PLACES.get(username, []),
            )
            for username, shown, role, organisation in _PEOPLE + _DRIVERS
        }
    )
