"""Scorecards from their files."""

from datetime import date
from decimal import Decimal

import pytest

from cuntong.domain.scoring import RowKind, score
from cuntong.rulebooks import RulebookError, describe_scorecard, list_scorecards, load_county, load_scorecard

ON = date(2023, 12, 31)
CODES = ["BUDGET_A", "BUDGET_B", "BUDGET_C", "PROGRAMME"]


def test_four_sheets_are_listed():
    assert [book.code for book in list_scorecards()] == CODES


@pytest.mark.parametrize("code", CODES)
def test_every_sheet_loads_and_scores(code):
    scorecard = load_scorecard(code, ON)
    sheet = score(scorecard, figures={}, targets={}, assessments={}, evidence={})
    assert sheet.total == 0
    assert len(sheet.unscored) == len(scorecard.rows)
    assert sum(block.weight for block in sheet.blocks) == scorecard.full_marks == 100


@pytest.mark.parametrize("code", CODES)
def test_the_blocks_stand_together_in_the_order_of_the_file(code):
    names = [row.levels[0].zh for row in load_scorecard(code, ON).rows]
    assert list(dict.fromkeys(names)) == [block.name.zh for block in describe_scorecard(code, ON).block]


@pytest.mark.parametrize(
    ("code", "weights"),
    [
        ("BUDGET_A", {"EXECUTION": 10, "OUTPUT": 50, "BENEFIT": 30, "SATISFACTION": 10}),
        ("BUDGET_B", {"EXECUTION": 10, "OUTPUT": 50, "BENEFIT": 30, "SATISFACTION": 10}),
        ("BUDGET_C", {"EXECUTION": 20, "OUTPUT": 40, "BENEFIT": 40}),
    ],
)
def test_the_weights_of_the_budget_forms(code, weights):
    assert {block.code: block.weight for block in describe_scorecard(code, ON).block} == weights


def test_what_of_form_b_was_not_readable_is_marked_as_an_assumption():
    status = {block.code: block.status for block in describe_scorecard("BUDGET_B", ON).block}
    assert status == {
        "EXECUTION": "unverified",
        "OUTPUT": "unverified",
        "BENEFIT": "reported",
        "SATISFACTION": "reported",
    }


def test_what_the_county_chose_exists():
    for code in load_county("440281").chosen.scorecards:
        assert load_scorecard(code, ON).code == code


def test_form_c_gives_no_grade():
    assert load_scorecard("BUDGET_C", ON).grades is None


def test_the_middle_band_differs_between_the_forms():
    assert load_scorecard("BUDGET_A", ON).bands[1].lower == Decimal("0.60")
    assert load_scorecard("BUDGET_B", ON).bands[1].lower == Decimal("0.50")
    assert load_scorecard("BUDGET_C", ON).bands[1].lower == Decimal("0.50")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("weight = 50", "weight = 70", r"the weights add up to 120, not 100: 20 too much \(EXECUTION 10 \+ OUTPUT 70"),
        ("weight = 5\n", "weight = 4\n", r"OUTPUT: the weights add up to 49, not 50: 1 too little"),
        ('block = "OUTPUT"', 'block = "SIDE_EFFECTS"', r"OUTPUT: the weights add up to 45, not 50"),
        ('grade_table = "BUDGET"', 'grade_table = "STARS"', r"scoring\.toml has no STARS on 2023-12-31"),
        ('band_set = "STEPS_80_60"', 'band_set = "STEPS"', r"scoring\.toml has no STEPS on 2023-12-31"),
        ('kind = "EXECUTION"\nindicator_code = "EXECUTION_RATE"', 'kind = "EXECUTION"', r"EXECUTION_RATE: a counted row names an indicator_code"),
        ('target_source = "SEALED"', 'target_source = "SEALED"\ntarget = 5', r"TOWNSHIP_STATIONS: target is given where its source is RULEBOOK"),
        ('target_source = "SEALED"', 'target_source = "GUESSED"', r"row\[2\]\.target_source: Input should be 'SEALED'"),
        ('target_source = "SEALED"', 'target_source = "SEALED"\nstatus = "reported"', r"row\[2\]: give basis and status together or neither"),
        ('target_source = "SEALED"', 'target_source = "SEALED"\nreason = { zh = "{actual}{band}", en = "{actual}" }', r"TOWNSHIP_STATIONS: the reason has braces that mean nothing \(band\)"),
        ('target_source = "SEALED"', 'target_source = "SEALED"\nreason = { zh = "{actual", en = "{actual}" }', r"TOWNSHIP_STATIONS: the reason has braces that mean nothing \(expected '}'"),
        ('code = "VILLAGE_POINTS"', 'code = "TOWNSHIP_STATIONS"', r"rows share a code: TOWNSHIP_STATIONS|the weights add up"),
    ],
)  # fmt: skip
def test_a_sheet_that_contradicts_itself_is_refused_by_file(shelf_with, old, new, message):
    shelf = shelf_with("scorecards/budget-a.toml", old, new)
    with pytest.raises(RulebookError, match=rf"rulebook scorecards/budget-a\.toml: .*({message})"):
        load_scorecard("BUDGET_A", ON, shelf=shelf)


def test_a_row_of_a_block_that_does_not_exist_is_refused(shelf_with):
    new = 'code = "EXTRA"\nblock = "BONUS"\nlevel2 = { zh = "加", en = "extra" }\nlevel3 = { zh = "加", en = "extra" }\nweight = 5\nkind = "QUALITATIVE"\nevidence_required = true\n\n[[row]]\ncode = "EXECUTION_RATE"'
    shelf = shelf_with("scorecards/budget-a.toml", 'code = "EXECUTION_RATE"', new)
    with pytest.raises(RulebookError, match="EXTRA names unknown block BONUS"):
        load_scorecard("BUDGET_A", ON, shelf=shelf)


def test_wording_that_a_kind_lacks_is_named(shelf_with):
    shelf = shelf_with("scoring.toml", 'code = "QUALITATIVE"', 'code = "QUALITATIVE"\nvalid_to = 2020-12-31')
    with pytest.raises(
        RulebookError, match=r"scorecards/budget-a\.toml: TIMELINESS: no wording for QUALITATIVE"
    ):
        load_scorecard("BUDGET_A", ON, shelf=shelf)


def test_a_row_may_have_its_own_reason(shelf_with):
    own = 'target_source = "SEALED"\nreason = { zh = "应建 {target} 个，已建 {actual} 个。", en = "{actual} of {target} built." }'
    scorecard = load_scorecard(
        "BUDGET_A", ON, shelf=shelf_with("scorecards/budget-a.toml", 'target_source = "SEALED"', own)
    )
    sheet = score(
        scorecard,
        figures={"TOWNSHIP_STATIONS_BUILT": 16},
        targets={"TOWNSHIP_STATIONS_BUILT": 17},
        assessments={},
        evidence={"TOWNSHIP_STATIONS": 16},
    )
    scored = next(row for row in sheet.rows if row.row.code == "TOWNSHIP_STATIONS")
    assert scored.reason.zh == "应建 17 个，已建 16 个。"


def test_two_sheets_of_one_code_on_one_day_are_refused(shelf_with):
    shelf = shelf_with("scorecards/budget-c.toml", 'code = "BUDGET_C"', 'code = "BUDGET_B"')
    with pytest.raises(
        RulebookError,
        match=r"several BUDGET_B hold on 2023-12-31: scorecards/budget-b\.toml, scorecards/budget-c\.toml",
    ):
        load_scorecard("BUDGET_B", ON, shelf=shelf)


def test_a_successor_takes_over_by_date(shelf_with):
    shelf = shelf_with(
        "scorecards/budget-a.toml", 'status = "unverified"', 'status = "unverified"\nvalid_to = 2023-12-31'
    )
    text = (shelf.root / "scorecards/budget-c.toml").read_text(encoding="utf-8")
    text = text.replace('code = "BUDGET_C"', 'code = "BUDGET_A"').replace("2019-01-01", "2024-01-01")
    (shelf.root / "scorecards/budget-a-2024.toml").write_text(text, encoding="utf-8")
    assert load_scorecard("BUDGET_A", ON, shelf=shelf).grades is not None
    assert load_scorecard("BUDGET_A", date(2024, 1, 1), shelf=shelf).grades is None


def test_an_unknown_sheet_is_refused_and_the_known_are_named():
    with pytest.raises(
        RulebookError,
        match="no BUDGET_Z holds on 2023-12-31; there are BUDGET_A, BUDGET_B, BUDGET_C, PROGRAMME",
    ):
        load_scorecard("BUDGET_Z", ON)


def test_every_kind_of_row_but_the_reverse_is_in_use():
    kinds = {row.kind for code in CODES for row in load_scorecard(code, ON).rows}
    assert kinds == set(RowKind) - {RowKind.QUANTITATIVE_REVERSE}
