from types import SimpleNamespace

from cuntong.apps.accounts.models import Organisation, Responsibility, User
from cuntong.apps.accounts.roles import Role

TOWNSHIP, VILLAGE = "440281103000", "440281103"
_KIND = Organisation.Kind
_NAMES = {
    Role.BUREAU: ("bureau", "示例商务局经办"),
    Role.FINANCE: ("finance", "示例财政局经办"),
    Role.CONTRACTOR: ("contractor", "示例承办公司经办"),
    Role.HUB: ("hub", "示例分拨中心"),
    Role.DRIVER: ("driver", "示例司机"),
    Role.STATION_KEEPER: ("keeper", "示例站长"),
    Role.TRAINER: ("trainer", "示例培训机构老师"),
    Role.INSPECTOR: ("inspector", "示例核查员"),
    Role.AUDITOR: ("auditor", "示例审计"),
}


def make_people(password: str) -> SimpleNamespace:
    """One account for each role that signs in, and a second contractor; every name says that it is an example."""
    offices = {
        name: Organisation.objects.create(name=name, kind=kind)
        for name, kind in (
            ("示例商务局", _KIND.BUREAU),
            ("示例财政局", _KIND.BUREAU),
            ("示例承办公司", _KIND.CONTRACTOR),
            ("示例物流公司", _KIND.CONTRACTOR),
            ("示例培训机构", _KIND.TRAINING_BODY),
        )
    }
    homes = {
        Role.BUREAU: "示例商务局",
        Role.FINANCE: "示例财政局",
        Role.CONTRACTOR: "示例承办公司",
        Role.TRAINER: "示例培训机构",
    }
    people = {}
    for role, (username, shown) in _NAMES.items():
        people[username] = _person(username, shown, role, password, offices.get(homes.get(role, "")))
    people["contractor2"] = _person(
        "contractor2", "示例物流公司经办", Role.CONTRACTOR, password, offices["示例物流公司"]
    )
    Responsibility.objects.create(user=people["inspector"], division_code=TOWNSHIP)
    return SimpleNamespace(**people)


def _person(username: str, shown: str, role: Role, password: str, organisation: Organisation | None) -> User:
    return User.objects.create_user(
        username=username, password=password, role=role, display_name=shown, organisation=organisation
    )
