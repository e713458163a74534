"""One Chinese term, one identifier, one definition in each language."""

import csv
import re
from collections import Counter

import pytest

from cuntong.domain.facts import FACT_TABLES

COLUMNS = ["中文术语", "identifier", "definition_en", "definition_zh"]
# In a list of levels the code is the level alone, the same for stations and for divisions.
LEVELS = {"镇级站", "村级点"}


@pytest.fixture(scope="module")
def terms(root):
    with (root / "GLOSSARY.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _repeated(values):
    return [value for value, times in Counter(values).items() if times > 1]


def test_every_term_is_whole(terms, root):
    head = (root / "GLOSSARY.csv").read_text(encoding="utf-8").partition("\n")[0]
    assert head.split(",") == COLUMNS
    assert len(terms) >= 60
    assert all(set(term) == set(COLUMNS) and all(term.values()) for term in terms)


def test_a_chinese_term_stands_once(terms):
    assert not _repeated(term["中文术语"] for term in terms)


def test_an_identifier_stands_for_one_term(terms):
    assert not _repeated(_bare(term["identifier"]) for term in terms)


def test_an_identifier_is_one(terms):
    assert [
        term["identifier"] for term in terms if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", term["identifier"])
    ] == []


def test_definitions_are_sentences(terms):
    assert [term for term in terms if not term["definition_en"].endswith(".")] == []
    assert [term for term in terms if not term["definition_zh"].endswith("。")] == []


def test_a_label_of_the_fact_tables_that_is_a_term_has_its_identifier(terms):
    identifiers = {term["中文术语"]: term["identifier"] for term in terms if term["中文术语"] not in LEVELS}
    columns = [column for table in FACT_TABLES.values() for column in table.columns]
    labels = {(label.zh, code) for column in columns for code, label in column.choices.items()}
    shared = {(zh, code) for zh, code in labels if zh in identifiers}
    assert len(shared) >= 15
    assert {(zh, code) for zh, code in shared if _bare(identifiers[zh]) != _bare(code)} == set()


def _bare(identifier):
    """The identifier without what sets a class (`Station`) apart from a stored code (`STATION`)."""
    return identifier.replace("_", "").lower()
