"""The form of a report: headings and what they announce, numbering, dates of its figures, words without figures."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ._findings import NOTICE, QUESTION, Finding, Quote, finding, quote, quote_line
from ._headings import Heading
from ._lines import DIRECTION_MARKS
from ._rates import rates_in
from ._reading import Report, Sentence
from ._units import MONEY, PERCENT, SCORE, is_count

_MONEY_TITLE = re.compile(r"资金|支出|投入|经费|预算")
_NO_MONEY_TITLE = re.compile(r"管理|制度|绩效$|问题|监督|使用绩效|效益|措施|建议|组织|监管|原因|分析|情况和")
_SCORE_PROMISE = re.compile(r"等级和分数|自评分数|评价得分|自评得分|得分情况|综合得分|评分结果")
_EVIDENCE_PROMISE = re.compile(r"(?:对照|附|提供)佐证材料(?:逐一)?(?:分析|说明)?")
_SAVING = re.compile(r"(?:节约|节省)(?:了)?[^,。;]{0,6}(?:资金|成本|费用|经费|开支)")
_WEAK = re.compile(r"(?:短板|薄弱|扣分|失分|未完成)指标")
_TABLE_PROMISE = re.compile(r"(?:见|如)(?:下表|附表\d{0,2}|表\d{1,2})(?:所示)?")
_VAGUE_WORD = re.compile(
    r"大幅(?:度)?|基本满意|显著|明显(?=提升|提高|改善|增强|降低|下降)|较大幅度|有所(?:提升|提高|增长)"
)
_NOW = re.compile(r"目前|自?项目(?:实施|启动)以来|20\d\d年以来|今年以来|近年来")
_CUT_OFF = re.compile(r"截[至止](?:到)?(?:20)?\d\d")
_ITEM = re.compile(
    r"(?:完成|建成|建设|新建|改造)(?:升级|建设|改造|完成)?(?P<object>(?!一|各|全|了|年度|目标|任务)[\u4e00-\u9fff]{4,16})(?=[,;。、]|$)"
)
_SLIPS = {
    "效验": "校验",
    "帐": "账",
    "部暑": "部署",
    "按装": "安装",
    "以经": "已经",
    "既使": "即使",
    "座谈绘": "座谈会",
}
_OPENING, _CLOSING = "(《“〔", ")》”〕"
_MOST = 12


def check_denominator(report: Report) -> Iterator[Finding]:
    """Yield shares whose base the report does not print."""
    rates = {rate.stated.order: rate for rate in rates_in(report, planned=True)}
    for mention in report.of_measure(PERCENT):
        named = re.search(r"覆盖率|满意度|满意率|转化率|合格率|就业率|参与率|知晓率|普及率", mention.lead)
        if named is None or mention.line.in_table or mention.in_goals:
            continue
        rate = rates.get(mention.order)
        if rate is not None and any(pair.quotient() is not None for pair in rate.bound):
            continue
        if (
            rate is not None
            and not mention.number.about
            and any(
                (quotient := pair.quotient()) is not None and quotient.meets(mention.range)
                for pair in rate.possible()
            )
        ):
            continue
        yield finding(
            "denominator",
            QUESTION,
            (mention,),
            mention.text,
            "",
            f"“{named[0]}{mention.text}”没有写出分母（总数）和分子，无法核对；请补上。",
        )
    yield from _without_rate(report)


def _without_rate(report: Report) -> Iterator[Finding]:
    """A conversion that is counted although only its rate was aimed at; satisfaction without a survey."""
    text = "\n".join(line.tidy for line in report.document.lines)
    counts = [m for m in report.mentions if "转化" in m.label and is_count(m.measure) and not m.in_goals]
    if "转化率" in text and counts and not re.search(r"转化率[^,。;]{0,8}\d", text):
        yield finding(
            "denominator",
            QUESTION,
            counts[:1],
            counts[0].text,
            "",
            f"报告以转化率为目标，只写了转化{counts[0].text}；请写明占哪一类学员、多少人的百分之几。",
        )
    for sentence in report.sentences:
        match = re.search(r"(?:基本|比较|总体|较为|普遍)满意", sentence.text)
        if (
            match
            and not any(mention.measure == PERCENT for mention in sentence.mentions)
            and not sentence.line.in_table
        ):
            yield _words_finding(
                "denominator",
                QUESTION,
                sentence,
                match,
                f"“{match[0]}”没有满意率和调查人数；请写明发放、收回、满意各多少份。",
            )


def check_cut_off(report: Report) -> Iterator[Finding]:
    """Yield the words 目前 and …以来 of a report that nowhere says to which day its figures reach."""
    if any(_CUT_OFF.search(line.tidy) for line in report.document.lines):
        return
    quotes: list[Quote] = []
    words: dict[str, None] = {}
    for sentence in report.sentences:
        match = _NOW.search(sentence.text)
        counted = [
            m for m in sentence.mentions if (is_count(m.measure) or m.measure == MONEY) and not m.planned
        ]
        if match and counted and not sentence.line.in_table:
            quotes.append(quote(sentence.line, sentence.start + match.start(), sentence.start + match.end()))
            words[match[0]] = None
    if quotes:
        yield Finding(
            "cut-off",
            QUESTION,
            tuple(quotes[:_MOST]),
            "、".join(words),
            "",
            f"数据的截止日期没有写明（只写“{'”“'.join(words)}”）；请统一写“截至某年某月某日”。",
        )


def check_promised(report: Report) -> Iterator[Finding]:
    """Yield what a heading or sentence announces and nothing gives."""
    has_score = any(m.measure == SCORE for m in report.mentions) or any(
        "得分" in cell.text for table in report.document.tables for row in table.rows for cell in row
    )
    for sentence in report.sentences:
        if sentence.line.in_table:
            continue
        match = _SCORE_PROMISE.search(sentence.text)
        if match and not has_score:
            yield _words_finding(
                "promised",
                QUESTION,
                sentence,
                match,
                f"写了要给出“{match[0]}”，全文没有分数；请补上自评得分。",
            )
        match = _EVIDENCE_PROMISE.search(sentence.text)
        if match and not _elsewhere(report, "佐证", sentence):
            yield _words_finding(
                "promised", QUESTION, sentence, match, f"写了“{match[0]}”，后文没有佐证材料；请逐项列出。"
            )
        match = _SAVING.search(sentence.text)
        if match and not sentence.mentions and not _is_advice(report, sentence):
            yield _words_finding(
                "promised",
                QUESTION,
                sentence,
                match,
                f"写了“{match[0]}”，没有节约的金额；请写明预算价、成交价和节约额。",
            )
        match = _WEAK.search(sentence.text)
        if match and not re.search(r"[率度数量](?:未达|低于|偏低|不足)|扣\d", _text_below(report, sentence)):
            yield _words_finding(
                "promised",
                QUESTION,
                sentence,
                match,
                f"写了“{match[0]}”，没有指出是哪个指标；请写明指标、目标值和实际值。",
            )
        match = _TABLE_PROMISE.search(sentence.text)
        if match and not report.document.tables:
            yield _words_finding("promised", NOTICE, sentence, match, f"写了“{match[0]}”，文件里没有表。")
    yield from _goals_without_result(report)


def _is_advice(report: Report, sentence: Sentence) -> bool:
    return bool(re.search("改进|建议|措施|下一步|意见", report.titles.get(sentence.line.number, "")))


def _elsewhere(report: Report, word: str, sentence: Sentence) -> bool:
    return any(
        word in other.text
        for other in report.sentences
        if other is not sentence and other.line is not sentence.line
    )


def _text_below(report: Report, sentence: Sentence) -> str:
    lines = report.document.lines
    index = next(i for i, line in enumerate(lines) if line.number == sentence.line.number)
    return "".join(line.tidy for line in lines[index : index + 4])


def _goals_without_result(report: Report) -> Iterator[Finding]:
    """A goal without a figure of which the rest of the report never says that it was reached."""
    goal_lines = {m.line.number for m in report.mentions if m.in_goals}
    others = "\n".join(line.tidy for line in report.document.lines if line.number not in goal_lines)
    for sentence in report.sentences:
        if sentence.line.number not in goal_lines or sentence.line.in_table:
            continue
        for match in _ITEM.finditer(sentence.text):
            thing = match["object"]
            tail = thing[-6:]
            if not re.search(
                rf"(?:建成|完成|投入使用|升级)[^。;]{{0,12}}{re.escape(tail)}|{re.escape(tail)}[^。;]{{0,8}}(?:已|建成|完成|投入)",
                others,
            ):
                yield _words_finding(
                    "promised",
                    QUESTION,
                    sentence,
                    match,
                    f"目标“{match[0]}”在完成情况里没有结果；请写明是否完成、何时验收。",
                )


def check_heading(report: Report) -> Iterator[Finding]:
    """Yield headings without content, and headings about money without an amount."""
    for heading, body, has_children in _bodies(report):
        text = "".join(body)
        if not text.strip() and not has_children and len(heading.title) <= 24 and "," not in heading.title:
            yield Finding(
                "heading",
                QUESTION,
                (quote_line(heading.line),),
                heading.title,
                "",
                f"标题“{heading.title}”下没有内容。",
            )
        elif (
            _MONEY_TITLE.search(heading.title)
            and not _NO_MONEY_TITLE.search(heading.title)
            and not has_children
            and not _has_money(report, heading, len(body))
        ):
            yield Finding(
                "heading",
                QUESTION,
                (quote_line(heading.line),),
                heading.title,
                "",
                f"标题“{heading.title}”下没有一个金额，内容与标题不符；请补上金额，或把内容移到合适的标题下。",
            )


def _bodies(report: Report) -> Iterator[tuple[Heading, list[str], bool]]:
    """Yield each heading with the text under it up to the next heading, and whether that one is deeper."""
    lines = report.document.lines
    positions = {line.number: index for index, line in enumerate(lines)}
    for index, heading in enumerate(report.headings):
        following = report.headings[index + 1] if index + 1 < len(report.headings) else None
        start = positions[heading.line.number]
        end = positions[following.line.number] if following else len(lines)
        body = [heading.rest, *(line.tidy for line in lines[start + 1 : end])]
        yield heading, body, following is not None and following.level > heading.level


def _has_money(report: Report, heading: Heading, length: int) -> bool:
    first = heading.line.number
    prose = any(m.measure == MONEY and first <= m.line.number < first + length for m in report.mentions)
    return prose or any(
        re.search(r"元|\t\d", line.tidy)
        for line in report.document.lines
        if first <= line.number < first + length and line.in_table
    )


def check_vague(report: Report) -> Iterator[Finding]:
    """Yield quantities and changes that cannot be checked."""
    for mention in report.mentions:
        if (
            mention.number.about
            and is_count(mention.measure)
            and not mention.line.in_table
            and not mention.in_goals
            and re.search("[余多近约]|左右", mention.text + mention.lead[-1:])
        ):
            yield finding(
                "vague",
                NOTICE,
                (mention,),
                mention.text,
                "",
                f"“{mention.text}”不是准数；台账里应有准数，请写明。",
            )
    for sentence in report.sentences:
        match = _VAGUE_WORD.search(sentence.text)
        if (
            match
            and not sentence.line.in_table
            and not any(m.measure == PERCENT for m in sentence.mentions)
            and not _is_advice(report, sentence)
        ):
            yield _words_finding(
                "vague", NOTICE, sentence, match, f"“{match[0]}”没有数字；请写明从多少到多少。"
            )


def check_numbering(report: Report) -> Iterator[Finding]:
    """Yield gaps and repeats in the numbering, brackets without partner, artefacts and slips of the pen."""
    last: dict[int, Heading] = {}
    for heading in report.headings:
        before = last.get(heading.level)
        expected = before.number + 1 if before else 1
        if heading.level == 1 and heading.number > expected:
            yield _number_finding(heading, before, QUESTION, last.get(3))
        elif (heading.level in (1, 2) and before is not None and heading.number == before.number) or (
            heading.level == 2 and before is not None and heading.number > expected
        ):
            yield _number_finding(heading, before, NOTICE, None)
        last = {level: other for level, other in last.items() if level < heading.level} | {
            heading.level: heading
        }
    yield from _stray(report)


def _number_finding(heading: Heading, before: Heading | None, grade: str, instead: Heading | None) -> Finding:
    previous = f"第{before.number}" if before else "开头"
    quotes = (quote_line(heading.line), *((quote_line(before.line),) if before else ()))
    missing = "重复" if before and heading.number == before.number else "中间缺号"
    return Finding(
        "numbering",
        grade,
        quotes,
        heading.title,
        "",
        f"标题编号从{previous}到第{heading.number}，{missing}；请核对是否漏了一章或编号写成了别的样式。",
    )


def _stray(report: Report) -> Iterator[Finding]:
    mixed: list[Quote] = []
    for line in report.document.lines:
        if line.in_table or report.document.printed:
            continue
        for opening, closing in zip(_OPENING, _CLOSING, strict=True):
            depth = 0
            for index, character in enumerate(line.tidy):
                depth += (character == opening) - (character == closing)
                if depth < 0 and not re.match(r"\s*(?:\d{1,2}|[一二三四五六七八九十])\)", line.tidy):
                    yield Finding(
                        "numbering",
                        NOTICE,
                        (quote(line, index, index + 1),),
                        closing,
                        "",
                        f"多出一个“{closing}”。",
                    )
                    break
        if any(mark in line.text for mark in DIRECTION_MARKS):
            yield Finding(
                "numbering",
                NOTICE,
                (quote_line(line),),
                "",
                "",
                "这一行含有改变文字方向的隐藏字符，读取时已去掉；请从文件中删除。",
            )
        if (found := re.search(r"\[bookmark:[^\]]{0,80}\]", line.text)) is not None:
            yield Finding(
                "numbering",
                NOTICE,
                (Quote(line.number, found.start(), found.end(), found[0]),),
                found[0],
                "",
                "转换格式留下的标记，请删除。",
            )
        for wrong, right in _SLIPS.items():
            place = line.tidy.find(wrong)
            if place >= 0:
                yield Finding(
                    "numbering",
                    NOTICE,
                    (quote(line, place, place + len(wrong)),),
                    wrong,
                    right,
                    f"“{wrong}”疑为“{right}”之误。",
                )
        if re.search(r"[\u4e00-\u9fff],[\u4e00-\u9fff]", line.text) and "，" in line.text:
            mixed.append(quote_line(line))
    if mixed:
        yield Finding(
            "numbering", NOTICE, tuple(mixed[:3]), "，与,", "", f"有{len(mixed)}段混用全角和半角逗号。"
        )


def _words_finding(kind: str, grade: str, sentence: Sentence, match: re.Match[str], message: str) -> Finding:
    own = quote(sentence.line, sentence.start + match.start(), sentence.start + match.end())
    return Finding(kind, grade, (own,), match[0], "", message)
