"""A test that is also a paragraph: a title, what the rule says, and the table of cases that the test runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType

import pytest


@dataclass(frozen=True)
class Paragraph:
    """One rule: columns are argument name -> heading, rows are the cases."""

    title: str
    text: str
    columns: Mapping[str, str]
    rows: Sequence[Sequence[object]]

    def as_markdown(self) -> str:
        """Return the paragraph with its table."""
        table = [tuple(self.columns.values()), ("---",) * len(self.columns), *self.rows]
        lines = ["| " + " | ".join(_cell(value) for value in row) + " |" for row in table]
        return "\n".join([f"### {self.title}", "", self.text, "", *lines, ""])


def _cell(value: object) -> str:
    return "" if value is None else str(value).replace("|", "\\|")


def paragraph(
    title: str, text: str, columns: Mapping[str, str], rows: Sequence[Sequence[object]]
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Run the test once per row, and keep the paragraph with it for printing."""

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        marked = pytest.mark.parametrize(tuple(columns), rows)(test)
        marked.paragraph = Paragraph(title, text, columns, rows)
        return marked

    return decorate


def paragraphs_of(chapter: ModuleType) -> Iterator[Paragraph]:
    """Yield the paragraphs of a chapter in the order in which they are written."""
    for test in vars(chapter).values():
        if isinstance(found := getattr(test, "paragraph", None), Paragraph):
            yield found


def chapter_as_markdown(chapter: ModuleType) -> str:
    """Return a chapter: its title, what it is about, its paragraphs."""
    head = f"## {chapter.TITLE}\n\n{chapter.ABOUT}\n"
    return "\n".join([head, *(found.as_markdown() for found in paragraphs_of(chapter))])
