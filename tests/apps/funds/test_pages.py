"""What each role sees and does on the pages, in both languages, and through the API."""

import io
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from cuntong.apps.accounts.models import Organisation, User
from cuntong.apps.accounts.roles import Right, Role
from cuntong.apps.evidence.kinds import RECORD_KINDS
from cuntong.apps.funds import pages, queries
from cuntong.apps.funds.models import PaymentApplication

pytestmark = pytest.mark.django_db
LISTS = ("overview", "appropriations", "contracts", "milestones", "applications", "payments")


# --- Every page, every role, both languages ----------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", LISTS)
def test_every_list_is_shown_full_and_empty(visit, people, office, name, language):
    assert visit.get(people.auditor, name, language=language).status_code == 200
    office.pay()
    assert visit.get(people.auditor, name, language=language).status_code == 200


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_record_is_shown_with_evidence_and_trail(visit, people, county, language):
    for code, kind in RECORD_KINDS.items():
        if code.startswith("funds."):
            record = kind.visible_to(people.auditor).first()
            page = visit.get(people.auditor, kind.page.removeprefix("funds:"), record.pk, language=language)
            assert page.status_code == 200, code
            assert 'id="evidence"' in page.content.decode(), code


def test_chinese_pages_speak_chinese(visit, people, county):
    overview = visit.text(people.bureau, "overview")
    for word in ("已下达", "已签合同", "已拨付", "执行率", "待审批的付款申请", "发现的问题", "逾期"):
        assert word in overview
    waiting = PaymentApplication.objects.get(state="SUBMITTED")
    assert "公示期满无异议" in visit.text(people.bureau, "application", waiting.pk)


@pytest.mark.parametrize(
    "role", sorted(set(Role) - {Role.BUREAU, Role.FINANCE, Role.AUDITOR, Role.CONTRACTOR})
)
def test_who_has_nothing_to_do_with_money_sees_none_of_it(visit, people, county, role):
    for name in LISTS:
        assert visit.get(people.by_role[role], name).status_code == 403
    assert visit.get(people.by_role[role], "contract", county["contract"].pk).status_code == 403
    assert not queries.visible_payments(people.by_role[role]).exists()


def test_a_contractor_sees_its_own_contracts_and_nothing_of_others(visit, people, office, county):
    rival = Organisation.objects.create(name="示例竞争公司", kind="CONTRACTOR")
    stranger = User.objects.create_user("stranger", role=Role.CONTRACTOR, organisation=rival)
    foreign = office.contract(contractor=rival, contract_no="对手合同")
    own = people.contractor
    assert set(queries.visible_contracts(own)) == {county["contract"]}
    assert not queries.visible_appropriations(own).exists()
    assert "对手合同" not in visit.text(own, "contracts")
    assert visit.get(own, "contract", foreign.pk).status_code == 404
    for name, record in (
        ("contract", county["contract"]),
        ("milestone", county["milestone"]),
        ("payment", county["payment"]),
    ):
        assert visit.get(own, name, record.pk).status_code == 200
        assert visit.get(stranger, name, record.pk).status_code == 404
    assert visit.get(stranger, "milestone-apply", county["milestone"].pk).status_code == 404
    assert queries.overview(stranger, date(2024, 8, 14)).paid_yuan == 0
    assert queries.overview(own, date(2024, 8, 14)).paid_yuan == Decimal(200000)


def test_somebody_without_organisation_sees_nothing(people, county):
    nobody = User.objects.create_user("nobody", role=Role.CONTRACTOR)
    for rows in (
        queries.visible_contracts,
        queries.visible_payments,
        queries.visible_lines,
        queries.visible_milestones,
    ):
        assert not rows(nobody).exists()


def test_the_auditor_is_offered_nothing_to_do(visit, people, county):
    pages = [
        ("contract", county["contract"].pk),
        ("milestone", county["milestone"].pk),
        ("payment", county["payment"].pk),
    ]
    pages += [("application", one.pk) for one in PaymentApplication.objects.all()]
    for name, pk in pages:
        assert (
            "button-main"
            not in visit.text(people.auditor, name, pk).partition("</h1>")[2].partition("<dl")[0]
        )
    for name, args in (("release", ()), ("sign", ()), ("pay", (1,)), ("application-approve", (1,))):
        assert visit.get(people.auditor, name, *args).status_code == 403


# --- The figures of the overview -----------------------------------------------------------------------------------


def test_the_overview_of_the_2023_report(visit, people, office):
    """1000 first and 500 tail released; all of the first and 193.6 of the tail paid: 79.57 % and 38.72 %."""
    first, tail = office.appropriation("10000000"), office.appropriation("5000000", tranche="TAIL")
    for appropriation, paid in ((first, "10000000"), (tail, "1936000")):
        line = office.line(paid, appropriation)
        contract = office.ready(office.contract(paid, [(line, Decimal(paid))]))
        office.pay(office.approved(office.application(office.met(office.milestone(paid, contract)), paid)))
    seen = queries.overview(people.auditor, date(2024, 8, 14))
    assert seen.execution_rate.percent(2) == Decimal("79.57")
    rates = {portion.code: portion.rate.percent(2) for portion in seen.by_tranche}
    assert rates == {"FIRST": Decimal("100.00"), "TAIL": Decimal("38.72")}
    page = visit.text(people.auditor, "overview", as_of="2024-08-14")
    for figure in ("1,500.00", "1,193.60", "79.57", "38.7%"):
        assert figure in page
    codes = {finding.code for finding in queries.findings(people.auditor, date(2024, 8, 14))}
    assert "PAYMENT_RATE_ALARM" in codes


def test_a_figure_of_the_past_does_not_know_what_came_later(people, county):
    before = queries.overview(people.auditor, date(2022, 6, 30))
    assert (before.paid_yuan, before.contracted_yuan) == (0, Decimal(1000000))
    nothing = queries.overview(people.auditor, date(2020, 1, 1))
    assert nothing.execution_rate is None
    assert nothing.released_yuan == 0


def test_what_waits_is_told_with_whose_turn_it_is(people, county):
    waiting = {one.turn: one for one in queries.waiting_for(people.finance, date(2024, 8, 14))}
    assert waiting["APPROVE"].amount_yuan == Decimal("50000.50")
    assert waiting["PAY"].amount_yuan == Decimal(60000)
    assert waiting["REACH"].count == 1
    assert next(iter(waiting)) == "PAY"


@pytest.mark.parametrize("as_of", ["", "not-a-day", "2024-13-01"])
def test_a_day_that_is_none_does_not_break_the_overview(visit, people, county, as_of):
    assert visit.get(people.bureau, "overview", as_of=as_of).status_code == 200


# --- Lists -----------------------------------------------------------------------------------------------------------


def test_the_use_of_funds_is_exported_entry_by_entry_with_its_sum(visit, people, county):
    response = visit.get(people.finance, "payments", export="xlsx")
    sheet = load_workbook(io.BytesIO(response.content)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    cells = [value for row in rows for value in row]
    assert "示例承办公司" in cells
    assert "PZ-0001" in cells
    amounts = [value for value in cells if isinstance(value, int | float)]
    assert -100000 in amounts
    assert amounts.count(200000) >= 1


def test_a_list_opens_what_a_bar_of_the_chart_counts(visit, people, county):
    page = visit.text(people.bureau, "payments", direction="LOGISTICS", paid_to="2024-08-14")
    assert "200,000.00" in page
    assert "PZ-0001" not in visit.text(people.bureau, "payments", direction="LEADERS")


@pytest.mark.parametrize(("state", "shown"), [("OPEN", True), ("PAID_UP", False), ("UNPAID", False)])
def test_contracts_are_filtered_by_what_is_paid(visit, people, county, state, shown):
    assert (county["contract"].contract_no in visit.text(people.bureau, "contracts", state=state)) == shown


@pytest.mark.parametrize(("turn", "count"), [("APPLY", 1), ("REACH", 1)])
def test_milestones_are_filtered_by_what_they_wait_for(visit, people, county, turn, count):
    page = visit.text(people.bureau, "milestones", turn=turn)
    assert page.count('<tr><th scope="row">') == count


def test_imported_payments_that_nobody_countersigned_are_a_queue(visit, people, county):
    assert 'scope="row"' not in visit.text(people.bureau, "applications", paper="yes")


# --- API -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["appropriations", "contracts", "applications", "payments", "overview"])
def test_the_api_answers_within_the_persons_sight(client, people, county, name):
    client.force_login(people.auditor)
    assert client.get(f"/api/funds/{name}").status_code == 200
    client.force_login(people.keeper)
    assert client.get(f"/api/funds/{name}").status_code == 403


def test_the_api_gives_payments_with_exact_amounts(client, people, county):
    client.force_login(people.contractor)
    items = client.get("/api/funds/payments").json()["items"]
    assert sorted(Decimal(item["amount_yuan"]) for item in items) == [
        Decimal(-100000),
        Decimal(100000),
        Decimal(200000),
    ]
    assert {item["payee"] for item in items} == {"示例承办公司"}
    client.force_login(people.auditor)
    seen = client.get("/api/funds/overview?as_of=2022-07-01").json()
    assert Decimal(seen["execution_percent"]) == Decimal("2.00")


def test_every_page_names_its_right():
    assert all(isinstance(getattr(pages, name).needs_right, Right) for name in pages.__all__)


@pytest.mark.parametrize("name", LISTS)
def test_a_longer_list_asks_the_database_no_more_often(
    visit, people, office, county, name, django_assert_max_num_queries
):
    visit.get(people.bureau, name)
    with django_assert_max_num_queries(1000) as few:
        visit.get(people.bureau, name)
    for _number in range(4):
        milestone = office.met(office.milestone("1000", county["contract"]))
        office.pay(office.approved(office.application(milestone, "1000")))
        office.contract(lines=[])
    with django_assert_max_num_queries(len(few) + 1):
        visit.get(people.bureau, name)
