"""Page, styles, header and footer of the document on paper."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal

from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from ._docx_xml import (
    ALIGNMENTS,
    Element,
    element,
    field,
    paragraph_properties,
    run,
    run_properties,
    twips,
    twips_of_mm,
)
from ._layout import Layout, Style

# By these names a word processor knows headings for its outline; the other styles keep the layout's names.
_BUILT_IN = {
    "TITLE": "Title",
    "HEADING_1": "heading 1",
    "HEADING_2": "heading 2",
    "HEADING_3": "heading 3",
    "HEADING_4": "heading 4",
    "BODY": "Body Text",
    "SIGNATURE": "Signature",
    "PAGE_NUMBER": "footer",
}
_OWN = ("ENCLOSURE_MARK", "RECIPIENT", "TABLE")
_OUTLINE_LEVELS = {"TITLE": 0, "HEADING_1": 1, "HEADING_2": 2, "HEADING_3": 3, "HEADING_4": 4}
_KEPT = ("Normal", "Default Paragraph Font", "Normal Table", "No List")
_TIGHT = Decimal("1.4")
"""Lines of type smaller than the text are this much higher than their letters."""


def set_page(document: Document, layout: Layout) -> None:
    """Give the only section the layout's sheet and margins, and no grid of lines and characters."""
    section, page = document.sections[0], layout.page
    section.page_width, section.page_height = Mm(float(page.width_mm)), Mm(float(page.height_mm))
    section.top_margin, section.bottom_margin = (
        Mm(float(page.margin_top_mm)),
        Mm(float(page.margin_bottom_mm)),
    )
    section.left_margin, section.right_margin = (
        Mm(float(page.margin_left_mm)),
        Mm(float(page.margin_right_mm)),
    )
    # Measured from the sheet's edge: head and foot so stand nearer to the text than to the edge.
    section.header_distance = Mm(float(page.margin_top_mm) / 2)
    section.footer_distance = Mm(float(page.margin_bottom_mm) * 2 / 3)
    properties = document.element.body.sectPr
    for grid in properties.findall(qn("w:docGrid")):
        properties.remove(grid)


def text_width_twips(layout: Layout) -> int:
    """Return how wide the text area is."""
    page = layout.page
    return twips_of_mm(page.width_mm - page.margin_left_mm - page.margin_right_mm)


def set_styles(document: Document, layout: Layout) -> None:
    """Write every style of the layout into the document, and leave nothing of the template's looks."""
    styles = document.styles.element
    for style in styles.findall(qn("w:style")):
        if style.find(qn("w:name")).get(qn("w:val")) not in _KEPT:
            styles.remove(style)
    _set_defaults(document, layout)
    for code in (*_BUILT_IN, *_OWN):
        styles.append(_style(layout.style_of(code), layout))


def style_id(style: Style) -> str:
    """Return the name by which paragraphs call the style."""
    return style.code.title().replace("_", "")


def line_pt(style: Style, layout: Layout) -> Decimal:
    """Return the exact height of the style's lines: the layout's, or tight where the type is small."""
    small = style.size_pt < layout.style_of("BODY").size_pt
    return style.size_pt * _TIGHT if small else layout.type.line_pt


def _set_defaults(document: Document, layout: Layout) -> None:
    body = layout.style_of("BODY")
    spacing = element("spacing", before=0, after=0, line=twips(layout.type.line_pt), lineRule="exact")
    defaults = document.styles.element.find(qn("w:docDefaults"))
    defaults.clear()
    defaults.append(element("rPrDefault", run_properties(body, layout)))
    defaults.append(element("pPrDefault", element("pPr", spacing)))
    language = document.settings.element.find(qn("w:themeFontLang"))
    language.set(qn("w:eastAsia"), layout.type.language)
    _set_compatibility(document)


def _set_compatibility(document: Document) -> None:
    """Lay out as word processors do since 2013: the rules of tables stand flush with the text."""
    for setting in document.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")


def _style(style: Style, layout: Layout) -> Element:
    level = _OUTLINE_LEVELS.get(style.code)
    following = style_id(style) if level is None else style_id(layout.style_of("BODY"))
    own = {"customStyle": 1} if style.code in _OWN else {}
    return element(
        "style",
        element("name", val=_BUILT_IN.get(style.code, style.name.zh)),
        element("basedOn", val="Normal"),
        element("next", val=following),
        element("qFormat"),
        paragraph_properties(style, layout, line_pt=line_pt(style, layout), outline_level=level),
        run_properties(style, layout),
        type="paragraph",
        styleId=style_id(style),
        **own,
    )


def set_page_numbers(document: Document, layout: Layout) -> None:
    """Put the page's number in the footer: outside on facing pages, or in one place."""
    style, section = layout.style_of("PAGE_NUMBER"), document.sections[0]
    if style.alignment == "OUTSIDE":
        document.settings.odd_and_even_pages_header_footer = True
        _write_number(section.even_page_footer.paragraphs[0], layout, style, "left")
    _write_number(section.footer.paragraphs[0], layout, style, ALIGNMENTS[style.alignment])


def _write_number(paragraph: Paragraph, layout: Layout, style: Style, alignment: str) -> None:
    number = layout.page_number
    runs = (
        run(number.before, style, layout),
        *field("PAGE", "1", style, layout),
        run(number.after, style, layout),
    )
    _rewrite(paragraph, style, (element("jc", val=alignment),), runs)


def mark_every_page(document: Document, layout: Layout, words: str) -> None:
    """Print the words at the head of every page, above a rule."""
    section, style = document.sections[0], layout.style_of("TABLE")
    headers = [section.header]
    if document.settings.odd_and_even_pages_header_footer:
        headers.append(section.even_page_header)
    rule = element("pBdr", element("bottom", val="single", sz=6, space=1, color="auto"))
    for header in headers:
        properties = (deepcopy(rule), element("jc", val="center"))
        _rewrite(header.paragraphs[0], style, properties, (run(words, style, layout),))


def _rewrite(
    paragraph: Paragraph, style: Style, properties: tuple[Element, ...], runs: tuple[Element, ...]
) -> None:
    written = paragraph.paragraph_format.element
    written.clear()
    written.append(element("pPr", element("pStyle", val=style_id(style)), *properties))
    written.extend(runs)
