"""The workbook of accounts: one row is one person who will sign in."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from cuntong.apps.accounts.models import Organisation, User
from cuntong.apps.accounts.roles import Right, Role
from cuntong.apps.imports.kinds import CommitRefused, ImportSheet, declare, error_at
from cuntong.apps.imports.models import ImportBatch
from cuntong.apps.places.queries import BOUND_TO_PLACES
from cuntong.domain.workbooks import CellError, Column, Kind, Row, Sheet

from . import operations, queries


def _roles() -> dict[str, tuple[str, str]]:
    labels = {}
    for role in Role:
        if role != Role.PUBLIC:
            with override("zh-hans"):
                zh = str(role.label)
            with override("en"):
                labels[role.value] = (zh, str(role.label))
    return labels


ACCOUNTS = Sheet(
    code="staff.accounts",
    zh="账号",
    en="Accounts",
    columns=(
        Column(
            name="username",
            zh="用户名",
            en="Username",
            required=True,
            max_length=150,
            synonyms=("账号", "登录名"),
            help_zh="登录时用，字母、数字和 @ . + - _；建议用站点编号，例如 zd-018。",
            help_en="For signing in: letters, digits and @ . + - _, such as the station's code.",
            example="zd-018",
            personal=True,
        ),
        Column(
            name="display_name",
            zh="显示名称",
            en="Displayed name",
            max_length=60,
            synonyms=("姓名",),
            example="示例站长",
            personal=True,
        ),
        Column(
            name="role",
            zh="角色",
            en="Role",
            kind=Kind.CHOICE,
            choices=_roles(),
            required=True,
            example="STATION_KEEPER",
        ),
        Column(
            name="organisation",
            zh="单位",
            en="Organisation",
            max_length=120,
            help_zh="承办单位和培训老师必填；须是已登记的单位。",
            help_en="Needed for contractors and trainers; an organisation that is known already.",
        ),
        Column(
            name="places",
            zh="负责区域",
            en="Places",
            max_length=400,
            synonyms=("站点所在村", "区划代码"),
            help_zh="站点负责人和核查人员必填；填村（镇）名称或 12 位区划代码，多个用顿号隔开。",
            help_en="Needed for keepers and inspectors: names or 12-digit codes, several with commas.",
            example="440281103201",
        ),
    ),
    unique_together=(("username",),),
    max_rows=2_000,
    note_zh="一行开一个账号。提交后可打印一次初始密码清单，首次登录须改密码。",
    note_en="One row opens one account. After the commit the initial passwords can be printed once.",
)


def check(rows: Sequence[Row], *, by: User) -> Iterable[CellError]:
    names = [row.values["username"] for row in rows]
    taken = set(User.objects.filter(username__in=names).values_list("username", flat=True))
    organisations = set(Organisation.objects.values_list("name", flat=True))
    for row in rows:
        yield from _faults(row, taken, organisations)


def _faults(row: Row, taken: set[str], organisations: set[str]) -> Iterable[CellError]:
    values = row.values
    if values["username"] in taken:
        yield error_at(ACCOUNTS, row, "username", "已有这个用户名", "this username is taken")
    elif fault := _not_a_username(values["username"]):
        yield error_at(ACCOUNTS, row, "username", fault, "letters, digits and @ . + - _ only")
    if values["organisation"] and values["organisation"] not in organisations:
        yield error_at(
            ACCOUNTS, row, "organisation", "没有登记过这个单位，请核对名称", "there is no such organisation"
        )
    elif not values["organisation"] and values["role"] in operations.OF_AN_ORGANISATION:
        yield error_at(
            ACCOUNTS, row, "organisation", "这个角色必须填写单位", "this role needs an organisation"
        )
    with override("zh-hans"):
        codes, said = queries.places_meant(values["places"] or "")
    with override("en"):
        said_in_english = queries.places_meant(values["places"] or "")[1] if said else []
    for zh, en in zip(said, said_in_english, strict=True):
        yield error_at(ACCOUNTS, row, "places", zh, en)
    if not codes and not said and values["role"] in BOUND_TO_PLACES:
        yield error_at(ACCOUNTS, row, "places", "这个角色必须填写负责区域", "this role needs a place")


def _not_a_username(name: str) -> str:
    try:
        User._meta.get_field("username").run_validators(name)
    except ValidationError:
        return "用户名只能用字母、数字和 @ . + - _"
    return ""


def commit(rows: Sequence[Row], *, batch: ImportBatch, by: User, at: datetime) -> int:
    try:
        for row in rows:
            operations.open_account(
                username=row.values["username"],
                display_name=row.values["display_name"] or "",
                role=row.values["role"],
                organisation_name=row.values["organisation"] or "",
                division_codes=queries.places_meant(row.values["places"] or "")[0],
                batch=batch,
                by=by,
                at=at,
            )
    except ValidationError as refusal:
        raise CommitRefused(" ".join(refusal.messages)) from refusal
    return len(rows)


declare(
    ImportSheet(
        sheet=ACCOUNTS,
        right=Right.MANAGE_ACCOUNTS,
        check=check,
        commit=commit,
        undo=operations.take_back,
        then=(_("Print the initial passwords"), "staff:slips"),
    )
)
