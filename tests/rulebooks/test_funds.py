"""The rules of spending that bind a county on a day."""

from datetime import date
from decimal import Decimal

import pytest

from cuntong.domain.facts import FACT_TABLES
from cuntong.rulebooks import RulebookError, load_county, load_funds_rules

ON = date(2023, 12, 31)


def test_the_four_directions_are_those_of_the_fact_tables():
    choices = FACT_TABLES["payments"].column_by_name["direction"].choices
    assert {
        direction.code: direction.name for direction in load_funds_rules("440281", ON).directions
    } == dict(choices)


def test_every_value_says_what_it_rests_on():
    rules = load_funds_rules("440281", ON)
    limits = (rules.publicity_days, rules.progress_alarm, rules.payment_rate_alarm)
    for rule in (*rules.directions, *rules.item_types, *rules.barred_items, *rules.requirements, *limits):
        assert rule.basis
        assert rule.valid_from <= ON
        assert all(document.title.zh for document in rule.basis)


def test_only_chosen_profiles_apply(shelf_with):
    assert load_funds_rules("440281", ON).caps == ()
    shelf = shelf_with("counties/440281.toml", "caps = []", 'caps = ["HENG", "TONGHE_2018"]')
    codes = [cap.code for cap in load_funds_rules("440281", ON, shelf=shelf).caps]
    assert codes == [
        "CENTRAL_SHARE_CEILING",
        "TOWNSHIP_STATION_EACH",
        "TOWNSHIP_STATION_TOTAL",
        "VILLAGE_STATION_TOTAL",
        "PROMOTION_TOTAL",
        "SERVICE_CENTRE_TOTAL",
        "VILLAGE_STATION_TOTAL_2018",
    ]


@pytest.mark.parametrize(("on", "number"), [(date(2018, 12, 31), 2), (date(2019, 1, 1), 0)])
def test_a_cap_ends_on_its_last_day(shelf_with, on, number):
    shelf = shelf_with("counties/440281.toml", "caps = []", 'caps = ["NATIONAL_2018"]')
    book = (shelf.root / "funds.toml").read_text(encoding="utf-8")
    for old in ("2021-01-01", "2020-04-01", "2020-01-01"):
        book = book.replace(f"valid_from = {old}", "valid_from = 2017-01-01")
    (shelf.root / "funds.toml").write_text(book, encoding="utf-8")
    caps = load_funds_rules("440281", on, shelf=shelf).caps
    assert len(caps) == number
    assert all(cap.measure == "SHARE_OF_CENTRAL" for cap in caps)


@pytest.mark.parametrize("key", ["negative_list", "caps"])
def test_an_unknown_profile_is_refused_and_the_known_are_named(shelf_with, key):
    shelf = shelf_with("counties/440281.toml", f"{key} = [", f'{key} = ["ATLANTIS", ')
    with pytest.raises(
        RulebookError,
        match=rf"counties/440281\.toml: profiles\.{key}: funds\.toml has no ATLANTIS; it has DAZHU|DULAN",
    ):
        load_funds_rules("440281", ON, shelf=shelf)


def test_a_day_before_every_rule_is_refused():
    with pytest.raises(RulebookError, match=r"no \[\[direction\]\] is in force on 2019-12-31"):
        load_funds_rules("440281", date(2019, 12, 31))


def test_a_value_gets_its_successor_by_date(shelf_with):
    old = 'value = 5\nunit = "WORKING_DAY"\nbasis = ["ZADUO_TENDER"]\nnote = "From another county\'s tender; Lechang\'s own term is not known."\nvalid_from = 2020-04-01\nstatus = "reported"\n'
    successor = old.replace("value = 5", "value = 7").replace("2020-04-01", "2023-07-01")
    head = (
        '\n[[limit]]\ncode = "PUBLICITY_DAYS"\nname = { zh = "付款前公示天数", en = "Days of publicity" }\n'
    )
    shelf = shelf_with("funds.toml", old, f"{old}valid_to = 2023-06-30\n{head}{successor}")
    assert load_funds_rules("440281", date(2023, 6, 30), shelf=shelf).publicity_days.value == 5
    assert load_funds_rules("440281", date(2023, 7, 1), shelf=shelf).publicity_days.value == 7


def test_a_requirement_is_found_by_its_code():
    rules = load_funds_rules("440281", ON)
    assert rules.requirement("MILESTONE_REACHED").effect == "STOP"
    assert rules.requirement("FULL_MOON") is None


def test_the_county_names_project_documents_money_and_denominators():
    county = load_county("440281")
    assert county.project.start_date == date(2021, 7, 1)
    assert [document.number for document in county.governing_documents] == [
        "财办建〔2021〕38号",
        "粤商务电函〔2021〕100号",
        "乐府办〔2022〕9号",
    ]
    assert sum(money.amount_yuan for money in county.appropriation) == Decimal(15_000_000)
    assert {base.code: base.count for base in county.denominator} == {"TOWNSHIP": 17, "VILLAGE": 194}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"Asia/Shanghai"', '"Asia/Lechang"', r"time_zone: there is no time zone Asia/Lechang"),
        ('code = "440281"', 'code = "440282"', r"code must be 440281, not 440282"),
        ('"2021-10"', '"2021-13"', r"appropriation\[1\]\.released_month: String should match pattern"),
        ("count = 17", "count = 0", r"denominator\[1\]\.count: Input should be greater than 0"),
        ("scorecards = [", 'scorecards = []\nothers = [', r"chosen\.scorecards: Tuple should have at least 1 item"),
    ],
)  # fmt: skip
def test_a_county_file_is_read_strictly(shelf_with, old, new, message):
    with pytest.raises(RulebookError, match=rf"counties/440281\.toml: .*{message}"):
        load_county("440281", shelf=shelf_with("counties/440281.toml", old, new))


def test_another_county_is_another_file(shelf_with):
    shelf = shelf_with("counties/440281.toml")
    text = (shelf.root / "counties/440281.toml").read_text(encoding="utf-8")
    (shelf.root / "counties/440282.toml").write_text(
        text.replace('code = "440281"', 'code = "440282"'), encoding="utf-8"
    )
    assert load_funds_rules("440282", ON, shelf=shelf).county_code == "440282"


def test_a_rule_can_be_written_in_python_from_its_parts():
    rule = load_funds_rules("440281", ON).barred_items[0]
    again = type(rule)(**{name: getattr(rule, name) for name in type(rule).model_fields})
    assert again == rule
