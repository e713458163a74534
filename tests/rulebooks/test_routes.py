"""Rules of routes: dated limits with their units."""

from datetime import date, timedelta

import pytest

from cuntong.rulebooks import RulebookError, load_route_rules

ON = date(2024, 8, 14)


def test_a_limit_is_a_number_with_its_unit():
    rules = load_route_rules(ON)
    assert rules.limit("LOADING_TIME").span == timedelta(minutes=30)
    assert rules.limit("PARCEL_TIME").span == timedelta(seconds=20)
    assert rules.limit("WORKING_TIME").span == timedelta(hours=8)
    assert rules.limit("OPENS").value < rules.limit("CLOSES").value


def test_what_the_county_has_not_confirmed_says_so():
    assert {(rule.basis[0].code, rule.status) for rule in load_route_rules(ON).limits} == {
        ("LOCAL_PROPOSAL", "unverified")
    }


def test_an_unknown_limit_is_named():
    with pytest.raises(RulebookError, match=r"no limit PATIENCE is in force on 2024-08-14"):
        load_route_rules(ON).limit("PATIENCE")


def test_a_day_before_every_rule_is_refused():
    with pytest.raises(RulebookError, match="is in force on 2016-12-31"):
        load_route_rules(date(2016, 12, 31))
