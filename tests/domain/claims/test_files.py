"""Files of every kind, whole, broken and hostile: lines out, or a refusal that says why."""

import io
import zipfile

import docx
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from cuntong.domain.claims import CONTRADICTION, Unreadable, check, read_document, with_comments

SAID = "下达预算800万元，实际支出620万元，预算执行率78.5%。"
ROWS = [["指标", "分值", "得分"], ["决策", "20", "18"], ["过程", "20", "21"], ["合计", "40", "39"]]


def _word(paragraphs=(SAID,), rows=()):
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if rows:
        table = document.add_table(rows=0, cols=len(rows[0]))
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.text = text
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _excel(rows):
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as workbook:
        sheet = workbook.add_worksheet("评分表")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, [float(cell) if cell.isdigit() else cell for cell in row])
    return written.getvalue()


def _accused(data, name):
    return [
        (item.kind, item.stated) for item in check(read_document(data, name)) if item.grade == CONTRADICTION
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_in_any_usual_encoding(encoding):
    assert _accused(SAID.encode(encoding), "a.txt") == [("ratio", "78.5%")]


def test_lines_and_characters_are_those_of_the_file():
    text = f"\n标题\r\n  {SAID}"
    (item,) = (found for found in check(read_document(text.encode(), "a.txt")) if found.kind == "ratio")
    assert [(quote.line, quote.text) for quote in item.quotes] == [
        (3, "78.5%"),
        (3, "620万元"),
        (3, "800万元"),
    ]
    lines = text.replace("\r\n", "\n").split("\n")
    assert all(lines[quote.line - 1][quote.start : quote.end] == quote.text for quote in item.quotes)


def test_a_markdown_table():
    table = "\n".join("| " + " | ".join(row) + " |" for row in [ROWS[0], ["---"] * 3, *ROWS[1:]])
    assert _accused(table.encode(), "a.md") == [("score", "21")]


def test_a_word_document_with_a_table():
    data = _word(("标题", SAID), ROWS)
    document = read_document(data, "a.docx")
    assert document.lines[1].text == SAID
    assert _accused(data, "a.docx") == [("ratio", "78.5%"), ("score", "21")]


def test_an_excel_sheet():
    assert _accused(_excel(ROWS), "a.xlsx") == [("score", "21")]


def test_a_total_that_spans_the_blocks_of_a_form_is_not_accused():
    form = [
        ["项目资金", "预算数", "执行数", "分值", "执行率", "得分"],
        ["年度资金总额", "100", "80", "10", "80%", "8"],
        ["指标", "目标值", "完成值", "分值", "偏差", "得分"],
        ["数量", "5", "5", "50", "", "50"],
        ["质量", "9", "9", "40", "", "40"],
        ["总分", "", "", "100", "", "98"],
    ]
    assert _accused(_excel(form), "a.xlsx") == []


def test_a_row_that_sounds_like_a_header_is_none():
    rows = [
        ["指标", "分值", "得分", "理由"],
        ["工作计划", "3", "3", ""],
        ["资金安排", "7", "未计分", "无佐证"],
    ]
    assert _accused(_excel([*rows, ["产出", "90", "80", ""], ["合计", "100", "83", ""]]), "a.xlsx") == []


def test_comments_stand_at_their_places_and_the_text_stays():
    data = _word(("标题", SAID))
    commented = docx.Document(io.BytesIO(with_comments(data, check(read_document(data, "a.docx")))))
    assert [paragraph.text for paragraph in commented.paragraphs] == ["标题", SAID]
    texts = [comment.text for comment in commented.comments]
    assert any("78.5%" in text and "77.5%" in text for text in texts)
    body = zipfile.ZipFile(io.BytesIO(_saved(commented))).read("word/document.xml").decode()
    marked = body.partition("<w:commentRangeStart")[2].partition("<w:commentRangeEnd")[0]
    assert ">78.5%</w:t>" in marked
    assert "620" not in marked


def _saved(document):
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _zip(name, content):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, content)
    return written.getvalue()


DENSE = "培训1人次，其中甲2人次、乙3人次，占12.5%，支付3万元，执行率50%，同比增长3%；"
HOSTILE = {
    "a zip bomb": (lambda: _zip("word/document.xml", b"0" * 200 * 2**20), "a.docx"),
    "entities": (
        lambda: _zip("word/document.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
        "a.docx",
    ),
    "no body": (lambda: _zip("word/document.xml", "<a/>"), "a.docx"),
    "half a document": (lambda: _word()[: len(_word()) // 2], "a.docx"),
    "half a sheet": (lambda: _excel(ROWS)[:1500], "a.xlsx"),
    "50 MB of text": (lambda: b"1" * 50 * 2**20, "a.txt"),
    "one endless line": (lambda: "培训1人，".encode() * 100_000, "a.txt"),
    "300,000 characters that are all figures": (lambda: (DENSE + "\n").encode() * 6_000, "a.txt"),
    "a sheet of a million rows": (lambda: _zip("xl/workbook.xml", b"<a/>" * 10_000_000), "a.xlsx"),
    "a PDF that never ends": (
        lambda: b"%PDF-1.4\n" + b"1 0 obj<</Length 99999999>>stream\n" * 20_000,
        "a.pdf",
    ),
    "50 MB of a PDF": (lambda: b"%PDF-1.4\n" + b"0" * 50 * 2**20, "a.pdf"),
    "bytes": (lambda: bytes(range(256)) * 20, "a.txt"),
    "nothing": (lambda: b"  \n ", "a.txt"),
    "a broken PDF": (lambda: b"%PDF-1.7\nnothing", "a.pdf"),
    "another kind": (lambda: b"MZ", "a.exe"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_what_cannot_be_read_is_refused_in_both_languages(case):
    make, name = HOSTILE[case]
    with pytest.raises(Unreadable) as refused:
        read_document(make(), name)
    assert refused.value.message.zh
    assert refused.value.message.en


@pytest.mark.parametrize("text", [DENSE * 200, "(" * 20_000, "其中" * 10_000, "5%、" * 5_000, "万" * 20_000])
def test_a_sentence_without_end_is_answered(text):
    lines = [text]
    for item in check(read_document(text.encode(), "a.txt")):
        assert all(lines[quote.line - 1][quote.start : quote.end] == quote.text for quote in item.quotes)


def test_marks_that_turn_the_direction_are_read_over_and_reported():
    marked = SAID.replace("78.5", "7\u202e8.5")
    found = check(read_document(marked.encode(), "a.txt"))
    assert [item.kind for item in found if item.grade == CONTRADICTION] == ["ratio"]
    assert any("方向" in item.message for item in found)


def test_what_no_store_of_text_takes_is_replaced_and_the_rest_is_read():
    document = read_document(("填充。" * 4_000 + "\n" + f"前{chr(0)}言\n{SAID}").encode(), "a.txt")
    assert [line.text for line in document.lines[1:]] == ["前\ufffd言", SAID]


RADICALS = str.maketrans("目金用工人支行月日长页", "⽬⾦⽤⼯⼈⽀⾏⽉⽇⻓⻚")


def test_radicals_that_a_printer_put_for_characters_are_read_as_these():
    assert _accused(SAID.translate(RADICALS).encode(), "a.txt") == [("ratio", "78.5%")]


@given(st.binary(max_size=400), st.sampled_from(["a.docx", "a.xlsx", "a.pdf", "a.txt", "a.md"]))
def test_any_bytes_are_answered_or_refused(data, name):
    try:
        document = read_document(data, name)
    except Unreadable:
        return
    check(document)


PIECES = st.sampled_from(
    [
        "其中",
        "，。；、",
        "123",
        "4.5",
        "%",
        "万元",
        "个",
        "人次",
        "分",
        "占",
        "共计",
        "增长",
        "执行率",
        "覆盖率",
        "(",
        ")",
        "2023年",
        "、",
        "一、",
        "（二）",
        "拟",
        "建成",
        "镇村级",
        "尾款",
        "总投入",
        "得",
        "扣",
        "满意",
        "|",
        "\n",
    ]
)


@given(st.lists(PIECES, max_size=80))
def test_any_words_in_any_order_are_answered_with_true_quotes(words):
    text = "".join(words)
    lines = text.split("\n")
    if not text.strip():
        return
    for item in check(read_document(text.encode(), "a.txt")):
        for quote in item.quotes:
            assert lines[quote.line - 1][quote.start : quote.end] == quote.text
