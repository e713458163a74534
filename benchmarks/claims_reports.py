"""Clean self-evaluation reports of made-up counties, and the same with one figure altered."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

_MARK = re.compile("\x01([a-z_0-9]+)\x02([^\x03]*)\x03")


@dataclass(frozen=True)
class Relation:
    """Figures that belong together, and whether values printed as they are can all be true."""

    keys: tuple[str, ...]
    holds: Callable[[dict[str, Decimal]], bool]


@dataclass(frozen=True)
class Written:
    """A report with its figures: key -> printed text, and the marked text that knows where each stands."""

    marked: str
    figures: dict[str, str]
    relations: tuple[Relation, ...]

    @property
    def text(self) -> str:
        return _MARK.sub(lambda match: match[2], self.marked)


@dataclass(frozen=True)
class Mutation:
    """An altered report, what was altered, and the places of all figures that this concerns."""

    text: str
    how: str
    what: str
    shown: str
    places: tuple[tuple[int, int, int], ...]

    def touches(self, line: int, start: int, end: int) -> bool:
        return any(line == own and start < last and end > first for own, first, last in self.places)


def half_up(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def percent(part: Decimal, whole: Decimal, places: int = 2) -> Decimal:
    return half_up(Decimal(100) * part / whole, places)


def number(text: str) -> Decimal:
    return Decimal(re.sub(r"[^\d.-]", "", text))


def write_report(chance: random.Random) -> Written:
    """Return a clean report; the same seed gives the same one."""
    writer = _Writer(chance)
    for chapter in (_funds, _stations, _training, _survey, _market, _logistics, _score):
        chapter(writer)
    body = "\n".join(writer.lines)
    return Written(body, writer.figures, tuple(writer.relations))


class _Writer:
    """Collects lines, figures and relations."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.lines: list[str] = []
        self.figures: dict[str, str] = {}
        self.relations: list[Relation] = []

    def figure(self, key: str, value: object, unit: str) -> None:
        self.figures[key] = f"{value}{unit}"

    def line(self, *variants: str) -> None:
        text = self.chance.choice(variants)
        self.lines.append(re.sub(r"\{(\w+)\}", lambda m: f"\x01{m[1]}\x02{self.figures[m[1]]}\x03", text))

    def ratio(self, part: str, whole: str, rate: str) -> None:
        places = len(self.figures[rate].rstrip("%").partition(".")[2])
        self.relations.append(
            Relation(
                (part, whole, rate), lambda v: v[whole] > 0 and percent(v[part], v[whole], places) == v[rate]
            )
        )

    def total(self, whole: str, *parts: str) -> None:
        self.relations.append(Relation((whole, *parts), lambda v: v[whole] == sum(v[part] for part in parts)))

    def same(self, one: str, two: str) -> None:
        self.relations.append(Relation((one, two), lambda v: v[one] == v[two]))


def _funds(w: _Writer) -> None:
    c = w.chance
    central, province, county = (Decimal(c.randrange(a, b) * 10) for a, b in ((60, 150), (20, 60), (5, 30)))
    whole = central + province + county
    paid = half_up(whole * Decimal(c.randrange(700, 999)) / 1000, c.choice([1, 2]))
    w.figure("fund", whole, "万元")
    w.figure("fund_again", whole, "万元")
    w.figure("central", central, "万元")
    w.figure("province", province, "万元")
    w.figure("county", county, "万元")
    w.figure("paid", paid, "万元")
    w.figure("left", whole - paid, "万元")
    w.figure("paid_rate", percent(paid, whole), "%")
    w.figure("arrived", whole, "万元")
    w.figure("arrived_rate", "100.00", "%")
    w.total("fund", "central", "province", "county")
    w.ratio("paid", "fund", "paid_rate")
    w.ratio("arrived", "fund", "arrived_rate")
    w.relations.append(Relation(("fund_again", "fund"), lambda v: v["fund"] == v["fund_again"]))
    w.lines.append("一、项目资金情况")
    w.line(
        "（一）资金安排。本项目总投资{fund}，其中中央财政资金{central}，省级配套资金{province}，县级配套资金{county}。",
        "（一）资金安排。项目预算总额{fund}，其中：中央资金{central}、省级资金{province}、县级资金{county}。",
        "（一）资金安排。本项目共安排资金{fund}，其中：中央补助{central}；省级补助{province}；县财政配套{county}。",
        "（一）资金安排。中央资金{central}，省级资金{province}，县级资金{county}，资金合计{fund}。",
    )
    w.line(
        "（二）资金到位和使用。截至2023年12月底，实际到位资金{arrived}，资金到位率{arrived_rate}；累计支出资金{paid}，预算执行率{paid_rate}。",
        "（二）资金到位和使用。项目预算资金{fund_again}，截至2023年底已到位{arrived}，到位率为{arrived_rate}，已支付{paid}，支付进度为{paid_rate}。",
        "（二）资金到位和使用。全年预算数{fund_again}，全年执行数{paid}，执行率{paid_rate}。资金到位{arrived}，到位率达到{arrived_rate}。",
    )


def _stations(w: _Writer) -> None:
    c = w.chance
    towns, villages = c.randrange(8, 26), c.randrange(120, 300)
    built = c.randrange(villages // 2, villages)
    w.figure("town_sites", towns, "个")
    w.figure("village_sites", built, "个")
    w.figure("sites", towns + built, "个")
    w.figure("villages", villages, "个")
    w.figure("covered", built, "个")
    w.figure("coverage", percent(Decimal(built), Decimal(villages), c.choice([1, 2])), "%")
    w.total("sites", "town_sites", "village_sites")
    w.ratio("covered", "villages", "coverage")
    w.lines.append("二、项目产出情况")
    w.line(
        "（一）站点建设。全县建成电商服务站点{sites}，其中镇级服务站{town_sites}，村级服务点{village_sites}。",
        "（一）站点建设。建成镇级电商服务站{town_sites}、村级电商服务点{village_sites}，共计{sites}。",
        "（一）站点建设。已建成{town_sites}镇级电商服务站和{village_sites}村级电商服务点，合计{sites}站点。",
    )
    w.line(
        "全县共有{villages}行政村，已覆盖{covered}行政村，行政村覆盖率为{coverage}。",
        "我县辖{villages}行政村，村级服务点覆盖行政村{covered}，行政村覆盖率达到{coverage}。",
        "电商服务覆盖行政村{covered}，占全县{villages}行政村的{coverage}。",
    )


def _training(w: _Writer) -> None:
    c = w.chance
    general, advanced = c.randrange(800, 3000), c.randrange(200, 900)
    goal = c.randrange(1000, 3000)
    done = general + advanced
    w.figure("trained", done, "人次")
    w.figure("general", general, "人次")
    w.figure("advanced", advanced, "人次")
    w.figure("goal", goal, "人次")
    w.figure("done", done, "人次")
    w.figure("finish", percent(Decimal(done), Decimal(goal)), "%")
    w.figure("share", percent(Decimal(advanced), Decimal(done)), "%")
    w.total("trained", "general", "advanced")
    w.ratio("done", "goal", "finish")
    w.same("trained", "done")
    w.line(
        "（二）人才培训。全年开展电商培训{trained}，其中普及性培训{general}，增值性培训{advanced}。",
        "（二）人才培训。组织普及培训{general}、增值培训{advanced}，累计培训{trained}。",
        "（二）人才培训。共完成电商培训{trained}，分别为普及性培训{general}、技能提升培训{advanced}。",
    )
    w.line(
        "年初计划培训{goal}，实际完成培训{done}，完成率{finish}。",
        "培训目标为{goal}，实际培训{done}，目标完成率为{finish}。",
        "按照任务书应培训{goal}，已培训{done}，任务完成率达{finish}。",
    )


def _survey(w: _Writer) -> None:
    c = w.chance
    sent = c.randrange(15, 60) * 10
    back = sent - c.randrange(0, sent // 10)
    happy = back - c.randrange(1, back // 10)
    w.figure("sent", sent, "份")
    w.figure("back", back, "份")
    w.figure("happy", happy, "份")
    w.figure("back_rate", percent(Decimal(back), Decimal(sent)), "%")
    w.figure("happy_rate", percent(Decimal(happy), Decimal(back)), "%")
    w.ratio("back", "sent", "back_rate")
    w.ratio("happy", "back", "happy_rate")
    w.line(
        "（三）满意度。共发放问卷{sent}，收回有效问卷{back}，回收率{back_rate}，其中表示满意的{happy}，满意度为{happy_rate}。",
        "（三）满意度。向服务对象发放调查问卷{sent}，回收{back}，问卷回收率为{back_rate}；满意{happy}，群众满意度{happy_rate}。",
    )


def _market(w: _Writer) -> None:
    c = w.chance
    old = Decimal(c.randrange(8000, 60000)) / 1
    new = half_up(old * Decimal(c.randrange(1020, 1400)) / 1000, 0)
    w.figure("sales", new, "万元")
    w.figure("sales_before", old, "万元")
    w.figure("sales_more", new - old, "万元")
    w.figure("growth", percent(new - old, old), "%")
    w.relations.append(
        Relation(
            ("sales", "sales_before", "growth"),
            lambda v: percent(v["sales"] - v["sales_before"], v["sales_before"]) == v["growth"],
        )
    )
    w.relations.append(
        Relation(
            ("sales", "sales_before", "sales_more"),
            lambda v: v["sales"] - v["sales_before"] == v["sales_more"],
        )
    )
    w.lines.append("三、项目效益情况")
    w.line(
        "（一）经济效益。2023年全县农产品网络零售额{sales}，上年为{sales_before}，同比增长{growth}。",
        "（一）经济效益。农产品网络零售额由2022年的{sales_before}增加到2023年的{sales}，增加{sales_more}，增长{growth}。",
        "（一）经济效益。2023年实现农产品网络零售额{sales}，较2022年的{sales_before}增长{growth}。",
        "（一）经济效益。2023年农产品网络零售额{sales}，比上年增加{sales_more}，增长{growth}。",
    )


def _logistics(w: _Writer) -> None:
    c = w.chance
    up, down = c.randrange(50, 300), c.randrange(300, 900)
    w.figure("parcels", up + down, "万件")
    w.figure("up", up, "万件")
    w.figure("down", down, "万件")
    w.figure("up_share", percent(Decimal(up), Decimal(up + down)), "%")
    w.total("parcels", "up", "down")
    w.ratio("up", "parcels", "up_share")
    w.line(
        "（二）物流。全年快递业务量{parcels}，其中上行{up}，下行{down}，上行占{up_share}。",
        "（二）物流。全年共处理快件{parcels}，其中农产品上行快件{up}，占{up_share}，下行快件{down}。",
    )


def _score(w: _Writer) -> None:
    c = w.chance
    weights = {"decision": 15, "process": 25, "output": 35, "benefit": 25}
    points = {name: Decimal(weight) - Decimal(c.randrange(0, 9)) / 2 for name, weight in weights.items()}
    for name, value in points.items():
        w.figure(f"{name}_points", value, "分")
    w.figure("points", sum(points.values()), "分")
    w.total("points", *(f"{name}_points" for name in points))
    w.lines.append("四、自评结论")
    w.line(
        "经自评，本项目综合得分{points}，其中决策得{decision_points}、过程得{process_points}、产出得{output_points}、效益得{benefit_points}。",
        "对照评分表，决策指标得分{decision_points}，过程指标得分{process_points}，产出指标得分{output_points}，效益指标得分{benefit_points}，自评总分{points}。",
    )


# --- alterations ---------------------------------------------------------------------------------------


def altered(report: Written, chance: random.Random) -> Iterator[Mutation]:
    """Yield the report with one figure altered, in every way that breaks one of its relations."""
    used = {match[1] for match in _MARK.finditer(report.marked)}
    for key in sorted(used):
        broken = [
            relation for relation in report.relations if key in relation.keys and _printed(relation, used)
        ]
        if not broken:
            continue
        for how, text in _alterations(report.figures[key], key, chance):
            yield from _mutation(report, key, how, text, used)
    yield from _periods(report)


def _printed(relation: Relation, used: set[str]) -> bool:
    return set(relation.keys) <= used


def _alterations(text: str, key: str, chance: random.Random) -> Iterator[tuple[str, str]]:
    places = [index for index, character in enumerate(text) if character.isdigit()]
    place = chance.choice(places)
    digits = [digit for digit in "123456789" if digit != text[place]]
    yield "digit changed", text[:place] + chance.choice(digits) + text[place + 1 :]
    if text.endswith("%") and number(text) not in (0, 100):
        yield "ratio inverted", f"{half_up(Decimal(10000) / number(text), 2)}%"
    if text.endswith("万元"):
        yield "unit switched", text.replace("万元", chance.choice(["元", "亿元"]))
    if text.endswith("万件"):
        yield "unit switched", text.replace("万件", "件")


def _mutation(report: Written, key: str, how: str, text: str, used: set[str]) -> Iterator[Mutation]:
    values = {name: value_of(shown) for name, shown in report.figures.items()}
    values[key] = value_of(text)
    broken = [r for r in report.relations if key in r.keys and _printed(r, used) and not r.holds(values)]
    if not broken:
        return
    marked = report.marked.replace(f"\x01{key}\x02{report.figures[key]}\x03", f"\x01{key}\x02{text}\x03")
    concerned = {name for relation in broken for name in relation.keys}
    yield Mutation(
        _MARK.sub(lambda m: m[2], marked),
        how,
        key,
        f"{report.figures[key]} -> {text} in {_line_of(marked, key)}",
        _places(marked, concerned),
    )


def value_of(text: str) -> Decimal:
    scale = Decimal(10**8) if "亿" in text else Decimal(10**4) if "万" in text else Decimal(1)
    return number(text) * scale


def _places(marked: str, keys: set[str]) -> tuple[tuple[int, int, int], ...]:
    places = []
    for line, text in enumerate(marked.split("\n"), start=1):
        gone = 0
        for match in _MARK.finditer(text):
            start = match.start() - gone
            if match[1] in keys:
                places.append((line, start, start + len(match[2])))
            gone += len(match[0]) - len(match[2])
    return tuple(places)


def _line_of(marked: str, key: str) -> str:
    return next(_MARK.sub(lambda m: m[2], line) for line in marked.split("\n") if f"\x01{key}\x02" in line)


_DROPPED = {
    "province": ("fund", "central", "county"),
    "process_points": ("points", "output_points"),
}


def _periods(report: Written) -> Iterator[Mutation]:
    """Yield the report with a part left out of its list, and with the base year of a growth shifted."""
    for key, concerned in _DROPPED.items():
        pattern = re.compile(f"[，、；]?[\u4e00-\u9fff]{{2,9}}\x01{key}\x02[^\x03]*\x03[，、；]?")
        for match in list(pattern.finditer(report.marked))[:1]:
            closing = (
                "，"
                if match[0].startswith(("，", "、", "；")) and match[0].endswith(("，", "、", "；"))
                else ""
            )
            lead = match[0][0] if match[0][0] in "，、；" and not closing else ""
            marked = report.marked[: match.start()] + (closing or lead) + report.marked[match.end() :]
            yield Mutation(
                _MARK.sub(lambda m: m[2], marked),
                "part dropped",
                key,
                _line_of(marked, concerned[0]),
                _places(marked, set(concerned)),
            )
    for wrong, right in (("较2022年", "较2024年"), ("由2022年", "由2024年")):
        if wrong in report.marked:
            marked = report.marked.replace(wrong, right)
            line = next(i for i, text in enumerate(marked.split("\n"), 1) if right in text)
            yield Mutation(
                _MARK.sub(lambda m: m[2], marked),
                "period shifted",
                "2022",
                _line_of(marked, "sales"),
                ((line, 0, 10**6),),
            )
