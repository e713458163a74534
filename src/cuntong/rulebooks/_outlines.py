"""Outlines of reports: headings, purpose, draft text with placeholders, what must not be missing."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from cuntong.domain.values import BilingualError

from ._placeholders import Placeholder, check_text, load_placeholders, pieces
from ._rules import Code, Entry, Pair, Rule, documents
from ._shelf import PACKAGED, RulebookError, Shelf, names_under, parse, read

FOLDER = "reports"
VOCABULARY = "reports/placeholders.toml"

Text = Annotated[str, AfterValidator(check_text)]


class Section(Entry):
    """One section: `draft` is Chinese text, a paragraph per line; `required` must stay in it after editing.

    `level` 1 to 4 is the rank of the heading; a section follows the nearest one of lower level.
    """

    code: Code
    level: Literal[1, 2, 3, 4]
    number: str
    heading: Pair
    purpose: Pair
    draft: Text = ""
    required: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _draft_holds_what_is_required(self) -> Self:
        absent = self.missing_from(self.draft)
        if absent:
            names = ", ".join(absent)
            raise BilingualError(f"{self.code} 的草稿缺少 {names}", f"the draft of {self.code} lacks {names}")
        return self

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The draft's lines that are not empty."""
        return tuple(line for line in self.draft.splitlines() if line.strip())

    def missing_from(self, text: str) -> tuple[str, ...]:
        """Return the required placeholders (as `kind:argument`) that the text does not contain."""
        found = {str(piece) for piece in pieces(text) if isinstance(piece, Placeholder)}
        return tuple(name for name in self.required if name not in found)


class Annex(Entry):
    """The table at the end that traces every figure."""

    heading: Pair
    purpose: Pair


class Outline(Rule):
    """The outline of a report; texts may hold placeholders."""

    name: Pair
    enclosure_mark: str = ""
    title: Text
    recipient: Text = ""
    signature: tuple[Text, ...]
    layout: Code
    annex: Annex
    section: Annotated[tuple[Section, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _sections_are_in_order(self) -> Self:
        repeated = [
            code for code, times in Counter(section.code for section in self.section).items() if times > 1
        ]
        if repeated:
            raise BilingualError(f"章节代码重复：{repeated[0]}", f"two sections have the code {repeated[0]}")
        level = 0
        for section in self.section:
            if section.level > level + 1:
                raise BilingualError(
                    f"{section.code} 跳级：{level} 级之下是 {section.level} 级",
                    f"{section.code} is of level {section.level} right below level {level}",
                )
            level = section.level
        return self

    @property
    def texts(self) -> tuple[str, ...]:
        """Every text of the outline that may hold placeholders."""
        return (self.title, self.recipient, *self.signature, *(section.draft for section in self.section))

    @property
    def placeholders(self) -> tuple[Placeholder, ...]:
        """Every placeholder of the outline, in order."""
        return tuple(piece for text in self.texts for piece in pieces(text) if isinstance(piece, Placeholder))


def list_outlines(*, shelf: Shelf = PACKAGED) -> tuple[Outline, ...]:
    """Return every outline on the shelf."""
    return tuple(_open(name, shelf) for name in names_under(FOLDER, shelf) if name != VOCABULARY)


def load_outline(code: str, *, shelf: Shelf = PACKAGED) -> Outline:
    """Return the outline with the code; raise RulebookError where there is none."""
    outlines = {outline.code: outline for outline in list_outlines(shelf=shelf)}
    if code not in outlines:
        known = ", ".join(outlines)
        raise RulebookError(
            FOLDER, f"没有提纲 {code}，现有：{known}", f"no outline {code}; there are {known}"
        )
    return outlines[code]


@cache
def _open(name: str, shelf: Shelf) -> Outline:
    context = {"documents": documents(shelf), "placeholders": load_placeholders(shelf=shelf)}
    return parse(Outline, name, read(name, shelf), context)
