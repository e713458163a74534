"""The specification is complete: every chapter is printed, every test in it is a paragraph."""

import inspect
from pathlib import Path

from .__main__ import CHAPTERS, specification
from .paragraphs import Paragraph, paragraphs_of


def test_every_chapter_is_printed():
    written = {path.stem for path in Path(__file__).parent.glob("test_*.py")} - {Path(__file__).stem}
    assert {chapter.__name__.rpartition(".")[2] for chapter in CHAPTERS} == written


def test_every_test_of_a_chapter_is_a_paragraph():
    for chapter in CHAPTERS:
        tests = [value for name, value in vars(chapter).items() if name.startswith("test_")]
        assert tests
        assert all(isinstance(getattr(test, "paragraph", None), Paragraph) for test in tests)


def test_a_paragraph_shows_every_argument_of_its_test():
    for chapter in CHAPTERS:
        for name, test in vars(chapter).items():
            if name.startswith("test_"):
                assert list(inspect.signature(test).parameters) == list(test.paragraph.columns)


def test_titles_are_not_repeated_and_every_row_is_whole():
    found = [paragraph for chapter in CHAPTERS for paragraph in paragraphs_of(chapter)]
    assert len({paragraph.title for paragraph in found}) == len(found)
    assert all(len(row) == len(paragraph.columns) for paragraph in found for row in paragraph.rows)


def test_the_printed_page_has_every_case():
    page = specification()
    assert page.startswith("# 规则与算例")
    assert "| 10 | 1193.6 | 1500 | 7.96 |" in page
