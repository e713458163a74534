"""Limits of the counter: dated, said to be unverified, and none before they hold."""

from datetime import date, timedelta

import pytest

from cuntong.rulebooks import RulebookError, load_service_rules

DAY = date(2024, 8, 14)


def test_limits_have_values_with_their_unit():
    rules = load_service_rules(DAY)
    assert (rules.limit("WITHDRAWAL_ONCE").count, rules.limit("WITHDRAWAL_ONCE").unit) == (2000, "YUAN")
    assert rules.limit("CLOCK_AHEAD").span == timedelta(minutes=10)


def test_nothing_here_is_said_to_be_confirmed():
    assert {rule.status for rule in load_service_rules(DAY).limits} == {"unverified"}


def test_an_unknown_limit_and_a_day_before_all_limits_are_refused():
    with pytest.raises(RulebookError):
        load_service_rules(DAY).limit("GENEROSITY")
    with pytest.raises(RulebookError):
        load_service_rules(date(2021, 6, 30))
