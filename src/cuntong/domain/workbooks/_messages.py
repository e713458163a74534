"""Every sentence this room says, in both languages, by its code."""

from collections.abc import Mapping

from cuntong.domain.values import Bilingual


class Fault(Exception):
    """A cell that cannot become a value: the code of a sentence below, and what it mentions."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class Refused(Exception):
    """A file that is not read at all: the code of a sentence below, and what it mentions."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


CELLS = {
    "REQUIRED": ("必填，现为空", "is required, but empty"),
    "MERGED": (
        "这一格并入了上面的合并单元格，这类内容不能由几行共用；请取消合并，逐行填写",
        "lies in a merged cell, and rows cannot share such a value; please unmerge and fill in each row",
    ),
    "CELL_ERROR": (
        "公式出错（{value}），应为能算出的值",
        "holds a formula that failed ({value}); a computed value is needed",
    ),
    "NOT_CALCULATED": (
        "公式没有保存计算结果；请用 Excel 或 WPS 打开，保存后再上传",
        "holds a formula without a saved result; please open the file in Excel or WPS and save it again",
    ),
    "ROW_UNREADABLE": (
        "这一行有一格设成了时间格式，里面却是很长的号码（如身份证号），整行读不出来；请改成“文本”格式后重新填写",
        "cannot be read, for a cell of this row has a time format but holds a long number such as an ID number; "
        "please change its format to Text and type it again",
    ),
    "CONTROL_CHARACTER": (
        "含有看不见的控制字符，应为普通文字；请重新输入这一格",
        "holds invisible control characters; please type the text again",
    ),
    "TOO_LONG": (
        "最多 {maximum} 个字，现为 {actual} 个字",
        "takes at most {maximum} characters, but has {actual}",
    ),
    "NUMBER_ROUNDED": (
        "Excel 只保留 15 位有效数字，后面的数字已丢失；请把这一列设为“文本”格式后重新填写完整号码",
        "has lost digits: Excel keeps 15 of them; please set the column to the format Text and type it again",
    ),
    "NOT_NUMBER": ("应为数字，现为“{value}”", "should be a number, but is “{value}”"),
    "NUMBER_IS_DATE": (
        "应为数字，现为日期 {value}（Excel 会把 3-5 这样的内容变成日期）",
        "should be a number, but is the date {value} (Excel turns entries such as 3-5 into dates)",
    ),
    "TOO_MANY_DIGITS": ("数字最多 18 位，现为 {actual} 位", "takes at most 18 digits, but has {actual}"),
    "NOT_WHOLE": ("应为整数，现为 {value}", "should be a whole number, but is {value}"),
    "UNIT": ("单位“{unit}”不能换算成“{expected}”", "has the unit “{unit}”, which cannot become “{expected}”"),
    "UNIT_UNKNOWN": (
        "应只填数字，不要写“{unit}”；现为“{value}”",
        "should be a plain number without “{unit}”, but is “{value}”",
    ),
    "MONEY_FRACTION": (
        "金额最多到分（两位小数），换算成元后为 {value}",
        "takes two decimals at most, but is {value} yuan",
    ),
    "TOO_SMALL": ("不应小于 {bound}，现为 {value}", "should be at least {bound}, but is {value}"),
    "TOO_LARGE": ("不应大于 {bound}，现为 {value}", "should be at most {bound}, but is {value}"),
    "TOO_SMALL_UNIT": (
        "不应小于 {bound}，现为 {value}；本列单位是“{expected}”，这个数是否以“{unit}”填写？请写上单位，如“{example}”",
        "should be at least {bound}, but is {value}; the column counts {expected}: is this number in {unit}? "
        "Please write the unit, such as “{example}”",
    ),
    "TOO_LARGE_UNIT": (
        "不应大于 {bound}，现为 {value}；本列单位是“{expected}”，这个数是否以“{unit}”填写？请写上单位，如“{example}”",
        "should be at most {bound}, but is {value}; the column counts {expected}: is this number in {unit}? "
        "Please write the unit, such as “{example}”",
    ),
    "NOT_DATE": (
        "应为日期，如 2023-05-01，现为“{value}”",
        "should be a date such as 2023-05-01, but is “{value}”",
    ),
    "NO_SUCH_DAY": ("没有 {value} 这一天", "is {value}, a day that does not exist"),
    "DATE_INCOMPLETE": (
        "应写到年月日，如 2023-05-01，现为“{value}”",
        "should have year, month and day, such as 2023-05-01, but is “{value}”",
    ),
    "DATE_AMBIGUOUS": (
        "“{value}”分不清年、月、日；请写成 2023-05-01",
        "is “{value}”, which can be read in several ways; please write 2023-05-01",
    ),
    "TOO_EARLY": ("不应早于 {bound}，现为 {value}", "should not be before {bound}, but is {value}"),
    "TOO_LATE": ("不应晚于 {bound}，现为 {value}", "should not be after {bound}, but is {value}"),
    "NOT_CHOICE": ("应为 {choices} 之一，现为“{value}”", "should be one of {choices}, but is “{value}”"),
    "NOT_CHOICE_NEAR": (
        "没有“{value}”这一项，是否“{near}”？",
        "has no choice “{value}”; is “{near}” meant?",
    ),
    "NOT_BOOLEAN": ("应为 是 或 否，现为“{value}”", "should be yes or no, but is “{value}”"),
    "PHONE_LENGTH": ("应为 11 位数字，现为 {actual} 位", "should have 11 digits, but has {actual}"),
    "PHONE_PREFIX": (
        "手机号应以 13 至 19 开头，现为“{value}”",
        "should begin with 13 to 19 if it is a mobile number, but is “{value}”",
    ),
    "PHONE_AREA": (
        "固定电话应带区号，如 0751-5550000，现为“{value}”",
        "should have its area code, such as 0751-5550000, but is “{value}”",
    ),
    "PHONE_ZERO_LOST": (
        "区号开头的 0 丢了（Excel 把它当成数字）；请把这一列设为“文本”格式，写成 0751-5550000",
        "has lost the 0 of its area code (Excel took it for a number); please set the column to the format Text "
        "and write 0751-5550000",
    ),
    "PHONE_SEVERAL": ("一格只填一个号码，现有 {actual} 个", "takes one number a cell, but has {actual}"),
    "PHONE_CHARACTERS": (
        "应为 11 位手机号或带区号的固定电话，现为“{value}”",
        "should be a mobile number of 11 digits or a landline number with its area code, but is “{value}”",
    ),
    "NOT_SERIAL": (
        "应只有字母、数字和短横线，一格一个号码，现为“{value}”",
        "should be letters, digits and hyphens, one number a cell, but is “{value}”",
    ),
    "ID_ROUNDED": (
        "身份证号被 Excel 当成数字，第 16 位以后已变成 0；请把这一列设为“文本”格式后重新填写",
        "was taken for a number by Excel, which turned everything after digit 15 into 0; please set the column "
        "to the format Text and type it again",
    ),
    "ID_LENGTH": ("身份证号应为 18 位，现为 {actual} 位", "should have 18 characters, but has {actual}"),
    "ID_OLD": (
        "这是 15 位旧身份证号，应填 18 位新号",
        "is an old ID number of 15 digits; the one of 18 is needed",
    ),
    "ID_CHARACTERS": (
        "身份证号应为 17 位数字加 1 位数字或 X，现有别的字符",
        "should be 17 digits and a last digit or X, but has other characters",
    ),
    "ID_BIRTH_DATE": (
        "身份证号第 7 至 14 位应为出生日期，现不是一个日期",
        "should hold the date of birth in digits 7 to 14, but holds no date there",
    ),
    "ID_CHECKSUM": (
        "身份证号的校验位不符，至少有一位填错；请对照证件核对",
        "fails its checksum, so at least one digit is wrong; please compare it with the card",
    ),
    "DIVISION_CODE": (
        "应为 12 位区划代码（或 6 位县级、9 位乡级代码），如 440281001000，现为“{value}”",
        "should be a division code of 12 digits (or 6 for a county, 9 for a town), such as 440281001000, "
        "but is “{value}”",
    ),
    "URL_SCHEME": (
        "网址应以 http:// 或 https:// 开头，现为“{value}”",
        "should begin with http:// or https://, but is “{value}”",
    ),
    "NOT_URL": (
        "应为网址，如 https://example.com/page，现为“{value}”",
        "should be a web address such as https://example.com/page, but is “{value}”",
    ),
    "DUPLICATE": (
        "与第 {first} 行重复（{columns} 都相同）；请只留一行",
        "repeats row {first} ({columns} are the same); please keep one of them",
    ),
    "MISSING_COLUMN": (
        "缺少这一列；表头应有“{title}”",
        "is missing; the header should have “{title}”",
    ),
    "MISSING_COLUMN_NEAR": (
        "缺少这一列；{letter} 列的“{near}”是否就是它？请改成“{title}”",
        "is missing; is it “{near}” in column {letter}? Please rename it to “{title}”",
    ),
    "DUPLICATE_COLUMN": (
        "有几列都叫这个名字（{letters} 列）；请只留一列",
        "stands above several columns ({letters}); please keep one",
    ),
    "UNIT_COLUMN": (
        "表头的单位“{unit}”不能换算成“{expected}”；请按“{expected}”填写",
        "has the unit “{unit}” in the header, which cannot become “{expected}”; please fill in {expected}",
    ),
}

_MEGABYTE = 2**20

REFUSALS = {
    "EMPTY": ("文件是空的；请上传填好的表格", "The file is empty; please upload the sheet you filled in"),
    "TOO_BIG": (
        "文件有 {actual}，最大 {maximum}；请去掉图片或分成几个文件",
        "The file has {actual}, the most is {maximum}; please remove pictures or split it",
    ),
    "NOT_A_SHEET": (
        "这是{found}，不是表格；请上传 Excel（.xlsx、.xls）或 CSV 文件",
        "This is {found}, no sheet; please upload an Excel (.xlsx, .xls) or CSV file",
    ),
    "OTHER_SHEET": (
        "这是{found}；请用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”后再上传",
        "This is {found}; please open it in Excel or WPS, save it as Excel workbook (.xlsx) and upload that",
    ),
    "ENCRYPTED": (
        "工作簿设了打开密码；请取消密码后再上传",
        "The workbook is protected by a password; please remove it and upload again",
    ),
    "DAMAGED": (
        "文件不完整或已损坏（可能上传中断）；请用 Excel 或 WPS 打开确认，另存后再上传",
        "The file is incomplete or damaged (perhaps the upload was interrupted); please open it in Excel or WPS, "
        "save it again and upload that",
    ),
    "DOCTYPE": (
        "工作簿里夹带了外部实体声明，不予读取；请用 Excel 或 WPS 另存后再上传",
        "The workbook declares external entities and is not read; please save it again in Excel or WPS",
    ),
    "BOMB": (
        "文件解压后大得异常（{actual}，压缩包的 {ratio} 倍），不予读取；请用 Excel 或 WPS 另存后再上传",
        "The file unpacks to a suspicious size ({actual}, {ratio} times the file) and is not read; please save it "
        "again in Excel or WPS",
    ),
    "UNPACKED_TOO_BIG": (
        "文件解压后超过 {maximum}；多半是空白的行或列带了格式：请删除数据以外的行和列，另存后再上传",
        "The file unpacks to more than {maximum}, mostly because blank rows or columns are formatted; please "
        "delete the rows and columns beyond the figures, save and upload again",
    ),
    "TOO_MANY_PARTS": (
        "工作簿里有 {actual} 个部件，最多 {maximum} 个；请去掉图片和多余的工作表",
        "The workbook has {actual} parts, the most is {maximum}; please remove pictures and unused sheets",
    ),
    "TOO_MANY_CELLS": (
        "工作表“{name}”从 {first} 排到 {last}，超过 {maximum} 格；若 {last} 是误填，请删除它所在的行和列后再上传",
        "The sheet “{name}” reaches from {first} to {last}, more than {maximum} cells; if {last} was filled in by "
        "mistake, please delete its row and column and upload again",
    ),
    "TOO_MUCH_TEXT": (
        "工作表“{name}”的文字超过 {maximum} 个字；请删除与本表无关的内容，或分成几个文件",
        "The sheet “{name}” holds more than {maximum} characters; please delete what does not belong here or split it",
    ),
    "TOO_MANY_ROWS": (
        "最多 {maximum} 行，现为 {actual} 行；请分成几个文件",
        "At most {maximum} rows are taken, the file has {actual}; please split it",
    ),
    "NO_HEADER": (
        "在前 {rows} 行里没有找到表头；表头应有：{columns}。请用下载的模板填写",
        "No header was found in the first {rows} rows; it should have: {columns}. Please use the template",
    ),
    "NO_ROWS": (
        "表头以下没有数据（示例行、合计行不算）；请填写后再上传",
        "There are no rows below the header (examples and totals do not count); please fill it in first",
    ),
    "HIDDEN_SHEET": (
        "只有隐藏的工作表“{name}”有这些表头；请取消隐藏，确认内容后再上传",
        "Only the hidden sheet “{name}” has this header; please unhide it, check it and upload again",
    ),
    "ENCODING": (
        "CSV 文件的编码不是 UTF-8 也不是 GB18030（GBK）；请用 Excel 或 WPS 打开，另存为 .xlsx 后再上传",
        "The CSV file is neither in UTF-8 nor in GB18030 (GBK); please open it in Excel or WPS and save it as .xlsx",
    ),
    "CSV_LINE": (
        "CSV 文件第 {line} 行读不出来（多半是双引号没有成对）；请改正或另存为 .xlsx 后再上传",
        "Line {line} of the CSV file cannot be read, mostly because of a quote without its pair; please correct it "
        "or save it as .xlsx",
    ),
}

NOTES = {
    "EXAMPLE_ROWS": (
        "第 {rows} 行是示例，没有读入",
        "Row {rows} is the example and was not read",
    ),
    "TOTAL_ROWS": (
        "第 {rows} 行是合计，没有读入",
        "Row {rows} is a total and was not read",
    ),
    "REPEATED_HEADER": (
        "第 {rows} 行重复了表头，没有读入",
        "Row {rows} repeats the header and was not read",
    ),
    "HIDDEN_ROWS": (
        "有 {count} 行被隐藏或筛选掉，也一并读入",
        "{count} rows are hidden or filtered out; they were read as well",
    ),
    "MERGED_FILLED": (
        "有 {count} 格按上方的合并单元格补上了内容",
        "{count} cells were filled in from the merged cell above them",
    ),
    "UNKNOWN_COLUMNS": (
        "不认识的列没有读入：{columns}",
        "Unknown columns were not read: {columns}",
    ),
    "OTHER_SHEETS": (
        "只读入工作表“{name}”；这些工作表也有同样的表头，没有读入：{others}",
        "Only the sheet “{name}” was read; these have the same header and were not: {others}",
    ),
    "LARGE_SHEETS": (
        "这些工作表太大，没有查看：{sheets}",
        "These sheets are too large and were not looked at: {sheets}",
    ),
    "CONVERTED": (
        "“{title}”按“{unit}”填写，已乘以 {factor} 换算成“{expected}”",
        "“{title}” is filled in as {unit} and was multiplied by {factor} to give {expected}",
    ),
    "MORE_ERRORS": (
        "错误太多，只列出前 {listed} 处，另有 {more} 处",
        "Only the first {listed} errors are listed; there are {more} more",
    ),
}


def cell_sentence(code: str, facts: Mapping[str, object]) -> Bilingual:
    """What is wrong with a cell and what would be right, without naming the cell."""
    return _filled(CELLS[code], facts)


def refusal_sentence(code: str, facts: Mapping[str, object]) -> Bilingual:
    return _filled(REFUSALS[code], facts)


def note_sentence(code: str, facts: Mapping[str, object]) -> Bilingual:
    return _filled(NOTES[code], facts)


def size(count: int) -> str:
    """A number of bytes for people."""
    return f"{count / _MEGABYTE:.1f} MB"


def _filled(pair: tuple[str, str], facts: Mapping[str, object]) -> Bilingual:
    zh, en = (
        text.format(**{name: _in(value, index) for name, value in facts.items()})
        for index, text in enumerate(pair)
    )
    return Bilingual(zh, en)


def _in(value: object, index: int) -> object:
    return (value.zh, value.en)[index] if isinstance(value, Bilingual) else value
