"""The page is complete: every chapter printed, every kind of finding described, as the document in docs/ has it."""

from pathlib import Path

from cuntong.domain.claims import KINDS

from ..paragraphs import paragraphs_of
from .__main__ import CHAPTERS, page


def test_every_chapter_is_printed():
    written = {path.stem for path in Path(__file__).parent.glob("test_*.py")} - {Path(__file__).stem}
    assert {chapter.__name__.rpartition(".")[2] for chapter in CHAPTERS} == written


def test_every_kind_has_a_paragraph():
    titles = [found.title for chapter in CHAPTERS for found in paragraphs_of(chapter)]
    assert sorted(title.split()[-1] for title in titles) == sorted(KINDS)


def test_the_document_is_what_is_printed(request):
    assert (request.config.rootpath / "docs" / "checks.md").read_text(encoding="utf-8") == page()
