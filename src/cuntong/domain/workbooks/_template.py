"""Write the empty sheet that people fill in."""

from datetime import date

from xlsxwriter.worksheet import Worksheet

from cuntong.domain.values import Bilingual

from ._describe import choices, form, heading, note_text
from ._pen import Pen, number_format, value_text
from ._schema import Column, Kind, Sheet, letter
from ._titles import EXAMPLE, INSTRUCTIONS, NO, YES

# The bytes of a template depend on the sheet alone.
_CREATED = date(2023, 1, 1)
_INLINE_LONGEST = 255
_LIST_COLUMN = 8
_TABLE_ROW = 9
_HEADINGS = (
    (Bilingual("列", "Column"), 24),
    (Bilingual("必填", "Required"), 10),
    (Bilingual("格式", "Form"), 40),
    (Bilingual("可选内容", "Choices"), 40),
    (Bilingual("说明", "Help"), 50),
    (Bilingual("示例", "Example"), 24),
)
_RULES = (
    Bilingual(
        "红色带 * 的列必填；表头文字请勿改动，列的次序可以调整，多余的列不会读入。",
        "Red columns with * are required; please keep the titles. Columns may be reordered; others are not read.",
    ),
    Bilingual(
        f"以“{EXAMPLE.zh}”开头的行是示例，不会读入，可以删除。",
        f"A row that begins with “{EXAMPLE.en}” is an example; it is not read and may be deleted.",
    ),
    Bilingual(
        "身份证号、电话、代码等列已设为“文本”格式；粘贴时请选“只粘贴值”，以免 Excel 改动号码。",
        "ID, phone and code columns have the format Text; please paste values only, or Excel changes the numbers.",
    ),
    Bilingual(
        "数字默认按表头所写的单位；如用别的单位，请写在数字后面，如“12万元”。",
        "Numbers are in the unit of the title; another unit may be written behind the number, such as 12万元.",
    ),
)


def write_template(sheet: Sheet, language: str = "zh") -> bytes:
    """The workbook to fill in: drop-downs, notes, an example, and a second sheet of instructions."""
    with Pen(created=_CREATED) as pen:
        page = pen.add_sheet(sheet.title.in_language(language))
        guide = pen.add_sheet(INSTRUCTIONS.in_language(language))
        _write_guide(pen, guide, sheet, language)
        for index, column in enumerate(sheet.columns):
            _write_column(pen, page, sheet, index, column, language)
            _add_list(pen, page, guide, sheet, index, column, language)
        page.set_row(0, 32)
        page.freeze_panes(1, 0)
        page.repeat_rows(0)
    return pen.data


def _write_column(pen: Pen, page: Worksheet, sheet: Sheet, index: int, column: Column, language: str) -> None:
    title = heading(column, language) + ("*" if column.required else "")
    page.set_column(
        index, index, max(12, min(30, 2 * len(title) + 2)), pen.look("plain", number_format(column.kind))
    )
    pen.text(page, 0, index, title, "required" if column.required else "header")
    page.write_comment(0, index, note_text(column, language), {"x_scale": 2, "y_scale": 1.5})
    if any(other.example is not None for other in sheet.columns):
        _write_example(pen, page, index, column, language)


def _write_example(pen: Pen, page: Worksheet, index: int, column: Column, language: str) -> None:
    if index:
        pen.value(page, 1, index, column.example, column, "example", language)
    else:
        shown = "" if column.example is None else value_text(column.example, column, language)
        pen.text(page, 1, 0, EXAMPLE.in_language(language) + shown, "example", "@")


def _add_list(
    pen: Pen, page: Worksheet, guide: Worksheet, sheet: Sheet, index: int, column: Column, language: str
) -> None:
    labels = _labels(column, language)
    if not labels:
        return
    source: list[str] | str = labels
    # Excel keeps a short list within the rule; a long one, or one with commas in it, has to stand in cells.
    if len(",".join(labels)) > _INLINE_LONGEST or any("," in label for label in labels):
        for row, label in enumerate(labels):
            pen.text(guide, _TABLE_ROW + 1 + row, _LIST_COLUMN + index, label, "small")
        above = letter(_LIST_COLUMN + index)
        first, last = _TABLE_ROW + 2, _TABLE_ROW + 1 + len(labels)
        source = f"='{INSTRUCTIONS.in_language(language)}'!${above}${first}:${above}${last}"
    rule = {
        "validate": "list",
        "source": source,
        "error_title": Bilingual("请从列表中选择", "Please choose").in_language(language),
        "error_message": note_text(column, language)[:250],
    }
    page.data_validation(1, index, sheet.max_rows + 1, index, rule)


def _labels(column: Column, language: str) -> list[str]:
    if column.kind is Kind.BOOLEAN:
        return [YES.in_language(language), NO.in_language(language)]
    return [column.label(code).in_language(language) for code in column.choices]


def _write_guide(pen: Pen, guide: Worksheet, sheet: Sheet, language: str) -> None:
    rows = Bilingual(f"最多填写 {sheet.max_rows:,} 行。", f"At most {sheet.max_rows:,} rows.")
    pen.text(guide, 0, 0, sheet.title.in_language(language), "title")
    for row, line in enumerate((sheet.note, *_RULES, rows), 1):
        pen.text(guide, row, 0, line.in_language(language))
    for index, (title, width) in enumerate(_HEADINGS):
        guide.set_column(index, index, width)
        pen.text(guide, _TABLE_ROW, index, title.in_language(language), "header")
    for row, column in enumerate(sheet.columns, _TABLE_ROW + 1):
        for index, text in enumerate(_guide_row(column, language)):
            pen.text(guide, row, index, text, "wrapped", "@")
    guide.freeze_panes(_TABLE_ROW + 1, 1)


def _guide_row(column: Column, language: str) -> tuple[str, ...]:
    required = YES if column.required else Bilingual("", "")
    example = "" if column.example is None else value_text(column.example, column, language)
    texts = (required, form(column), choices(column), column.help)
    return (heading(column, language), *(text.in_language(language) for text in texts), example)
