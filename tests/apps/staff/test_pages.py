"""The pages of accounts, the workbook of many, and the shell for emergencies."""

import io

import openpyxl
import pytest
from django.urls import reverse
from tests.apps.performance.conftest import small_county  # noqa: F401
from typer.testing import CliRunner

from cuntong.apps.accounts.models import Organisation, User
from cuntong.apps.evidence import queries as evidence
from cuntong.apps.imports import operations as imports
from cuntong.apps.imports.kinds import SHEETS, UndoRefused
from cuntong.apps.jobs import operations as jobs
from cuntong.apps.staff import operations, queries
from cuntong.apps.staff.models import Admission
from cuntong.cli._app import app

pytestmark = pytest.mark.django_db
HEADS = ("用户名", "显示名称", "角色", "单位", "负责区域")
ROWS = [
    ("zd-001", "示例站长一", "站点负责人", None, "440281103201"),
    ("zd-002", "示例站长二", "站点负责人", None, "示例乙村村民委员会、440281103201"),
    ("school-1", None, "培训老师", "示例培训机构", None),
]


@pytest.fixture
def county(small_county):  # noqa: F811
    return small_county


@pytest.fixture
def officer(client, people):
    client.force_login(people.bureau)
    return client


def fields(**more):
    return {
        "username": "wang",
        "role": "STATION_KEEPER",
        "display_name": "示例站长",
        "places": "示例甲村村民委员会",
    } | more


def upload(people, now, rows):
    book = openpyxl.Workbook()
    for row in (HEADS, *rows):
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    batch = imports.upload(
        sheet=SHEETS["staff.accounts"], file=file, filename="账号.xlsx", by=people.bureau, at=now
    )
    jobs.run(job_id=batch.job_id, clock=lambda: now)
    batch.refresh_from_db()
    return batch


def commit(people, now, rows):
    batch = upload(people, now, rows)
    imports.request_commit(batch=batch, by=people.bureau, at=now)
    batch.refresh_from_db()
    jobs.run(job_id=batch.job_id, clock=lambda: now)
    batch.refresh_from_db()
    return batch


# --- Pages -------------------------------------------------------------------------------------------------------


def test_from_the_form_to_the_persons_own_password(client, officer, people, county):
    answer = officer.post(reverse("staff:open"), fields())
    user = User.objects.get(username="wang")
    assert answer.headers["Location"] == reverse("staff:person", args=[user.pk])
    shown = officer.post(reverse("staff:slips"), {"person": user.pk})
    (slip,) = shown.context["slips"]
    assert slip.password in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    assert slip.password not in officer.post(reverse("staff:slips"), {"person": user.pk}).content.decode()
    client.logout()
    answer = client.post(reverse("account_login"), {"login": "wang", "password": slip.password}, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("account_change_password")
    new = {"oldpassword": slip.password, "password1": "a-long-way-home-7", "password2": "a-long-way-home-7"}
    assert client.post(reverse("account_change_password"), new, follow=True).status_code == 200
    assert client.get(reverse("places:stations")).status_code == 200


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"username": "bureau"}, "username"),
        ({"places": ""}, "places"),
        ({"places": "没有这个村"}, "places"),
        ({"role": "PUBLIC"}, "role"),
        ({"role": "TRAINER", "places": ""}, "organisation_name"),
    ],
)
def test_a_wrong_form_comes_back_with_the_error_at_its_field(officer, people, county, wrong, field):
    answer = officer.post(reverse("staff:open"), fields(**wrong))
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert not User.objects.filter(username="wang").exists()


def test_a_name_that_two_places_share_asks_for_the_code(people, county):
    from cuntong.apps.places.models import Division

    Division.objects.filter(pk__in=["440281103202", "440281104201"]).update(name="同名村")
    codes, said = queries.places_meant("同名村 440281103201")
    assert codes == ["440281103201"]
    assert "440281103202" in said[0]
    assert "440281104201" in said[0]


def test_a_new_organisation_comes_with_its_kind(officer, people, county):
    officer.post(
        reverse("staff:open"),
        fields(role="CONTRACTOR", places="", organisation_name="示例新公司", organisation_kind="CONTRACTOR"),
    )
    assert Organisation.objects.get(name="示例新公司").kind == "CONTRACTOR"


def test_the_person_is_changed_closed_and_reopened_from_their_page(officer, people, county):
    page = reverse("staff:person", args=[people.keeper.pk])
    change = reverse("staff:change", args=[people.keeper.pk])
    assert "440281103201" in officer.get(change).content.decode()
    officer.post(change, fields(role="INSPECTOR", places="九峰镇"))
    for verb in ("close", "reopen", "reset-password"):
        officer.post(reverse(f"staff:{verb}", args=[people.keeper.pk]))
    verbs = [entry.verb for entry in evidence.trail_of("staff.account", people.keeper.pk).order_by("seq")]
    assert verbs == ["change_account", "close_account", "reopen_account", "reset_password"]
    shown = officer.get(page).content.decode()
    assert "九峰镇" in shown
    assert reverse("staff:slips") in shown


def test_ones_own_page_offers_neither_closing_nor_a_new_password(officer, people):
    shown = officer.get(reverse("staff:person", args=[people.bureau.pk])).content.decode()
    for verb in ("close", "reset-password"):
        address = reverse(f"staff:{verb}", args=[people.bureau.pk])
        assert address not in shown
        officer.post(address)
    people.bureau.refresh_from_db()
    assert people.bureau.is_active
    assert not people.bureau.must_change_password


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_list_is_searched_and_narrowed_and_its_workbook_names_nobody(officer, people, language):
    officer.cookies.load({"django_language": language})
    User.objects.filter(pk=people.keeper.pk).update(display_name="示例站长", is_active=False)
    address = reverse("staff:people")

    def listed(**asked):
        return {row.key for row in officer.get(address, asked).context["listing"].rows}

    assert (
        listed(q="示例站长") == listed(state="CLOSED") == listed(role="STATION_KEEPER") == {people.keeper.pk}
    )
    assert people.keeper.pk not in listed(state="OPEN")
    book = openpyxl.load_workbook(io.BytesIO(officer.get(address, {"export": "xlsx"}).content))
    cells = {str(cell) for row in book.active.iter_rows(values_only=True) for cell in row}
    assert not cells & {"示例站长", "station_keeper"}
    assert "示例商务局" in cells


# --- The workbook ------------------------------------------------------------------------------------------------


def test_a_workbook_opens_accounts_whose_passwords_are_printed_once(officer, people, now, county):
    batch = commit(people, now, ROWS)
    assert (batch.state, batch.row_count) == ("COMMITTED", 3)
    assert batch.document.personal
    assert reverse("staff:slips") in officer.get(reverse("imports:batch", args=[batch.pk])).content.decode()
    keeper = User.objects.get(username="zd-002")
    assert set(keeper.responsibilities.values_list("division_code", flat=True)) == {
        "440281103201",
        "440281103202",
    }
    assert officer.get(reverse("staff:slips")).context["waiting"] == 3
    slips = officer.post(reverse("staff:slips")).context["slips"]
    assert {slip.user.username for slip in slips} == {"zd-001", "zd-002", "school-1"}
    assert all(slip.user.check_password(slip.password) for slip in slips)
    assert "slips" in officer.post(reverse("staff:slips")).context
    assert officer.post(reverse("staff:slips")).context["slips"] == []


def test_every_wrong_row_is_told(people, now, county):
    rows = [
        ("bureau", None, "审计人员", None, None),
        ("two words", None, "审计人员", None, None),
        ("a-1", None, "站点负责人", None, None),
        ("a-2", None, "站点负责人", None, "没有这个村"),
        ("a-3", None, "培训老师", None, None),
        ("a-4", None, "培训老师", "没有这个单位", None),
        ("a-5", None, "皇帝", None, None),
    ]
    batch = upload(people, now, rows)
    assert batch.state == "FAULTY"
    assert [error["row"] for error in batch.findings["errors"]] == [2, 3, 4, 5, 6, 7, 8]
    assert not Admission.objects.exists()


def test_an_import_is_undone_until_somebody_has_signed_in(client, people, now, county):
    batch = commit(people, now, ROWS)
    (slip, *_others) = operations.hand_out(by=people.bureau, at=now)
    client.post(reverse("account_login"), {"login": slip.user.username, "password": slip.password})
    with pytest.raises(UndoRefused):
        imports.undo(batch=batch, by=people.bureau, at=now)
    User.objects.update(last_login=None)
    imports.undo(batch=batch, by=people.bureau, at=now)
    assert not User.objects.filter(username__in=[row[0] for row in ROWS]).exists()
    assert User.objects.filter(username="bureau").exists()


# --- The shell ---------------------------------------------------------------------------------------------------


def shell(*arguments, typed=""):
    return CliRunner().invoke(app, arguments, input=typed)


def test_the_first_account_is_the_bureaus_and_every_later_one_says_who_opened_it(db):
    password = "a-long-way-home-7"
    assert shell("add-person", "li", "--role", "AUDITOR").exit_code == 1
    assert shell("add-person", "li", typed=f"{password}\n{password}\n").exit_code == 0
    first = User.objects.get()
    assert (first.role, first.check_password(password)) == ("BUREAU", True)
    assert shell("add-person", "wang", "--role", "AUDITOR").exit_code == 1
    opened = shell("add-person", "wang", "--role", "AUDITOR", "--by", "li")
    person = User.objects.get(username="wang")
    assert person.check_password(opened.stdout.split()[5])
    (entry,) = evidence.trail_of("staff.account", person.pk).filter(verb="open_account")
    assert entry.by == first


def test_the_shell_closes_and_gives_passwords_only_in_the_name_of_who_manages_accounts(people):
    assert shell("close-account", "keeper", "--by", "auditor").exit_code == 1
    assert shell("close-account", "station_keeper", "--by", "auditor").exit_code == 1
    assert shell("close-account", "station_keeper").exit_code == 2
    assert shell("close-account", "station_keeper", "--by", "bureau").exit_code == 0
    people.keeper.refresh_from_db()
    assert not people.keeper.is_active
    told = shell("reset-password", "bureau", "--by", "bureau")
    people.bureau.refresh_from_db()
    assert people.bureau.must_change_password
    assert people.bureau.check_password(told.stdout.split()[5])
