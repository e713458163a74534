"""What a layout must state for a document to be set in it; any object with these attributes will do."""

from __future__ import annotations

from decimal import Decimal
from typing import Protocol

from cuntong.domain.values import Bilingual


class Page(Protocol):
    """The sheet and its margins, in millimetres."""

    @property
    def width_mm(self) -> Decimal: ...
    @property
    def height_mm(self) -> Decimal: ...
    @property
    def margin_top_mm(self) -> Decimal: ...
    @property
    def margin_bottom_mm(self) -> Decimal: ...
    @property
    def margin_left_mm(self) -> Decimal: ...
    @property
    def margin_right_mm(self) -> Decimal: ...


class Type(Protocol):
    """What holds for all text."""

    @property
    def language(self) -> str: ...
    @property
    def latin_font(self) -> str: ...
    @property
    def line_pt(self) -> Decimal: ...
    @property
    def character_spacing_pt(self) -> Decimal: ...


class Style(Protocol):
    """One kind of paragraph; `alignment` is LEFT, CENTRE, RIGHT, JUSTIFY or, for page numbers, OUTSIDE."""

    @property
    def code(self) -> str: ...
    @property
    def name(self) -> Bilingual: ...
    @property
    def font(self) -> str: ...
    @property
    def size_pt(self) -> Decimal: ...
    @property
    def bold(self) -> bool: ...
    @property
    def alignment(self) -> str: ...
    @property
    def first_line_indent_characters(self) -> Decimal: ...
    @property
    def right_indent_characters(self) -> Decimal: ...
    @property
    def space_after_lines(self) -> Decimal: ...


class PageNumber(Protocol):
    """What stands before and after the number."""

    @property
    def before(self) -> str: ...
    @property
    def after(self) -> str: ...


class Layout(Protocol):
    """A layout of documents.

    Its styles are TITLE, ENCLOSURE_MARK, RECIPIENT, HEADING_1 to HEADING_4, BODY, TABLE, SIGNATURE and
    PAGE_NUMBER.
    """

    @property
    def page(self) -> Page: ...
    @property
    def type(self) -> Type: ...
    @property
    def page_number(self) -> PageNumber: ...
    def style_of(self, code: str) -> Style: ...
