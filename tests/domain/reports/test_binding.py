from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuntong.domain.reports import (
    NO_RECORDS,
    Ask,
    BindingError,
    BoundValue,
    FigureChip,
    Grid,
    OpenKind,
    Paragraph,
    ReportText,
    Table,
    Text,
    TypedFigure,
    bind,
    plain,
    typed_figures,
    unresolved,
)
from cuntong.rulebooks import load_outline, pieces

from .conftest import ROUTES, TABLES, section


def test_a_line_is_a_paragraph_and_a_figure_is_a_chip(written):
    report = written("建成站点{{figure:BUILT}}。\n\n目标{{target:BUILT}}，另建3个。\n")
    first, second = report.sections[0].blocks
    assert first == Paragraph((Text("建成站点"), FigureChip("BUILT", "17个", True), Text("。")))
    assert second.line == (
        Text("目标"),
        BoundValue("target:BUILT", "18个", True),
        Text("，另建"),
        TypedFigure("3个"),
        Text("。"),
    )


def test_a_figure_without_records_is_never_a_number(written):
    report = written("已开通线路{{figure:ROUTES}}。")
    assert report.sections[0].blocks[0].line[1] == FigureChip("ROUTES", "（无记录）", False)


def test_a_table_stands_among_the_paragraphs_and_quotes_figures(written):
    table = written("见下表。\n{{table:stations}}").sections[0].blocks[1]
    assert isinstance(table, Table)
    assert table.rows[0] == (
        (Text("镇级站"),),
        (FigureChip("BUILT", "17个", True),),
        (Text("含<b>试点</b>"),),
    )
    assert table.numbers == {1}
    assert table.note == "按级别统计。"


def test_title_and_signature_are_filled_in(written):
    report = written("正文。")
    assert report.title_text == "乐昌市2023年度自评报告"
    assert [plain(line) for line in report.signature] == ["示例县主管部门", "2024年3月15日"]


def test_figures_are_listed_once_in_the_order_of_the_text(written):
    report = written("{{figure:ROUTES}}{{figure:BUILT}}", "{{figure:ROUTES}}\n{{table:stations}}")
    assert [figure.code for figure in report.figures] == ["ROUTES", "BUILT"]


@pytest.mark.parametrize("key", ["figure:NOBODY", "table:nothing", "score:nothing", "target:NOBODY"])
def test_an_unknown_placeholder_is_named_with_its_section(written, key):
    with pytest.raises(BindingError) as refused:
        written("正文。", section(f"{{{{{key}}}}}", number="（二）", heading="建设进度"))
    for language in ("zh", "en"):
        message = refused.value.message.in_language(language)
        assert "（二）建设进度" in message
        assert key in message


def test_a_table_within_a_line_is_refused(written):
    with pytest.raises(BindingError, match="应单独成行"):
        written("见{{table:stations}}")


def test_braces_that_mean_nothing_are_refused_with_their_section(written):
    with pytest.raises(BindingError, match="一、项目成效：看不懂的占位符"):
        written("{{figure BUILT}}")


def test_a_row_of_the_wrong_width_is_refused(written, monkeypatch):
    grid = TABLES["stations"]
    monkeypatch.setitem(TABLES, "stations", type(grid)(grid.heads, (("只有一格",),)))
    with pytest.raises(BindingError, match="第 1 行有 1 格，应为 3 格"):
        written("{{table:stations}}")


@given(st.text().filter(lambda text: "{{" not in text and "}}" not in text))
def test_text_without_placeholders_is_unchanged(text):
    draft = ReportText("题", (section(text),), "县", date(2023, 12, 31), date(2024, 3, 15))
    report = bind(draft, figures={}, tables={}, values={}, pieces=pieces)
    assert [plain(block.line) for block in report.sections[0].blocks] == [
        line.strip() for line in text.splitlines() if line.strip()
    ]


def test_what_is_open_is_listed_once_with_its_place(written):
    report = written(
        "{{ask:写明责任人}}，线路{{figure:ROUTES}}，又{{figure:ROUTES}}，目标{{target:ROUTES}}",
        section("正文", code="MONEY", heading="资金", required=("figure:BUILT", "table:stations")),
    )
    assert [(point.kind, point.section_code, point.subject) for point in unresolved(report)] == [
        (OpenKind.ASK, "RESULTS", "写明责任人"),
        (OpenKind.NO_RECORDS, "RESULTS", "线路数"),
        (OpenKind.UNSTATED, "RESULTS", "target:ROUTES"),
        (OpenKind.MISSING, "MONEY", "figure:BUILT"),
        (OpenKind.MISSING, "MONEY", "table:stations"),
    ]
    assert unresolved(report)[1].message.zh == "一、项目成效：没有记录支撑：线路数"
    assert Ask("写明责任人") in report.sections[0].blocks[0].line


def test_a_finished_report_has_nothing_open(written):
    report = written(section("建成{{figure:BUILT}}", required=("figure:BUILT",)))
    assert unresolved(report) == ()


def test_an_open_point_in_the_head_is_seen(written):
    assert [point.subject for point in unresolved(written("正文", recipient="{{ask:主送机关}}"))] == [
        "主送机关"
    ]


def test_typed_figures_are_listed_with_their_place_but_not_those_of_tables(written):
    report = written("另建3个，又建5个。\n{{table:stations}}")
    assert [(one.shown, one.section_code) for one in typed_figures(report)] == [
        ("3个", "RESULTS"),
        ("5个", "RESULTS"),
    ]


def test_the_outline_of_the_yearly_report_binds(written):
    """Every placeholder of the packaged outline has a place in the document."""
    outline = load_outline("SELF_EVALUATION_2023")
    wanted = outline.placeholders
    figures = {one.argument: replace(ROUTES, code=one.argument) for one in wanted if one.kind == "figure"}
    tables = {one.argument: Grid(("甲",), (("乙",),)) for one in wanted if one.kind == "table"}
    values = {str(one): "值" for one in wanted}
    sections = tuple(
        section(
            one.draft,
            code=one.code,
            level=one.level,
            number=one.number,
            heading=one.heading.zh,
            required=one.required,
        )
        for one in outline.section
    )
    draft = ReportText(outline.title, sections, "县", date(2023, 12, 31), date(2024, 3, 15))
    report = bind(draft, figures=figures, tables=tables, values=values, pieces=pieces)
    assert len(report.sections) == len(outline.section)
    assert not [point for point in unresolved(report) if point.kind is OpenKind.MISSING]
    assert NO_RECORDS in {inline.shown for _, _, line in report.places for inline in line}
