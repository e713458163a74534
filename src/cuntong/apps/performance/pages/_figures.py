from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cuntong.apps.accounts.access import needs
from cuntong.apps.accounts.roles import Right
from cuntong.apps.desk.formats import Figure as ShownFigure
from cuntong.apps.desk.formats import figure_number, local_date, local_time
from cuntong.apps.desk.kinds import Chart, Fact, FigureStory, Series
from cuntong.apps.evidence.kinds import RECORD_KINDS
from cuntong.apps.places.queries import county
from cuntong.domain.facts import Column
from cuntong.domain.indicators import (
    CATALOGUE,
    TOPIC_OF,
    Figure,
    FigureSource,
    FigureStatus,
    FilterError,
    Frame,
    Indicator,
    Population,
    Unit,
    compute,
    compute_by_place,
    open_population,
)
from cuntong.domain.values import Bilingual, wan_yuan

from .. import queries
from ..models import FrozenFigure, Snapshot

PAGE_SIZE = 50
HIDDEN_ENDINGS = ("_id", "_key")


def in_language(text: Bilingual) -> str:
    return text.en if get_language() == "en" else text.zh


@dataclass(frozen=True)
class Sight:
    """What a request looks at: a snapshot or today, and so the frame of every figure on the page."""

    snapshot: Snapshot | None
    frame: Frame
    frozen: bool

    def source(self):
        return queries.frozen_source(self.snapshot) if self.frozen else queries.live_source()


def sight_of(request) -> Sight:
    """`?snapshot=<id>` looks at a bundle, otherwise at today's records in the frame of the latest freeze."""
    asked = request.GET.get("snapshot", "")
    snapshots = queries.visible_to(request.user).filter(state=Snapshot.State.FROZEN)
    if asked:
        found = get_object_or_404(snapshots, pk=asked) if _is_uuid(asked) else None
        if found is None:
            raise Http404(_("There is no such snapshot."))
        return Sight(found, queries.frame_of(found), frozen=True)
    latest = snapshots.order_by("-as_of", "-frozen_at").first()
    if latest:
        return Sight(latest, queries.frame_of(latest), frozen=False)
    today, known = timezone.localdate(), county()
    return Sight(None, queries.frame_today(today, known.project_start_date if known else today), frozen=False)


def _is_uuid(text: str) -> bool:
    return len(text) == 36 and set(text) <= set("0123456789abcdef-")


def figure_url(code: str, snapshot: Snapshot | None = None, frozen: bool = False) -> str:
    address = reverse("performance:figure", args=[code])
    return f"{address}?snapshot={snapshot.pk}" if snapshot and frozen else address


def shown(indicator: Indicator, value: Decimal | None, url: str = "") -> ShownFigure:
    """A figure as a chip: its value in its own unit; None is "no records", never a number."""
    if value is None:
        return ShownFigure(None, url=url)
    if indicator.unit is Unit.YUAN:
        amount = wan_yuan(value)
        return ShownFigure(amount, _("10,000 yuan"), url, decimals=_places(amount))
    return ShownFigure(value, in_language(indicator.unit.value), url, decimals=indicator.decimals)


def _places(amount: Decimal) -> int:
    """As many decimals as the amount needs, at most six: 1,193.6 and 1,500."""
    return max(0, -int(amount.normalize().as_tuple().exponent))


@require_GET
@needs(Right.READ_PERFORMANCE)
def figures(request):
    """Every figure of the catalogue by topic: its value now, frozen, and whether it has moved."""
    sight = sight_of(request)
    lines = queries.figure_lines(sight.snapshot, sight.frame)
    topics: dict[str, list] = {}
    for line in lines:
        topics.setdefault(_topic(line.indicator), []).append(_line(line, sight))
    context = {
        "sight": sight,
        "topics": list(topics.items()),
        "drifted": sum(line.has_drifted for line in lines),
        "as_of": sight.frame.as_of,
    }
    return render(request, "performance/figures.html", context)


def _topic(indicator: Indicator) -> str:
    return in_language(TOPIC_OF[indicator.code])


def _line(line: queries.FigureLine, sight: Sight) -> dict:
    indicator = line.indicator
    return {
        "code": indicator.code,
        "title": in_language(indicator.title),
        "meaning": in_language(indicator.meaning),
        "now": shown(indicator, line.now.value, figure_url(indicator.code)),
        "frozen": shown(indicator, line.frozen.value, figure_url(indicator.code, sight.snapshot, frozen=True))
        if line.frozen
        else None,
        "drifted": line.has_drifted,
        "records": line.now.records,
        "evidenced": line.now.evidenced,
        "known": line.now.status is FigureStatus.COMPUTED,
    }


@require_GET
@needs(Right.READ_PERFORMANCE)
def figure(request, code):
    """One figure: what is counted, now and frozen, by township, and the records themselves."""
    if code not in CATALOGUE:
        raise Http404(_("There is no such indicator in the catalogue."))
    sight, indicator = sight_of(request), CATALOGUE[code]
    now = _value_now(code, sight)
    with sight.source() as source:
        (counted,) = compute(source, sight.frame, [code])
        context = {
            "story": _story(indicator, now, counted, sight),
            "chart": _chart(source, indicator, sight),
            "records": _records(request, source, indicator, sight),
        }
    records = context["records"]
    context |= {
        "title": in_language(indicator.title),
        "as_of": sight.frame.as_of,
        "sight": sight,
        "code": code,
    }
    context |= {"previous_page": records.page - 1, "next_page": records.page + 1}
    template = (
        "performance/records.html"
        if request.headers.get("HX-Target", "") == "records"
        else "performance/figure.html"
    )
    return render(request, template, context)


def _value_now(code: str, sight: Sight) -> Figure:
    with queries.live_source() as source:
        (now,) = compute(source, sight.frame, [code])
    return now


def _story(indicator: Indicator, now: Figure, counted: Figure, sight: Sight) -> FigureStory:
    """The value now beside the frozen one; the particulars are those of the records that the page lists."""
    frozen = _frozen_figure(indicator, sight)
    return FigureStory(
        title=in_language(indicator.title),
        sentence=in_language(indicator.meaning),
        value=shown(indicator, now.value),
        facts=_facts(indicator, counted),
        frozen=shown(indicator, frozen.value) if frozen else None,
        frozen_note=_("Frozen %(time)s") % {"time": local_time(sight.snapshot.frozen_at)} if frozen else "",
        drift=_drift(indicator, now, frozen),
    )


def _frozen_figure(indicator: Indicator, sight: Sight) -> FrozenFigure | None:
    if sight.snapshot is None:
        return None
    return sight.snapshot.figures.filter(indicator_code=indicator.code).first()


def _drift(indicator: Indicator, now: Figure, frozen: FrozenFigure | None) -> str:
    if frozen is None or frozen.value == now.value:
        return ""
    moved = queries.drift_of(now.value, frozen.value)
    if moved is None:
        return _("The records have changed since the figure was frozen.")
    change = f"{moved:+,.{indicator.decimals}f}"
    return _("Changed by %(change)s since it was frozen; the frozen value stays.") % {"change": change}


def _facts(indicator: Indicator, now: Figure) -> list[Fact]:
    start = local_date(now.start_date) if now.start_date else _("whenever it came about")
    facts = [
        Fact(_("Period"), f"{start} – {local_date(now.end_date)}"),
        Fact(_("Unit"), in_language(indicator.unit.value)),
        Fact(_("Records counted"), figure_number(now.records)),
        Fact(_("of these with evidence"), figure_number(now.evidenced)),
    ]
    if indicator.denominator is not None:
        facts.insert(2, Fact(_("Numerator"), _number(now.numerator)))
        facts.insert(3, Fact(_("Denominator"), _number(now.denominator)))
    return [*facts, Fact(_("Beware"), in_language(indicator.trap))]


def _number(value: Decimal | None) -> str:
    return "—" if value is None else figure_number(value, 0 if value == value.to_integral_value() else 2)


def _chart(source: FigureSource, indicator: Indicator, sight: Sight) -> Chart | None:
    """Bars by township, where the records know their township and there is something to compare."""
    by_place = [
        one
        for one in compute_by_place(source, sight.frame, indicator.code)
        if one.township_code and one.status is FigureStatus.COMPUTED
    ]
    if len(by_place) < 2 or not any(one.value for one in by_place):
        return None
    names = queries.township_names()
    ordered = sorted(by_place, key=lambda one: one.value or 0, reverse=True)
    return Chart(
        key="by-township",
        title=_("By township"),
        kind="rows",
        labels=[names.get(one.township_code, one.township_code) for one in ordered],
        series=[Series(in_language(indicator.title), [one.value for one in ordered])],
        unit=in_language(indicator.unit.value),
        decimals=indicator.decimals,
        source=_("The records below"),
        as_of=local_date(sight.frame.as_of),
        addresses=[
            f"{figure_url(indicator.code, sight.snapshot, sight.frozen)}"
            f"{'&' if sight.frozen else '?'}{urlencode({'f_township_code': one.township_code})}"
            for one in ordered
        ],
    )


@dataclass(frozen=True)
class Records:
    """The records behind a figure as a table: heads, rows with the address of their record, and the filters."""

    heads: list[dict]
    rows: list[dict]
    total: int
    page: int
    pages: int
    part: str
    parts: list[str]
    problem: str = ""


def _records(request, source: FigureSource, indicator: Indicator, sight: Sight) -> Records:
    parts = ["numerator"] + (["denominator"] if indicator.denominator else [])
    part = request.GET.get("part") if request.GET.get("part") in parts else "numerator"
    filters = {
        name.removeprefix("f_"): value
        for name, value in request.GET.items()
        if name.startswith("f_") and value
    }
    page = _page_number(request)
    try:
        population = open_population(
            source,
            sight.frame,
            indicator.code,
            part=part,
            filters=filters,
            order_by=request.GET.get("sort") or None,
            page=page,
            page_size=PAGE_SIZE,
        )
    except FilterError as error:
        empty = open_population(source, sight.frame, indicator.code, part=part, page_size=1)
        return Records(_heads(request, empty, filters), [], 0, 1, 1, part, parts, in_language(error.message))
    pages = max(1, -(-population.total // PAGE_SIZE))
    table, townships = _table_of(indicator, part), queries.township_names()
    return Records(
        heads=_heads(request, population, filters),
        rows=[_row(population, row, table, townships) for row in population.rows],
        total=population.total,
        page=page,
        pages=pages,
        part=part,
        parts=parts,
    )


def _page_number(request) -> int:
    text = request.GET.get("page", "1")
    return max(1, int(text)) if text.isdecimal() and len(text) < 8 else 1


def _table_of(indicator: Indicator, part: str) -> str:
    chosen = indicator.denominator if part == "denominator" else indicator.numerator
    return chosen.table if chosen else indicator.table


def _visible(column: Column) -> bool:
    return not column.name.endswith(HIDDEN_ENDINGS)


def _heads(request, population: Population, filters: dict[str, str]) -> list[dict]:
    current = request.GET.get("sort", "")
    return [
        {
            "name": column.name,
            "title": _title(column),
            "number": _is_number(column),
            "sort": f"-{column.name}" if current == column.name else column.name,
            "direction": {column.name: "ascending", f"-{column.name}": "descending"}.get(current, ""),
            "filter": filters.get(column.name, ""),
            "choices": [(code, in_language(label)) for code, label in column.choices.items()],
            "is_date": str(column.type) == "date32[day]",
        }
        for column in population.columns
        if _visible(column)
    ]


def _title(column: Column) -> str:
    """A code that is shown as its name is headed as the name."""
    return _("Township") if column.name == "township_code" else in_language(column.title)


def _is_number(column: Column) -> bool:
    return str(column.type).startswith(("int", "decimal"))


def _row(population: Population, row: tuple, table: str, townships: dict[str, str]) -> dict:
    values = dict(zip((column.name for column in population.columns), row, strict=True))
    kind_code, id_column = queries.RECORD_OF_FACT.get(table, ("", ""))
    kind = RECORD_KINDS.get(kind_code)
    return {
        "cells": [
            _cell(column, values[column.name], townships) for column in population.columns if _visible(column)
        ],
        "url": kind.url(values[id_column]) if kind and kind.page else "",
    }


def _cell(column: Column, value, townships: dict[str, str]) -> dict:
    text = (
        townships.get(value, value) if column.name == "township_code" and value else _cell_text(column, value)
    )
    return {"text": text, "number": _is_number(column), "title": _title(column)}


def _cell_text(column: Column, value) -> str:
    if value is None:
        return "—"
    if column.choices:
        return in_language(column.choices[value]) if value in column.choices else str(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return local_date(value)
    if isinstance(value, Decimal):
        return figure_number(value, 2)
    return figure_number(value) if isinstance(value, int) else str(value)


def headline_figures(request, codes: Sequence[str]) -> list[dict]:
    """A few figures as blocks for another page: value now, and how it stands to the frozen one."""
    sight = sight_of(request)
    with queries.live_source() as source:
        figures = compute(source, sight.frame, codes)
    frozen = _frozen_values(sight.snapshot, codes)
    return [_headline(figure, frozen) for figure in figures]


def _frozen_values(snapshot: Snapshot | None, codes: Sequence[str]) -> dict[str, Decimal | None]:
    if snapshot is None:
        return {}
    return dict(snapshot.figures.filter(indicator_code__in=codes).values_list("indicator_code", "value"))


def _headline(figure: Figure, frozen: dict[str, Decimal | None]) -> dict:
    indicator = CATALOGUE[figure.code]
    changed = figure.code in frozen and frozen[figure.code] != figure.value
    return {
        "label": in_language(indicator.title),
        "figure": shown(indicator, figure.value, figure_url(figure.code)),
        "note": _("changed since frozen") if changed else "",
    }
