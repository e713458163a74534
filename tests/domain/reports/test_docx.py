import io
import zipfile
from datetime import date

import docx
import pytest
from docx.enum.text import WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from hypothesis import given
from hypothesis import strategies as st

from cuntong.domain.reports import Table, Text, to_docx
from cuntong.domain.reports._docx_tables import column_widths
from cuntong.rulebooks import load_layout

from .conftest import VALUES, section

LAYOUT = load_layout("OFFICIAL")


@pytest.fixture
def printed(written):
    """A function from sections to the document as python-docx reads it back."""

    def write(*sections, **changes):
        return docx.Document(io.BytesIO(to_docx(written(*sections, **changes), LAYOUT)))

    return write


def _paragraph(document, text):
    return next(one for one in document.paragraphs if one.text == text)


def _east_asian_font(owner):
    return owner.find(qn("w:rPr")).find(qn("w:rFonts")).get(qn("w:eastAsia"))


def test_the_sheet_and_its_margins(printed):
    page = printed("正文").sections[0]
    assert (page.page_width, page.page_height) == pytest.approx((Mm(210), Mm(297)), abs=Mm(0.02))
    margins = (page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)
    assert margins == pytest.approx((Mm(37), Mm(35), Mm(28), Mm(26)), abs=Mm(0.02))
    assert page._sectPr.find(qn("w:docGrid")) is None


@pytest.mark.parametrize(
    ("text", "font", "size_pt"),
    [
        ("乐昌市2023年度自评报告", "方正小标宋简体", 22),
        ("一、基本情况", "黑体", 16),
        ("（一）项目成效", "楷体_GB2312", 16),
        ("1.进度", "仿宋_GB2312", 16),
        ("建成站点。", "仿宋_GB2312", 16),
        ("2024年3月15日", "仿宋_GB2312", 16),
    ],
)
def test_each_kind_of_paragraph_has_its_font_on_style_and_run(printed, text, font, size_pt):
    document = printed(
        section("", number="一、", heading="基本情况"),
        section("建成站点。", level=2, number="（一）"),
        section("", level=3, number="1.", heading="进度"),
    )
    paragraph = _paragraph(document, text)
    assert _east_asian_font(paragraph.style.element) == font
    assert {_east_asian_font(run._r) for run in paragraph.runs} == {font}
    assert {run.font.name for run in paragraph.runs} == {"Times New Roman"}
    assert paragraph.style.font.size == Pt(size_pt)
    assert paragraph.style.paragraph_format.line_spacing_rule == WD_LINE_SPACING.EXACTLY
    assert paragraph.style.paragraph_format.line_spacing == Pt(28.95)


def test_the_text_is_chinese_and_begins_two_characters_in(printed):
    style = _paragraph(printed("建成站点。"), "建成站点。").style.element
    assert style.find(qn("w:pPr")).find(qn("w:ind")).get(qn("w:firstLineChars")) == "200"
    assert style.find(qn("w:rPr")).find(qn("w:lang")).get(qn("w:eastAsia")) == "zh-CN"


def test_every_paragraph_uses_a_style_of_the_document(printed):
    document = printed("建成{{figure:BUILT}}\n{{table:stations}}", synthetic=True)
    known = {style.style_id for style in document.styles}
    section = document.sections[0]
    parts = [document.element, section.footer._element, section.even_page_footer._element]
    parts += [section.header._element, section.even_page_header._element]
    used = [style.get(qn("w:val")) for part in parts for style in part.iter(qn("w:pStyle"))]
    assert used
    assert set(used) <= known


def test_page_numbers_are_fields_between_dashes_on_the_outer_side(printed):
    document = printed("正文")
    assert document.settings.odd_and_even_pages_header_footer
    page = document.sections[0]
    for footer, side in ((page.footer, "right"), (page.even_page_footer, "left")):
        paragraph = footer.paragraphs[0]
        assert paragraph.text == "— 1 —"
        assert [code.text.strip() for code in paragraph._p.iter(qn("w:instrText"))] == ["PAGE"]
        assert paragraph._p.find(qn("w:pPr")).find(qn("w:jc")).get(qn("w:val")) == side


def test_page_numbers_stand_where_the_layout_says(written):
    styles = tuple(
        one.model_copy(update={"alignment": "CENTRE"}) if one.code == "PAGE_NUMBER" else one
        for one in LAYOUT.style
    )
    made = to_docx(written("正文"), LAYOUT.model_copy(update={"style": styles}))
    document = docx.Document(io.BytesIO(made))
    assert not document.settings.odd_and_even_pages_header_footer
    paragraph = document.sections[0].footer.paragraphs[0]
    assert paragraph._p.find(qn("w:pPr")).find(qn("w:jc")).get(qn("w:val")) == "center"


def test_a_figure_leads_to_its_row_of_the_annex(printed):
    document = printed("建成{{figure:BUILT}}，线路{{figure:ROUTES}}。")
    assert "建成17个，线路（无记录）。" in [one.text for one in document.paragraphs]
    links = [link.get(qn("w:anchor")) for link in document.element.iter(qn("w:hyperlink"))]
    places = [mark.get(qn("w:name")) for mark in document.element.iter(qn("w:bookmarkStart"))]
    assert links == places == ["trace_0", "trace_1"]


def test_a_table_repeats_its_head_and_sets_numbers_flush_right(printed):
    table = printed("{{table:stations}}").tables[0]
    assert [cell.text for cell in table.rows[0].cells] == ["级别", "建成", "说明"]
    assert [cell.text for cell in table.rows[1].cells] == ["镇级站", "17个", "含<b>试点</b>"]
    assert table.rows[0]._tr.find(qn("w:trPr")).find(qn("w:tblHeader")) is not None
    sides = [
        cell.paragraphs[0]._p.find(qn("w:pPr")).find(qn("w:jc")).get(qn("w:val"))
        for cell in table.rows[1].cells
    ]
    assert sides == ["left", "right", "left"]
    assert table.rows[1].cells[0].paragraphs[0].style.font.size == Pt(12)


def test_the_columns_fill_the_text_area(printed):
    for table in printed("另建3个，建成{{figure:BUILT}}\n{{table:stations}}").tables:
        widths = [int(column.get(qn("w:w"))) for column in table._tbl.iter(qn("w:gridCol"))]
        assert sum(widths) * 635 == pytest.approx(Mm(156), abs=Mm(0.1))
        assert min(widths) > 0


def test_the_annex_traces_every_figure(printed):
    document = printed(
        "建成{{figure:BUILT}}，线路{{figure:ROUTES}}，另建3个。", annex_heading="附：数据溯源表"
    )
    texts = [one.text for one in document.paragraphs]
    assert "附：数据溯源表" in texts
    assert f"数据包根摘要：{'ab' * 32}" in texts
    traces, typed = document.tables
    assert [cell.text for cell in traces.rows[1].cells] == [
        "建成站点数：17个",
        "截止日前建成的站点。逐站计数",
        "截至2023-12-31",
        "17",
        "16",
    ]
    assert traces.rows[2].cells[0].text == "线路数：（无记录）"
    assert [cell.text for cell in typed.rows[1].cells] == ["3个", "一、项目成效"]


def test_synthetic_records_are_named_at_the_head_of_every_page(printed):
    page = printed("正文", synthetic=True).sections[0]
    assert [page.header.paragraphs[0].text, page.even_page_header.paragraphs[0].text] == ["演示数据"] * 2
    assert printed("正文").sections[0].header.paragraphs[0].text == ""


def test_a_request_is_highlighted(printed):
    run = _paragraph(printed("{{ask:写明责任人}}"), "【待填写：写明责任人】").runs[0]
    assert run.font.highlight_color is not None


def test_the_same_report_gives_the_same_bytes(written):
    made = [to_docx(written("建成{{figure:BUILT}}\n{{table:stations}}"), LAYOUT) for _ in range(2)]
    assert made[0] == made[1]
    with zipfile.ZipFile(io.BytesIO(made[0])) as package:
        assert {member.date_time for member in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert "docProps/thumbnail.jpeg" not in package.namelist()


def test_properties_come_from_the_report(printed):
    properties = printed("正文", issued_on=date(2024, 3, 15)).core_properties
    assert properties.title == "乐昌市2023年度自评报告"
    assert properties.author == "乐昌市"
    assert properties.created.date() == date(2024, 3, 15)
    assert properties.modified == properties.created


def test_no_character_breaks_the_document(printed, monkeypatch):
    monkeypatch.setitem(VALUES, "county:name", "<县>&\x00\ud800")
    document = printed(section("一\x07二]]>\ufffe", heading="\x1b标题"))
    assert "一�二]]>�" in [one.text for one in document.paragraphs]
    assert document.paragraphs[0].text == "<县>&��2023年度自评报告"


@given(
    st.lists(st.lists(st.text("汉字abc123,.", max_size=60), min_size=3, max_size=3), max_size=5),
    st.frozensets(st.integers(0, 2)),
    st.integers(3, 120),
)
def test_columns_share_the_room_exactly(rows, numbers, room):
    lines = tuple(tuple((Text(cell),) for cell in row) for row in rows)
    widths = column_widths(Table(("甲", "乙", "丙"), lines, numbers), room)
    assert sum(widths) == room
    assert min(widths) > 0


def test_numbers_and_codes_are_not_broken():
    row = tuple((Text(cell),) for cell in ("LC-2022-001", "1,193.60", "说明" * 40))
    widths = column_widths(Table(("合同编号", "金额", "说明"), (row,), frozenset({1})), 60)
    assert widths[0] >= len("LC-2022-001")
    assert widths[1] >= len("1,193.60")
    assert widths[2] > widths[0]


def test_the_note_stays_with_the_last_row_and_the_head_with_the_first(printed):
    rows = printed("{{table:stations}}").tables[0].rows
    kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in rows]
    assert kept == [True, None, True]
