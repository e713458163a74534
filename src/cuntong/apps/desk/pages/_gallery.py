"""Every component with made-up content, to look at while building: /desk/gallery/ where CUNTONG_DEBUG=1."""

from __future__ import annotations

import datetime
import random
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language

from ..formats import Figure, Mark, State
from ..forms import DayInput, Section, Sections
from ..kinds import (
    Chart,
    Due,
    Event,
    Fact,
    FigureStory,
    Map,
    Marker,
    Progress,
    Proof,
    Series,
    Tab,
    TrailLine,
)
from ..lists import Action, BatchAction, Column, Filter, FilterKind, Kind, Listing, ListPage
from ..models import SavedView

MARKS = {
    "OPERATING": Mark.DONE,
    "ACCEPTED": Mark.DONE,
    "BUILT": Mark.GOING,
    "PLANNED": Mark.PLANNED,
    "DISPUTED": Mark.LOOK,
    "SUSPENDED": Mark.OFF,
    "WITHDRAWN": Mark.WRONG,
}
AS_OF = datetime.date(2023, 12, 31)


@cache
def _content() -> dict[str, Any]:
    return tomllib.loads(files("cuntong.apps.desk").joinpath("gallery.toml").read_text(encoding="utf-8"))


def say(key: str) -> str:
    """The made-up words in the reader's language."""
    return _content()["words"][key][get_language() == "en"]


def _address(part: str) -> str:
    return reverse("desk:gallery_part", args=[part])


@dataclass(frozen=True)
class Station:
    pk: int
    name: str
    town: str
    code: str
    opened: datetime.date | None
    parcels: int | None
    amount_yuan: Decimal
    rate: Decimal | None

    @property
    def state(self) -> State:
        return State(say(self.code), MARKS[self.code])


@cache
def _stations() -> list[Station]:
    dice = random.Random(2023)
    return [_station(number, line, dice) for number, line in enumerate(_content()["villages"])]


def _station(number: int, line: str, dice: random.Random) -> Station:
    name, town = line.split("|")
    states = _content()["states"]
    code = states[number % len(states)]
    exists = code != "PLANNED"
    return Station(
        pk=number + 1,
        name=name,
        town=town,
        code=code,
        opened=datetime.date(2021, 3, 1) + datetime.timedelta(days=dice.randrange(900)) if exists else None,
        parcels=dice.randrange(120, 18_000) if exists else None,
        amount_yuan=Decimal(dice.randrange(800_000, 6_500_000)) / 100,
        rate=Decimal(dice.randrange(7_000, 9_990)) / 10_000 if exists else None,
    )


class _MadeUpListing(Listing):
    """A listing of made-up rows: it has no table behind it, and of its filters only the state works."""

    def __init__(self, request: HttpRequest, page: ListPage, rows: list[Station]) -> None:
        super().__init__(request, page, SavedView.objects.none())
        asked = self.form.cleaned_data.get("state") if self.valid else None
        self.made_up = [row for row in rows if asked in ("", row.code)]

    def _ordered(self, queryset: QuerySet) -> QuerySet:
        return queryset

    @cached_property
    def _sums(self) -> dict[str, Any]:
        sums = {
            f"total_{i}": sum(filter(None, map(column.read, self.made_up)))
            for i, column in enumerate(self.page.visible)
            if column.total
        }
        return {"row_count": len(self.made_up), **sums}

    @cached_property
    def current(self) -> Page:
        return Paginator(self.made_up, self.page.page_size).get_page(self.request.GET.get("page"))


def _page() -> ListPage:
    return ListPage(
        title=say("stations"),
        note=say("stations_note"),
        columns=[
            Column(say("station"), "name", Kind.LINK, url=lambda row: _address("record"), sortable=True),
            Column(say("township"), "town", sortable=True),
            Column(say("state"), "state", Kind.STATE),
            Column(say("opened"), "opened", Kind.DATE, sortable=True),
            Column(
                say("parcels"), "parcels", Kind.FIGURE, unit=say("parcels_unit"), total=True, url=_figure_of
            ),
            Column(
                say("amount"), "amount_yuan", Kind.MONEY_WAN, unit=say("amount_unit"), decimals=2, total=True
            ),
            Column(say("rate"), "rate", Kind.PERCENT, decimals=1),
        ],
        filters=[
            Filter("state", say("state"), apply=_as_it_is, choices=[(code, say(code)) for code in MARKS]),
            Filter("opened", say("opened"), FilterKind.DATE_RANGE, apply=_as_it_is),
        ],
        search=["name"],
        order=["name"],
        page_size=25,
        actions=[
            Action(say("register"), _address("form")),
            Action(say("import"), _address("all") + "#upload"),
        ],
        batch=[
            BatchAction(say("check"), _address("list")),
            BatchAction(say("withdraw"), _address("list"), confirm=say("withdraw_confirm"), destructive=True),
        ],
        empty=say("empty"),
        empty_action=Action(say("register"), _address("form")),
        key="gallery",
    )


def _as_it_is(rows: QuerySet, value: Any) -> QuerySet:
    return rows


def _figure_of(row: Station) -> str:
    return _address("figure")


def _listing(request: HttpRequest) -> dict[str, Any]:
    page = _page()
    return {"page": page, "listing": _MadeUpListing(request, page, _stations())}


def _empty(request: HttpRequest) -> dict[str, Any]:
    page = _page()
    return {"page": page, "listing": _MadeUpListing(request, page, [])}


def _record(request: HttpRequest) -> dict[str, Any]:
    proofs = {key: Proof(say(key), _address("record")) for key in ("form_paper", "photo", "sheet")}
    return {
        "title": say("record"),
        "state": State(say("OPERATING"), Mark.DONE),
        "crumbs": [(say("stations"), _address("list"))],
        "actions": [
            (Action(say("record_payment"), ""), _address("form")),
            (Action(say("correct"), ""), _address("form")),
        ],
        "facts": [
            Fact(say("code"), "440281108203"),
            Fact(say("township"), "北乡镇", url=_address("list")),
            Fact(say("host"), say("host_value")),
            Fact(say("area"), Figure(46, say("area_unit"))),
            Fact(say("contract"), say("contract_value"), url=_address("record")),
            Fact(say("amount"), Figure(Decimal("4.26"), say("amount_unit"), _address("figure"), 2)),
            Fact(say("parcels"), Figure(12_846, say("parcels_unit"), _address("figure"))),
        ],
        "neighbours": [
            Fact(say("visits"), Figure(3), url=_address("list")),
            Fact(say("payments"), Figure(2), url=_address("list")),
        ],
        "events": [
            Event(
                say("applied"), datetime.date(2022, 3, 8), say("applied_text"), proofs=[proofs["form_paper"]]
            ),
            Event(say("approved"), datetime.date(2022, 4, 2), proof_needed=True),
            Event(say("built_event"), datetime.date(2022, 6, 20), proofs=[proofs["photo"]], by=say("who")),
            Event(
                say("accepted_event"), datetime.date(2022, 7, 5), proofs=[proofs["sheet"], proofs["photo"]]
            ),
            Event(say("operating_event"), datetime.date(2022, 7, 18)),
            Event(say("recheck"), datetime.date(2024, 7, 18), mark=Mark.PLANNED),
        ],
        "trail": [
            TrailLine(
                datetime.datetime(2022, 6, 20, 1, 30, tzinfo=datetime.UTC), say("who"), say("trail_built")
            ),
            TrailLine(
                datetime.datetime(2022, 7, 5, 8, 2, tzinfo=datetime.UTC), say("who"), say("trail_accepted")
            ),
        ],
        "as_of": AS_OF,
    }


def _figure(request: HttpRequest) -> dict[str, Any]:
    unit = say("figure_unit")
    story = FigureStory(
        title=say("figure"),
        sentence=say("figure_sentence"),
        value=Figure(4_715, unit),
        frozen=Figure(4_711, unit),
        frozen_note=say("frozen_note"),
        drift=say("drift"),
        facts=[
            Fact(say("measure"), say("measure_value")),
            Fact(say("period"), "2021-01-01 – 2023-12-31"),
            Fact(say("place"), say("place_value")),
            Fact(say("denominator"), say("denominator_value")),
        ],
    )
    return _listing(request) | {"story": story, "chart": _line_chart(), "as_of": AS_OF}


def _bar_chart() -> Chart:
    return Chart(
        key="gallery-bar",
        title=say("chart_bar"),
        kind="bar",
        unit=say("parcels_unit"),
        labels=[f"2023 Q{n}" for n in range(1, 5)],
        series=[Series(say("parcels"), [41_200, 52_870, 49_310, 73_640])],
        source=say("source"),
        as_of=AS_OF,
        addresses=[_address("figure")] * 4,
    )


def _rows_chart() -> Chart:
    towns = list(dict.fromkeys(station.town for station in _stations()))[:7]
    return Chart(
        key="gallery-rows",
        title=say("chart_rows"),
        kind="rows",
        labels=towns,
        series=[
            Series(say("built_now"), [14, 12, 11, 9, 8, 6, 5]),
            Series(say("to_build"), [2, 0, 3, 1, None, 2, 4], planned=True),
        ],
        source=say("source"),
        as_of=AS_OF,
        addresses=[_address("figure")] * len(towns),
    )


def _line_chart() -> Chart:
    return Chart(
        key="gallery-line",
        title=say("chart_line"),
        kind="line",
        unit=say("figure_unit"),
        labels=[f"{year}-{month:02}" for year in (2022, 2023) for month in (3, 6, 9, 12)],
        series=[
            Series(say("basic"), [320, 410, 380, 560, 610, 742, 801, 892]),
            Series(say("advanced"), [None, 60, 120, 180, 150, 210, 260, 240]),
        ],
        source=say("source"),
        as_of=AS_OF,
        addresses=[_address("figure")] * 8,
    )


def _map() -> Map:
    dice = random.Random(7)
    markers = [
        Marker(
            one.name,
            25.13 + dice.uniform(-0.16, 0.2),
            113.22 + dice.uniform(-0.28, 0.3),
            one.state,
            _address("record"),
        )
        for one in _stations()
    ]
    outline = static("vendor/county-outline-440281.geojson")
    return Map("gallery-map", say("map"), markers, outline, say("map_source"))


class PaymentForm(Sections, forms.Form):
    """The gallery's form, with every kind of field."""

    contract = forms.ChoiceField()
    milestone = forms.ChoiceField()
    amount_yuan = forms.DecimalField(max_digits=14, decimal_places=2)
    paid_date = forms.DateField(widget=DayInput())
    way = forms.ChoiceField(widget=forms.RadioSelect)
    remark = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False)
    sure = forms.BooleanField()

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        words = {
            "contract": ("contract_label", ""),
            "milestone": ("milestone", "milestone_help"),
            "amount_yuan": ("pay_amount", "pay_amount_help"),
            "paid_date": ("pay_date", ""),
            "way": ("pay_way", ""),
            "remark": ("remark", ""),
            "sure": ("sure", ""),
        }
        for name, (label, help_text) in words.items():
            self.fields[name].label = say(label)
            self.fields[name].help_text = say(help_text) if help_text else ""
        self.fields["contract"].choices = [("", say("choose")), ("1", say("contract_value"))]
        self.fields["milestone"].choices = [("", say("choose")), ("1", say("accepted_event"))]
        self.fields["way"].choices = [("T", say("treasury")), ("O", say("own_account"))]
        self.units = {"amount_yuan": say("yuan")}
        self.sections = [
            Section(say("payee"), ["contract", "milestone"]),
            Section(say("how_much"), ["amount_yuan", "paid_date", "way", "remark"], say("how_much_help")),
            Section(say("compare"), ["sure"]),
        ]


class UploadForm(forms.Form):
    workbook = forms.FileField()


def _form(request: HttpRequest) -> dict[str, Any]:
    form = PaymentForm(request.POST) if request.method == "POST" else PaymentForm()
    return {
        "form": form,
        "title": say("pay"),
        "crumbs": [(say("funds"), _address("list")), (say("payments"), _address("list"))],
        "submit_label": say("pay"),
        "back_url": _address("list"),
    }


def _progress() -> list[Progress]:
    running = State(say("running"), Mark.GOING)
    return [
        Progress(say("importing"), running, 7_412, 20_000, seconds_left=9, cancel_url=_address("all")),
        Progress(
            say("freezing"),
            State(say("finished"), Mark.DONE),
            1_000_000,
            1_000_000,
            ended=True,
            result_url=_address("record"),
            result_label=say("frozen_note"),
        ),
        Progress(
            say("importing"),
            State(say("failed"), Mark.WRONG),
            412,
            1_200,
            ended=True,
            message=say("failed_text"),
            result_url=_address("all"),
            result_label=say("annotated"),
        ),
    ]


def _all(request: HttpRequest) -> dict[str, Any]:
    tabs = [("facts_tab", None), ("figures_tab", None), ("evidence_tab", 12)]
    return {
        "states": [State(say(code), mark) for code, mark in MARKS.items()],
        "figures": [
            Figure(4_715, say("figure_unit"), _address("figure")),
            Figure(Decimal("412.6"), say("amount_unit"), _address("figure"), 2),
            Figure(117, say("parcels_unit"), typed=True),
            Figure(None, url=_address("figure")),
        ],
        "blocks": [
            {
                "label": say("stations"),
                "figure": Figure(101, "", _address("figure")),
                "note": say("place_value"),
            },
            {"label": say("parcels"), "figure": Figure(217_020, say("parcels_unit"), _address("figure"))},
            {"label": say("figure"), "figure": Figure(4_715, say("figure_unit"), _address("figure"))},
            {
                "label": say("amount"),
                "figure": Figure(Decimal("1412.6"), say("amount_unit"), _address("figure"), 2),
            },
        ],
        "due": [
            Due(say("due_1"), _address("list"), -12, say("due_note")),
            Due(say("due_2"), _address("record"), 0),
            Due(say("due_3"), _address("record"), 9),
        ],
        "tabs": [Tab(say(key), "#tabs", key == "facts_tab", count) for key, count in tabs],
        "progress": _progress(),
        "upload": UploadForm()["workbook"],
        "accepted": say("accepted_types"),
        "max_words": say("limit"),
        "charts": [_bar_chart(), _rows_chart(), _line_chart()],
        "map": _map(),
        "sent": say("sent"),
        "look": say("look"),
        "wrong": say("wrong"),
    }


PARTS = {
    "all": ("desk/gallery.html", _all),
    "list": ("desk/list.html", _listing),
    "empty": ("desk/list.html", _empty),
    "record": ("desk/record.html", _record),
    "figure": ("desk/figure.html", _figure),
    "form": ("desk/form.html", _form),
}


@login_not_required
def gallery(request: HttpRequest, part: str = "all") -> HttpResponse:
    """One part of the gallery as a whole page."""
    if part not in PARTS:
        raise Http404
    template, build = PARTS[part]
    return render(request, template, build(request))
