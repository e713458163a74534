"""The gallery's content: made-up stations, the words around them, and a list without a table behind it."""

from __future__ import annotations

import datetime
import random
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from importlib.resources import files
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from ..formats import Mark, State
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


@cache
def _content() -> dict[str, Any]:
    return tomllib.loads(files("cuntong.apps.desk").joinpath("gallery.toml").read_text(encoding="utf-8"))


def say(key: str) -> str:
    """The made-up words in the reader's language."""
    return _content()["words"][key][get_language() == "en"]


def address_of(part: str) -> str:
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
def stations() -> list[Station]:
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
        return {"rows_on_all_pages": len(self.made_up), **sums}

    @cached_property
    def current(self) -> Page:
        return Paginator(self.made_up, self.page.page_size).get_page(self.request.GET.get("page"))


def _page() -> ListPage:
    return ListPage(
        title=say("stations"),
        note=say("stations_note"),
        columns=[
            Column(say("station"), "name", Kind.LINK, url=lambda row: address_of("record"), sortable=True),
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
            Action(say("register"), address_of("form")),
            Action(say("import"), address_of("all") + "#upload"),
        ],
        batch=[
            BatchAction(say("check"), address_of("list")),
            BatchAction(
                say("withdraw"), address_of("list"), confirm=say("withdraw_confirm"), destructive=True
            ),
        ],
        empty=say("empty"),
        empty_action=Action(say("register"), address_of("form")),
        key="gallery",
    )


def _as_it_is(rows: QuerySet, value: Any) -> QuerySet:
    return rows


def _figure_of(row: Station) -> str:
    return address_of("figure")


def listed(request: HttpRequest) -> dict[str, Any]:
    page = _page()
    return {"page": page, "listing": _MadeUpListing(request, page, stations())}


def nothing(request: HttpRequest) -> dict[str, Any]:
    page = _page()
    return {"page": page, "listing": _MadeUpListing(request, page, [])}
