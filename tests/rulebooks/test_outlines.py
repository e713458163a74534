"""The outline of the report, its placeholders, and the layout on paper."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuntong.domain.indicators import CATALOGUE
from cuntong.rulebooks import (
    Placeholder,
    PlaceholderError,
    RulebookError,
    list_outlines,
    list_scorecards,
    load_county,
    load_layout,
    load_outline,
    load_placeholders,
    pieces,
)

FILE = "reports/self-evaluation-2023.toml"
CODE = "SELF_EVALUATION_2023"


def test_every_indicator_named_in_a_rulebook_is_in_the_catalogue():
    in_sheets = {row.indicator_code for book in list_scorecards() for row in book.row} - {None}
    in_texts = {
        placeholder.argument
        for outline in list_outlines()
        for placeholder in outline.placeholders
        if placeholder.kind in ("figure", "target")
    }
    assert in_sheets
    assert in_texts
    assert in_sheets | in_texts <= set(CATALOGUE)


def test_an_execution_row_names_a_rate():
    for book in list_scorecards():
        for row in book.row:
            if row.kind == "EXECUTION":
                assert CATALOGUE[row.indicator_code].denominator is not None


def test_the_chapters_are_those_of_the_published_report_with_its_numbering_mended():
    outline = load_outline(CODE)
    assert [section.number for section in outline.section if section.level == 1] == [
        "一、",
        "二、",
        "三、",
        "四、",
    ]
    assert outline.holds_on(date(2023, 12, 31))


def test_every_section_says_its_purpose_in_both_languages():
    for section in load_outline(CODE).section:
        assert section.purpose.zh
        assert section.purpose.en
        assert section.heading.en


def test_a_section_knows_what_an_edited_text_lacks():
    section = next(
        section for section in load_outline(CODE).section if section.code == "PERFORMANCE_EFFICIENCY"
    )
    assert section.missing_from(section.draft) == ()
    assert section.missing_from("执行率{{figure:EXECUTION_RATE}}。") == ("figure:TAIL_EXECUTION_RATE",)


def test_what_the_county_chose_exists():
    chosen = load_county("440281").chosen
    assert load_layout(load_outline(chosen.outline).layout).code == chosen.layout


def test_tables_stand_alone_so_that_a_section_is_a_list_of_paragraphs():
    for section in load_outline(CODE).section:
        for line in section.paragraphs:
            found = list(pieces(line))
            tables = [piece for piece in found if isinstance(piece, Placeholder) and piece.kind == "table"]
            assert not tables or len(found) == 1


def test_every_key_of_the_vocabulary_is_explained():
    vocabulary = load_placeholders()
    for kind in ("score", "table", "county", "report"):
        assert vocabulary.keys_of(kind)
    assert vocabulary.keys_of("figure") is None
    assert vocabulary.keys_of("ask") is None


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("{{score:total}}分", "{{score:sum}}分", r"there is no score:sum; score has scorecard, total"),
        ("{{county:bureau}}组织", "{{county:mayor}}组织", r"there is no county:mayor"),
        ("{{figure:EXECUTION_RATE}}（", "{{figure:funds.execution}}（", r"must name an indicator code, such as \{\{figure:EXECUTION_RATE\}\}"),
        ("{{figure:EXECUTION_RATE}}（", "{{fig:EXECUTION_RATE}}（", r"not a placeholder: .*write \{\{kind:argument\}\}"),
        ("{{figure:EXECUTION_RATE}}（", "{{figure:EXECUTION_RATE}（", r"not a placeholder"),
        ("\n{{table:appropriations}}\n", "\n见{{table:appropriations}}\n", r"table:appropriations must stand alone on its line"),
        ("资金执行率{{figure:EXECUTION_RATE}}", "资金执行率", r"the draft of PERFORMANCE_EFFICIENCY lacks figure:EXECUTION_RATE"),
        ('code = "BASICS_PAYEE"\nlevel = 2', 'code = "BASICS_PAYEE"\nlevel = 4', r"BASICS_PAYEE is of level 4 right below level 1"),
        ('code = "BASICS_PAYEE"', 'code = "BASICS"', r"two sections have the code BASICS"),
        ('title = "{{county:name}}', 'title = "{{county:names}}', r"title: there is no county:names"),
    ],
)  # fmt: skip
def test_an_outline_is_refused_by_file_and_section(shelf_with, old, new, message):
    with pytest.raises(RulebookError, match=rf"rulebook reports/self-evaluation-2023\.toml: .*{message}"):
        load_outline(CODE, shelf=shelf_with(FILE, old, new))


@pytest.mark.parametrize("load", [load_outline, load_layout])
def test_an_unknown_code_is_refused_and_the_known_are_named(load):
    with pytest.raises(RulebookError, match=f"SONNET; there are {CODE}|SONNET; there are OFFICIAL"):
        load("SONNET")


def test_a_text_is_cut_at_its_placeholders():
    assert list(pieces("共{{figure:ATTENDANCES}}，{{ask:写明 地点}}")) == [
        "共",
        Placeholder(kind="figure", argument="ATTENDANCES"),
        "，",
        Placeholder(kind="ask", argument="写明 地点"),
    ]
    assert list(pieces("")) == []


@given(
    st.lists(
        st.one_of(
            st.text(st.characters(exclude_characters="{}"), min_size=1),
            st.builds(Placeholder, kind=st.sampled_from(["figure", "target"]), argument=st.from_regex(r"[A-Z][A-Z0-9_]{0,20}", fullmatch=True)),
            st.builds(Placeholder, kind=st.just("ask"), argument=st.sampled_from(["写明原因", "a b", "100%"])),
        )
    )
)  # fmt: skip
def test_pieces_joined_again_are_the_text(parts):
    text = "".join(part if isinstance(part, str) else f"{{{{{part}}}}}" for part in parts)
    found = list(pieces(text))
    assert "".join(piece if isinstance(piece, str) else f"{{{{{piece}}}}}" for piece in found) == text
    assert [piece for piece in found if isinstance(piece, Placeholder)] == [
        part for part in parts if isinstance(part, Placeholder)
    ]


@pytest.mark.parametrize(
    "text", ["{{", "}}", "a{{figure:}}", "{{figure:A}}}}", "{{figure:A\n}}", "{{FIGURE:A}}"]
)
def test_stray_braces_are_refused(text):
    with pytest.raises(PlaceholderError):
        list(pieces(text))


def test_the_official_layout_leaves_the_text_its_prescribed_field():
    layout = load_layout("OFFICIAL")
    page = layout.page
    assert page.width_mm - page.margin_left_mm - page.margin_right_mm == 156
    assert page.height_mm - page.margin_top_mm - page.margin_bottom_mm == 225
    body = layout.style_of("BODY")
    assert (body.font, body.size_pt, layout.type.line_pt) == ("仿宋_GB2312", 16, Decimal("28.95"))
    character_pt = body.size_pt + layout.type.character_spacing_pt
    assert page.characters_per_line * character_pt <= Decimal(156) / Decimal("25.4") * 72


def test_every_heading_of_the_outline_has_a_style():
    layout = load_layout("OFFICIAL")
    for section in load_outline(CODE).section:
        assert layout.style_of(f"HEADING_{section.level}")
    with pytest.raises(RulebookError, match="OFFICIAL has no style POEM"):
        layout.style_of("POEM")


def test_margins_wider_than_the_page_are_refused(shelf_with):
    shelf = shelf_with("layouts/official.toml", "margin_left_mm = 28", "margin_left_mm = 190")
    with pytest.raises(
        RulebookError, match=r"layouts/official\.toml: page: the margins leave no room on the page"
    ):
        load_layout("OFFICIAL", shelf=shelf)
