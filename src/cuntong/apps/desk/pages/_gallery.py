"""Every component with made-up content, to look at while building: /desk/gallery/ where CUNTONG_DEBUG=1."""

from __future__ import annotations

import datetime
import random
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static

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
from ..lists import Action
from ._made_up import MARKS, address_of, listed, nothing, say, stations

AS_OF = datetime.date(2023, 12, 31)


def _record(request: HttpRequest) -> dict[str, Any]:
    proofs = {key: Proof(say(key), address_of("record")) for key in ("form_paper", "photo", "sheet")}
    return {
        "title": say("record"),
        "state": State(say("OPERATING"), Mark.DONE),
        "crumbs": [(say("stations"), address_of("list"))],
        "actions": [
            (Action(say("record_payment"), ""), address_of("form")),
            (Action(say("correct"), ""), address_of("form")),
        ],
        "facts": [
            Fact(say("code"), "440281108203"),
            Fact(say("township"), "北乡镇", url=address_of("list")),
            Fact(say("host"), say("host_value")),
            Fact(say("area"), Figure(46, say("area_unit"))),
            Fact(say("contract"), say("contract_value"), url=address_of("record")),
            Fact(say("amount"), Figure(Decimal("4.26"), say("amount_unit"), address_of("figure"), 2)),
            Fact(say("parcels"), Figure(12_846, say("parcels_unit"), address_of("figure"))),
        ],
        "neighbours": [
            Fact(say("visits"), Figure(3), url=address_of("list")),
            Fact(say("payments"), Figure(2), url=address_of("list")),
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
    return listed(request) | {"story": story, "chart": _line_chart(), "as_of": AS_OF}


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
        addresses=[address_of("figure")] * 4,
    )


def _rows_chart() -> Chart:
    towns = list(dict.fromkeys(station.town for station in stations()))[:7]
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
        addresses=[address_of("figure")] * len(towns),
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
        addresses=[address_of("figure")] * 8,
    )


def _map() -> Map:
    dice = random.Random(7)
    markers = [
        Marker(
            one.name,
            25.13 + dice.uniform(-0.16, 0.2),
            113.22 + dice.uniform(-0.28, 0.3),
            one.state,
            address_of("record"),
        )
        for one in stations()
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
        "crumbs": [(say("funds"), address_of("list")), (say("payments"), address_of("list"))],
        "submit_label": say("pay"),
        "back_url": address_of("list"),
    }


def _progress() -> list[Progress]:
    running = State(say("running"), Mark.GOING)
    return [
        Progress(say("importing"), running, 7_412, 20_000, seconds_left=9, cancel_url=address_of("all")),
        Progress(
            say("freezing"),
            State(say("finished"), Mark.DONE),
            1_000_000,
            1_000_000,
            ended=True,
            result_url=address_of("record"),
            result_label=say("frozen_note"),
        ),
        Progress(
            say("importing"),
            State(say("failed"), Mark.WRONG),
            412,
            1_200,
            ended=True,
            message=say("failed_text"),
            result_url=address_of("all"),
            result_label=say("annotated"),
        ),
    ]


def _all(request: HttpRequest) -> dict[str, Any]:
    tabs = [("facts_tab", None), ("figures_tab", None), ("evidence_tab", 12)]
    return {
        "states": [State(say(code), mark) for code, mark in MARKS.items()],
        "figures": [
            Figure(4_715, say("figure_unit"), address_of("figure")),
            Figure(Decimal("412.6"), say("amount_unit"), address_of("figure"), 2),
            Figure(117, say("parcels_unit"), typed=True),
            Figure(None, url=address_of("figure")),
        ],
        "blocks": [
            {
                "label": say("stations"),
                "figure": Figure(101, "", address_of("figure")),
                "note": say("place_value"),
            },
            {"label": say("parcels"), "figure": Figure(217_020, say("parcels_unit"), address_of("figure"))},
            {"label": say("figure"), "figure": Figure(4_715, say("figure_unit"), address_of("figure"))},
            {
                "label": say("amount"),
                "figure": Figure(Decimal("1412.6"), say("amount_unit"), address_of("figure"), 2),
            },
        ],
        "due": [
            Due(say("due_1"), address_of("list"), -12, say("due_note")),
            Due(say("due_2"), address_of("record"), 0),
            Due(say("due_3"), address_of("record"), 9),
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
    "list": ("desk/list.html", listed),
    "empty": ("desk/list.html", nothing),
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
