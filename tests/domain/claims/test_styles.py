"""Whole reports in styles of other counties: none is accused as it stands; of altered figures most are found."""

import pytest
from benchmarks.claims_reports import value_of
from benchmarks.claims_styles import score_style, styles

from cuntong.domain.claims import CONTRADICTION, check, read_document

STYLES = styles()


def test_every_relation_of_the_material_holds():
    broken = [
        (name, relation.keys)
        for name, report in STYLES.items()
        for relation in report.relations
        if not relation.holds({key: value_of(text) for key, text in report.figures.items()})
    ]
    assert broken == []


@pytest.mark.parametrize("name", STYLES)
def test_a_clean_report_is_not_accused(name):
    document = read_document(STYLES[name].text.encode(), "report.txt")
    assert [item.message for item in check(document) if item.grade == CONTRADICTION] == []


@pytest.mark.parametrize("name", STYLES)
def test_most_altered_figures_are_found_and_no_true_one_is_accused(name):
    score = score_style(STYLES[name], rounds=1)
    assert score.recall > 0.7
    assert score.precision >= 0.98
