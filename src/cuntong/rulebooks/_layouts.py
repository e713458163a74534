"""How a document looks on paper: page, type and styles."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, PositiveInt, model_validator

from cuntong.domain.values import BilingualError

from ._rules import Amount, Code, Entry, Filled, Pair, Rule, open_book
from ._shelf import PACKAGED, RulebookError, Shelf, names_under

FOLDER = "layouts"

Alignment = Literal["LEFT", "CENTRE", "RIGHT", "JUSTIFY", "OUTSIDE"]
Length = Annotated[Decimal, Field(gt=0)]


class Page(Entry):
    """The sheet and its margins, in millimetres."""

    size: Filled
    width_mm: Length
    height_mm: Length
    margin_top_mm: Length
    margin_bottom_mm: Length
    margin_left_mm: Length
    margin_right_mm: Length
    lines_per_page: PositiveInt
    characters_per_line: PositiveInt

    @model_validator(mode="after")
    def _leaves_room(self) -> Self:
        across = self.width_mm - self.margin_left_mm - self.margin_right_mm
        down = self.height_mm - self.margin_top_mm - self.margin_bottom_mm
        if across <= 0 or down <= 0:
            raise BilingualError("页边距大于纸张，没有版心", "the margins leave no room on the page")
        return self


class Type(Entry):
    """What holds for all text: language, font of Latin letters and figures, exact line height, spacing."""

    language: Filled
    latin_font: Filled
    line_pt: Length
    character_spacing_pt: Decimal


class Style(Entry):
    """One kind of paragraph; indents in characters, spaces in lines."""

    code: Code
    name: Pair
    font: Filled
    fallbacks: tuple[Filled, ...]
    size_pt: Length
    bold: bool = False
    alignment: Alignment
    first_line_indent_characters: Amount
    right_indent_characters: Amount = Decimal(0)
    space_after_lines: Amount


class PageNumber(Entry):
    """What stands before and after the number."""

    before: str
    after: str


class Layout(Rule):
    """A layout of documents."""

    name: Pair
    page: Page
    type: Type
    style: Annotated[tuple[Style, ...], Field(min_length=1)]
    page_number: PageNumber

    def style_of(self, code: str) -> Style:
        """Return the style with the code; raise RulebookError where there is none."""
        for style in self.style:
            if style.code == code:
                return style
        raise RulebookError(FOLDER, f"{self.code} 没有样式 {code}", f"{self.code} has no style {code}")


def load_layout(code: str, *, shelf: Shelf = PACKAGED) -> Layout:
    """Return the layout with the code; raise RulebookError where there is none."""
    layouts = [open_book(Layout, name, shelf) for name in names_under(FOLDER, shelf)]
    for layout in layouts:
        if layout.code == code:
            return layout
    known = ", ".join(layout.code for layout in layouts)
    raise RulebookError(FOLDER, f"没有版式 {code}，现有：{known}", f"no layout {code}; there are {known}")
