"""Standards of stations and rules of training."""

from datetime import date

import pytest

from cuntong.domain.facts import FACT_TABLES
from cuntong.rulebooks import RulebookError, load_station_standards, load_training_rules

ON = date(2023, 12, 31)


def _choices(table, column):
    return dict(FACT_TABLES[table].column_by_name[column].choices)


def test_training_kinds_are_those_of_the_fact_tables():
    rules = load_training_rules(ON)
    assert {kind.code: kind.name for kind in rules.course_kinds} == _choices("courses", "kind")
    assert {kind.code: kind.name for kind in rules.outcome_kinds} == _choices("outcomes", "kind")
    assert {kind.code: kind.name for kind in rules.certificate_kinds} == _choices("certificates", "kind")


def test_every_outcome_needs_a_proof_that_exists():
    rules = load_training_rules(ON)
    known = {proof.code for proof in rules.proof_kinds}
    assert all(set(outcome.proofs) <= known for outcome in rules.outcome_kinds)


def test_what_was_proposed_here_says_so():
    rules = load_training_rules(ON)
    proposed = [
        rule for rule in (*rules.limits, *rules.outcome_kinds) if rule.basis[0].code == "LOCAL_PROPOSAL"
    ]
    assert rules.limit("SATISFIED_FROM_RATING") in proposed
    assert {rule.status for rule in proposed} == {"unverified"}


def test_an_unknown_limit_is_named():
    with pytest.raises(RulebookError, match=r"no limit PATIENCE is in force on 2023-12-31"):
        load_training_rules(ON).limit("PATIENCE")


def test_a_proof_that_nobody_listed_is_refused(shelf_with):
    shelf = shelf_with("training.toml", '"PLATFORM_EXPORT"]', '"HEARSAY"]')
    with pytest.raises(RulebookError, match=r"rulebook training\.toml: OPENED_SHOP names unknown HEARSAY"):
        load_training_rules(ON, shelf=shelf)


@pytest.mark.parametrize("load", [load_training_rules, load_station_standards])
def test_a_day_before_every_rule_is_refused(load):
    with pytest.raises(RulebookError, match="is in force on 2016-12-31"):
        load(date(2016, 12, 31))


def test_station_levels_are_those_of_the_fact_tables_and_the_warehouse():
    levels = {standard.level for standard in load_station_standards(ON).standards}
    assert levels == set(_choices("stations", "level")) | {"WAREHOUSE"}


def test_every_population_of_a_village_has_one_standard():
    standards = [standard for standard in load_station_standards(ON).standards if standard.level == "VILLAGE"]
    for residents in (0, 499, 500, 501, 10_000):
        fitting = [
            standard
            for standard in standards
            if (standard.residents_from or 0) <= residents
            and (standard.residents_below is None or residents < standard.residents_below)
        ]
        assert len(fitting) == 1


def test_a_network_limit_is_found_by_its_code():
    standards = load_station_standards(ON)
    assert standards.network_limit("VILLAGE_COVERAGE").bound == "MIN"
    assert standards.network_limit("HAPPINESS") is None


def test_an_unknown_level_is_refused(shelf_with):
    shelf = shelf_with("stations.toml", 'level = "CENTRE"', 'level = "HAMLET"')
    with pytest.raises(
        RulebookError, match=r"stations\.toml: standard\[1\]\.level: Input should be 'CENTRE'"
    ):
        load_station_standards(ON, shelf=shelf)
