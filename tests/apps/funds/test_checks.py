"""The rules of spending, in the words of an officer: what is stopped, what is asked, what passes."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuntong.apps.funds.queries.checks import (
    Commitment,
    ContractCase,
    MoneyCase,
    PaymentCase,
    Verdict,
    breaches_of,
    check_caps,
    check_rates,
    verdicts_on,
    working_days,
)
from cuntong.domain.values import Bilingual
from cuntong.rulebooks import Cap, load_funds_rules

ON = date(2022, 7, 1)
RULES = load_funds_rules("440281", ON)
CONTRACT = ContractCase(
    contract_no="HT-1",
    title="镇级服务站建设",
    scope="17 个镇级站的门头、货架和终端",
    direction="LOGISTICS",
    item_type="TOWNSHIP_STATION",
    contractor="示例承办公司",
    central=True,
    decision_body="市政府常务会议",
    decision_document_no="会纪〔2022〕1号",
    evidence_count=1,
    publicity_url="https://example.gov.cn/1",
    publicity_start_date=date(2022, 2, 14),
    publicity_end_date=date(2022, 2, 18),
    publicity_objection="",
)
PAYMENT = PaymentCase(
    contract=CONTRACT,
    milestone="验收合格",
    milestone_met_date=date(2022, 6, 1),
    payee="示例承办公司",
    amount_yuan=Decimal(400000),
    invoice_no="FP-1",
)


def codes(case, *, rules=RULES, on=ON):
    return [(breach.rule_code, breach.blocking) for breach in breaches_of(case, rules, on)]


def with_contract(**changes):
    return replace(PAYMENT, contract=replace(CONTRACT, **changes))


def test_a_payment_in_order_passes_every_rule():
    assert codes(PAYMENT) == []


# --- K2 ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("农产品网络交易平台开发", [("TRADING_PLATFORM", True)]),
        ("农产品网 络 交易平台", [("TRADING_PLATFORM", True)]),
        ("项目人员经费及差旅", [("STAFF_COST", True)]),
        ("中心征地", [("LAND_ACQUISITION", True)]),
        ("直播投流服务", [("BOUGHT_TRAFFIC", False)]),
        ("网上商城维护", [("TRADING_PLATFORM", False)]),
        ("征地并购买流量", [("LAND_ACQUISITION", True), ("BOUGHT_TRAFFIC", True)]),
        ("物流信息管理系统", []),
    ],
)
def test_the_negative_list_stops_its_words_and_asks_about_words_close_to_them(text, expected):
    assert codes(with_contract(scope=text)) == expected
    assert codes(replace(PAYMENT, note=text)) == expected


def test_local_money_may_pay_for_what_central_money_may_not():
    assert codes(with_contract(central=False, title="网络交易平台")) == []


def test_an_exception_of_the_list_is_allowed_and_a_direction_limits_an_entry():
    (item,) = (one for one in RULES.barred_items if one.code == "LAND_ACQUISITION")
    excepted = item.model_copy(update={"exceptions": ("临时用地",)})
    elsewhere = item.model_copy(update={"directions": ("LEADERS",)})
    for rule in (excepted, elsewhere):
        rules = RULES.model_copy(update={"barred_items": (rule,)})
        assert codes(with_contract(title="站点征地（临时用地）"), rules=rules) == []


# --- K3 ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes", [{"decision_body": ""}, {"decision_document_no": ""}, {"evidence_count": 0}]
)
def test_without_its_decision_on_record_nothing_is_paid(changes):
    assert codes(with_contract(**changes)) == [("DECISION_RECORDED", True)]


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"publicity_url": ""}, "未登记公示网址"),
        ({"publicity_start_date": None, "publicity_end_date": None}, "未登记公示网址"),
        ({"publicity_start_date": date(2022, 2, 15)}, "只有 4 个工作日"),
        (
            {"publicity_start_date": date(2022, 2, 15), "publicity_end_date": date(2022, 2, 20)},
            "只有 4 个工作日",
        ),
        ({"publicity_end_date": date(2022, 7, 1)}, "还在公示期内"),
        ({"publicity_objection": "落选供应商质疑"}, "落选供应商质疑"),
    ],
)
def test_publicity_is_long_enough_over_and_without_objection(changes, word):
    (breach,) = breaches_of(with_contract(**changes), RULES, ON)
    assert (breach.rule_code, breach.blocking) == ("PUBLICITY_HELD", True)
    assert word in breach.message.zh


def test_too_short_a_publicity_names_the_document_that_sets_its_days():
    (breach,) = breaches_of(with_contract(publicity_start_date=date(2022, 2, 17)), RULES, ON)
    assert {document.code for document in RULES.publicity_days.basis} <= {d.code for d in breach.basis}


@pytest.mark.parametrize("met_date", [None, date(2022, 7, 2)])
def test_nothing_is_paid_before_its_milestone(met_date):
    assert codes(replace(PAYMENT, milestone_met_date=met_date)) == [("MILESTONE_REACHED", True)]


# --- K4, K5 ------------------------------------------------------------------------------------------------------


def test_an_invoice_used_elsewhere_stops_and_a_namesake_asks():
    assert codes(replace(PAYMENT, same_invoice=("HT-2 · 1",))) == [("NO_SECOND_GRANT", True)]
    assert codes(with_contract(namesakes=("HT-9",))) == [("NO_SECOND_GRANT", False)]


def test_another_payee_stops():
    assert codes(replace(PAYMENT, payee="示例无关公司")) == [("PAYEE_IS_CONTRACTOR", True)]


def test_what_stops_comes_first():
    case = with_contract(scope="投流", decision_body="")
    assert [blocking for _, blocking in codes(case)] == [True, False]


def test_a_rule_that_does_not_hold_yet_stops_nothing():
    early = load_funds_rules("440281", date(2021, 1, 1)).model_copy(update={"requirements": ()})
    assert codes(replace(PAYMENT, milestone_met_date=None, payee="x"), rules=early) == []


# --- Verdicts ----------------------------------------------------------------------------------------------------


def outcomes(case):
    return {verdict.rule_code: verdict.outcome for verdict in verdicts_on(case, RULES, ON)}


def test_every_rule_in_force_has_a_verdict_with_its_basis():
    verdicts = verdicts_on(PAYMENT, RULES, ON)
    assert {verdict.rule_code for verdict in verdicts} == {
        "NEGATIVE_LIST",
        *(rule.code for rule in RULES.requirements),
    }
    assert all(verdict.basis for verdict in verdicts)


def test_a_verdict_says_kept_asks_stops_or_left_to_a_person():
    kept = outcomes(PAYMENT)
    assert kept["PUBLICITY_HELD"] == Verdict.Outcome.KEPT
    assert kept["SEPARATE_ACCOUNT"] == Verdict.Outcome.NOT_TESTED
    assert outcomes(with_contract(scope="投流"))["NEGATIVE_LIST"] == Verdict.Outcome.ASKS
    assert outcomes(with_contract(scope="投流", title="征地"))["NEGATIVE_LIST"] == Verdict.Outcome.STOPS
    assert outcomes(replace(PAYMENT, payee="x"))["PAYEE_IS_CONTRACTOR"] == Verdict.Outcome.STOPS


def test_what_needs_somebody_stands_above_what_is_kept():
    case = with_contract(scope="投流", decision_body="")
    found = [verdict.outcome for verdict in verdicts_on(case, RULES, ON)]
    assert found == sorted(found, key=["STOPS", "ASKS", "NOT_TESTED", "KEPT"].index)
    assert found[:2] == ["STOPS", "ASKS"]


# --- Working days ------------------------------------------------------------------------------------------------


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 400), st.integers(0, 6))
def test_working_days_are_the_days_that_are_no_weekend_and_no_holiday(start, length, gap):
    end = start + timedelta(days=length)
    holidays = frozenset({start + timedelta(days=gap)})
    counted, day = 0, start
    while day <= end:
        counted += day.strftime("%a") not in ("Sat", "Sun") and day not in holidays
        day += timedelta(days=1)
    assert working_days(start, end, holidays=holidays) == counted


# --- K1, K17 -----------------------------------------------------------------------------------------------------


def cap(**changes):
    values = {
        "code": "SOME_CAP",
        "name": Bilingual("上限", "cap"),
        "profile": "TEST",
        "bound": "MAX",
        "measure": "AMOUNT_TOTAL",
        "limit": Decimal(850_000),
        "basis": RULES.publicity_days.basis,
        "status": "reported",
        "valid_from": date(2016, 1, 1),
    }
    return Cap(**(values | changes))


def commitment(amount, central, **changes):
    values = {"contract_no": "HT-1", "direction": "LOGISTICS", "item_type": "TOWNSHIP_STATION"} | changes
    return Commitment(amount_yuan=Decimal(amount), central_yuan=Decimal(central), **values)


MONEY = MoneyCase(
    released_yuan=Decimal(15_000_000),
    central_released_yuan=Decimal(15_000_000),
    paid_yuan=Decimal(11_936_000),
    contracted_yuan=Decimal(15_000_000),
    reached_yuan=Decimal(12_000_000),
    commitments=(
        commitment(1_000_000, 800_000),
        commitment(500_000, 0, contract_no="HT-2", direction="LEADERS"),
    ),
)


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"limit": Decimal(800_000)}, None),
        ({"limit": Decimal(799_999)}, "合计 80 万元"),
        ({"bound": "MIN", "limit": Decimal(800_001)}, "不低于 80.0001 万元"),
        ({"item_types": ("PROMOTION",), "limit": Decimal(0)}, None),
        (
            {
                "measure": "SHARE_OF_CENTRAL",
                "bound": "MIN",
                "direction": "LOGISTICS",
                "limit": Decimal("0.30"),
            },
            "5.33%",
        ),
        ({"measure": "SHARE_OF_CENTRAL", "direction": "LOGISTICS", "limit": Decimal("0.06")}, None),
        ({"measure": "SHARE_OF_INVESTMENT", "limit": Decimal("0.80")}, None),
        ({"measure": "SHARE_OF_INVESTMENT", "limit": Decimal("0.79")}, "合同 HT-1 的中央资金占 80.00%"),
        ({"measure": "AMOUNT_EACH", "limit": Decimal(50_000)}, "请人工核对"),
    ],
)
def test_caps_and_floors_ask_for_a_look(changes, word):
    rules = RULES.model_copy(update={"caps": (cap(**changes),)})
    found = list(check_caps(MONEY, rules, ON))
    assert [word in breach.message.zh for breach in found] == ([] if word is None else [True])
    assert not any(breach.blocking for breach in found)


def test_without_released_central_money_a_share_says_nothing():
    rules = RULES.model_copy(
        update={"caps": (cap(measure="SHARE_OF_CENTRAL", bound="MIN", limit=Decimal(1)),)}
    )
    assert list(check_caps(replace(MONEY, central_released_yuan=Decimal(0)), rules, ON)) == []


def test_the_payment_rate_of_the_2023_report_raises_the_alarm():
    (breach,) = check_rates(MONEY, RULES, ON)
    assert (breach.rule_code, breach.message.zh) == (
        "PAYMENT_RATE_ALARM",
        "资金拨付率为 79.57%，低于预警线 90%。",
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"paid_yuan": Decimal(13_500_000)}, []),
        ({"paid_yuan": Decimal("13499999.99")}, ["PAYMENT_RATE_ALARM"]),
        ({"paid_yuan": Decimal(15_000_000), "reached_yuan": Decimal(7_499_999)}, ["PROGRESS_ALARM"]),
        ({"released_yuan": Decimal(0), "contracted_yuan": Decimal(0)}, []),
    ],
)
def test_an_alarm_is_raised_below_its_line_and_not_on_it(changes, expected):
    assert [breach.rule_code for breach in check_rates(replace(MONEY, **changes), RULES, ON)] == expected
