"""Elements of WordprocessingML, in the order that its schema demands."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from ._characters import printable
from ._layout import Layout, Style

ALIGNMENTS = {"LEFT": "left", "CENTRE": "center", "RIGHT": "right", "JUSTIFY": "both", "OUTSIDE": "right"}

Element = Any
"""An lxml element; python-docx gives them no common type."""


def element(tag: str, *children: Element, **attributes: object) -> Element:
    """Return `<w:tag w:attribute=…>` with these children."""
    made: Element = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    made.extend(children)
    return made


def twips(points: Decimal) -> int:
    """Points in twentieths of a point."""
    return int((points * 20).to_integral_value())


def twips_of_mm(millimetres: Decimal) -> int:
    """Millimetres in twentieths of a point."""
    return int((millimetres * 1440 / Decimal("25.4")).to_integral_value())


def fonts(style: Style, layout: Layout) -> Element:
    """Return the fonts: the style's for Chinese and its punctuation, the layout's for Latin letters and digits."""
    latin = layout.type.latin_font
    return element("rFonts", hint="eastAsia", ascii=latin, hAnsi=latin, eastAsia=style.font, cs=latin)


def run_properties(style: Style, layout: Layout) -> Element:
    """Return everything that a style says of its characters."""
    half_points = int(style.size_pt * 2)
    language = layout.type.language
    return element(
        "rPr",
        fonts(style, layout),
        element("b", val=int(style.bold)),
        element("bCs", val=int(style.bold)),
        element("i", val=0),
        element("color", val="auto"),
        element("spacing", val=twips(layout.type.character_spacing_pt)),
        element("kern", val=0),
        element("sz", val=half_points),
        element("szCs", val=half_points),
        element("lang", val="en-US", eastAsia=language),
    )


def paragraph_properties(
    style: Style, layout: Layout, *, line_pt: Decimal, outline_level: int | None
) -> Element:
    """Return everything that a style says of its paragraphs; a heading has an outline level from 0."""
    properties = element("pPr")
    if outline_level is not None:
        properties.append(element("keepNext"))
        properties.append(element("keepLines"))
    properties.append(element("widowControl", val=0))
    properties.append(element("snapToGrid", val=0))
    properties.append(_spacing(style, line_pt))
    properties.append(_indents(style, layout))
    properties.append(element("jc", val=ALIGNMENTS[style.alignment]))
    if outline_level is not None:
        properties.append(element("outlineLvl", val=outline_level))
    return properties


def _spacing(style: Style, line_pt: Decimal) -> Element:
    after = {
        "afterLines": int(style.space_after_lines * 100),
        "after": twips(line_pt * style.space_after_lines),
    }
    return element("spacing", beforeLines=0, before=0, **after, line=twips(line_pt), lineRule="exact")


def _indents(style: Style, layout: Layout) -> Element:
    """In characters, and in twips for programs that do not know indents in characters."""
    character_pt = style.size_pt + layout.type.character_spacing_pt
    first, right = style.first_line_indent_characters, style.right_indent_characters
    return element(
        "ind",
        rightChars=int(right * 100),
        right=twips(character_pt * right),
        firstLineChars=int(first * 100),
        firstLine=twips(character_pt * first),
    )


def run(text: str, style: Style, layout: Layout, *marks: Element) -> Element:
    """Return a run of text in the style's fonts; `marks` are further properties, in the schema's order."""
    words = element("t")
    words.text = printable(text)
    words.set(qn("xml:space"), "preserve")
    return element("r", element("rPr", fonts(style, layout), *marks), words)


def field(instruction: str, shown: str, style: Style, layout: Layout) -> tuple[Element, ...]:
    """Return the runs of a field that the program computes; `shown` stands until it does."""
    code = element("instrText")
    code.text = f" {instruction} "
    code.set(qn("xml:space"), "preserve")

    def part(*children: Element) -> Element:
        return element("r", element("rPr", fonts(style, layout)), *children)

    return (
        part(element("fldChar", fldCharType="begin")),
        part(code),
        part(element("fldChar", fldCharType="separate")),
        run(shown, style, layout),
        part(element("fldChar", fldCharType="end")),
    )
