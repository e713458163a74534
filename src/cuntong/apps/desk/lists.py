"""A list page, declared: columns, filters, actions; the frame does the address, order, totals, pages and export."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .columns import Column, Kind
from .exports import workbook_of, workbook_response
from .filters import SEARCH, Filter, FilterForm, FilterKind
from .formats import figure_number
from .markup import DRAWER
from .queries import saved_views_of, without_passing

__all__ = [
    "Action",
    "BatchAction",
    "Column",
    "Filter",
    "FilterKind",
    "Kind",
    "ListPage",
    "Listing",
    "open_list",
    "render_list",
]

_CHUNK = 2_000
_PARTIAL = "components/list.html"
_SEARCH_LABEL = gettext_lazy("Search")
_NOTHING_YET = gettext_lazy("Nothing has been recorded yet.")


def _anybody(request: HttpRequest) -> bool:
    return True


@dataclass(frozen=True)
class Action:
    """Something a person may do, named by verb and object; `url` is an address, a URL name or a function."""

    label: Any
    url: str | Callable[[HttpRequest], str]
    allowed: Callable[[HttpRequest], bool] = _anybody

    def address(self, request: HttpRequest) -> str:
        if callable(self.url):
            return self.url(request)
        try:
            return reverse(self.url) if not self.url.startswith(("/", "?")) else self.url
        except NoReverseMatch as missing:
            raise NoReverseMatch(
                f"The action “{self.label}” leads to {self.url!r}, which is no URL name."
            ) from missing


@dataclass(frozen=True)
class BatchAction(Action):
    """An action on ticked rows: posts their keys as `pk` to its address; `confirm` says what will happen."""

    confirm: Any = ""
    destructive: bool = False


@dataclass(frozen=True)
class ListPage:
    """A list of one kind of record.

    columns   what matters first; the first visible column names the row
    search    database paths looked through by the search box
    order     database paths, the default order; the key is added so that pages never overlap
    empty     what to say, and `empty_action` how to begin, when there is nothing at all
    key       tells lists on one page apart
    """

    title: Any
    columns: Sequence[Column]
    filters: Sequence[Filter] = ()
    search: Sequence[str] = ()
    search_label: Any = _SEARCH_LABEL
    order: Sequence[str] = ()
    page_size: int = 50
    export_rows: int = 50_000
    note: Any = ""
    empty: Any = _NOTHING_YET
    empty_action: Action | None = None
    actions: Sequence[Action] = ()
    batch: Sequence[BatchAction] = ()
    saved_views: bool = True
    key: str = "list"
    template: str = "desk/list.html"

    @cached_property
    def visible(self) -> list[Column]:
        return [column for column in self.columns if not column.export_only]

    @property
    def element_id(self) -> str:
        return f"list-{self.key}"


@dataclass(frozen=True)
class Head:
    """A column's head: its label, whether the list is ordered by it, and where a click on it leads."""

    column: Column
    direction: str  # "ascending", "descending" or ""
    url: str  # "" where the column does not sort


@dataclass(frozen=True)
class Row:
    key: Any
    cells: list[tuple[Column, Any]]


class Listing:
    """What one request sees of a list. Two queries: count and totals together, then one page of rows.

    Embedded in another page, its names in the address begin with its key, so that two lists do not read each
    other's conditions; it then offers neither export nor saved views, which belong to a list's own page.
    """

    def __init__(
        self, request: HttpRequest, page: ListPage, queryset: QuerySet, *, embedded: bool = False
    ) -> None:
        self.request = request
        self.page = page
        self.embedded = embedded
        self.path = request.path
        self.form = FilterForm(
            request,
            page.filters,
            searchable=bool(page.search),
            auto_id=f"{self.element_id}-%s",
            prefix=page.key if embedded else None,
        )
        if SEARCH in self.form.fields:
            self.form.fields[SEARCH].label = page.search_label
        self.valid = self.form.is_valid()
        self.queryset = self._ordered(
            self.form.narrow(queryset, page.search) if self.valid else queryset.none()
        )

    # --- where it stands ---

    @property
    def _target(self) -> str:
        return self.request.headers.get("HX-Target", "")

    @property
    def in_drawer(self) -> bool:
        """Whether this list stands in the drawer, over a page that may hold a list of the same name."""
        return self._target in (DRAWER, f"{DRAWER}-{self.page.element_id}")

    @property
    def element_id(self) -> str:
        return f"{DRAWER}-{self.page.element_id}" if self.in_drawer else self.page.element_id

    @property
    def asked_for_part(self) -> bool:
        """Whether the browser wants this list only, to put it in place of the one it shows."""
        return self._target == self.element_id

    def name_of(self, word: str) -> str:
        """How a word is called in the address: as it is, or with the list's key where others stand beside it."""
        return self.form.add_prefix(word)

    def address(self, **changed: Any) -> str:
        """This list as it is asked for now, with some words changed; None takes a word out."""
        asked = self.request.GET.copy()
        for word, value in changed.items():
            asked.pop(self.name_of(word), None)
            if value is not None:
                asked[self.name_of(word)] = str(value)
        return f"{self.path}?{asked.urlencode()}" if asked else self.path

    @property
    def export_url(self) -> str:
        return "" if self.embedded else self.address(export="xlsx", page=None)

    # --- order ---

    @cached_property
    def _sorts(self) -> dict[str, Column]:
        return {column.sort_path: column for column in self.page.columns if column.sortable}

    @property
    def sort_name(self) -> str:
        return self.name_of("sort")

    @property
    def _asked_sort(self) -> str:
        return self.request.GET.get(self.sort_name, "")

    @cached_property
    def sort(self) -> str:
        """The order asked for in the address, or "" where it names no sortable column."""
        asked = self._asked_sort
        return asked if asked.removeprefix("-") in self._sorts else ""

    def _ordered(self, queryset: QuerySet) -> QuerySet:
        order = [self.sort] if self.sort else list(self.page.order)
        return queryset.order_by(*order, "-pk" if order and order[0].startswith("-") else "pk")

    @property
    def heads(self) -> list[Head]:
        return [self._head(column) for column in self.page.visible]

    def _head(self, column: Column) -> Head:
        path = column.sort_path
        current = self.sort or next(iter(self.page.order), "")
        if not path:
            return Head(column, "", "")
        if current.removeprefix("-") != path:
            return Head(column, "", self.address(sort=path, page=None))
        descending = current.startswith("-")
        turned = self.address(sort=path if descending else f"-{path}", page=None)
        return Head(column, "descending" if descending else "ascending", turned)

    # --- rows ---

    @cached_property
    def _sums(self) -> dict[str, Any]:
        sums = {f"total_{i}": c.total_expression for i, c in enumerate(self.page.visible) if c.total_path}
        return self.queryset.order_by().aggregate(rows_on_all_pages=Count("pk"), **sums)

    @property
    def row_count(self) -> int:
        """How many rows meet the conditions, on all pages."""
        return self._sums["rows_on_all_pages"]

    @cached_property
    def current(self) -> Page:
        paginator = Paginator(self.queryset, self.page.page_size)
        paginator.count = self.row_count
        return paginator.get_page(self.request.GET.get(self.name_of("page")))

    @property
    def page_links(self) -> list[tuple[Any, str]]:
        """The numbers at the foot with their addresses; the current page and a gap have none."""
        numbers = self.current.paginator.get_elided_page_range(self.current.number, on_each_side=2, on_ends=1)
        current = self.current.number
        return [(n, self.address(page=n) if isinstance(n, int) and n != current else "") for n in numbers]

    @property
    def previous_url(self) -> str:
        return self.address(page=self.current.previous_page_number()) if self.current.has_previous() else ""

    @property
    def next_url(self) -> str:
        return self.address(page=self.current.next_page_number()) if self.current.has_next() else ""

    @cached_property
    def rows(self) -> list[Row]:
        columns = self.page.visible
        return [
            Row(one.pk, [(column, column.cell(one)) for column in columns])
            for one in self.current.object_list
        ]

    @property
    def totals(self) -> list[tuple[Column, str]]:
        """The sum row over every filtered row; empty where no column adds up."""
        if not self.row_count or len(self._sums) == 1:
            return []
        return [(column, self._total(i, column)) for i, column in enumerate(self.page.visible)]

    def _total(self, index: int, column: Column) -> str:
        return column.text(self._sums[f"total_{index}"] or 0) if column.total_path else ""

    # --- what stands around the rows ---

    @cached_property
    def conditions(self) -> list[str]:
        return self.form.words() if self.valid else []

    @property
    def problems(self) -> list[tuple[Any, str]]:
        """Every value in the address that cannot be, with what is wrong."""
        asked = self._asked_sort
        if not asked or self.sort:
            return self.form.problems
        return [*self.form.problems, (_("Order"), _("“%s” is not a column of this list.") % asked)]

    @property
    def actions(self) -> list[tuple[Action, str]]:
        return self._allowed(self.page.actions)

    @property
    def batch(self) -> list[tuple[Action, str]]:
        return self._allowed(self.page.batch)

    @property
    def empty_action(self) -> tuple[Action, str] | None:
        return next(iter(self._allowed([self.page.empty_action] if self.page.empty_action else [])), None)

    def _allowed(self, actions: Sequence[Action]) -> list[tuple[Action, str]]:
        return [(one, one.address(self.request)) for one in actions if one.allowed(self.request)]

    @cached_property
    def _keeps_views(self) -> bool:
        user = getattr(self.request, "user", None)
        return bool(self.page.saved_views and not self.embedded and user and user.is_authenticated)

    @cached_property
    def saved_views(self) -> list[Any]:
        return list(saved_views_of(user=self.request.user, path=self.path)) if self._keeps_views else []

    @cached_property
    def current_view(self) -> Any:
        """The saved view whose conditions are the ones in the address."""
        asked = without_passing(self.request.GET.urlencode())
        return next((view for view in self.saved_views if view.query == asked), None)

    @property
    def can_save(self) -> bool:
        return bool(self._keeps_views and self.conditions)


def open_list(request: HttpRequest, page: ListPage, queryset: QuerySet) -> Listing:
    """Read the address into a listing, for a page that shows a list among other things.

    Related rows shown in columns have to come with the queryset (select_related, annotate).
    """
    return Listing(request, page, queryset, embedded=True)


def _exported(listing: Listing) -> HttpResponse:
    """The whole list as a workbook, or a sentence where it is too long to be made while somebody waits."""
    page, request = listing.page, listing.request
    if listing.row_count > page.export_rows:
        messages.error(
            request,
            _(
                "%(count)s records are too many for one workbook (at most %(most)s). Narrow the conditions first."
            )
            % {"count": figure_number(listing.row_count), "most": figure_number(page.export_rows)},
        )
        return redirect(f"{listing.path}?{without_passing(request.GET.urlencode())}")
    today = timezone.localdate()
    content = workbook_of(
        " · ".join([str(page.title), *listing.conditions]),
        [column for column in page.columns if not column.screen_only],
        listing.queryset.iterator(chunk_size=_CHUNK),
        as_of=today,
        synthetic=getattr(settings, "SYNTHETIC", False),
    )
    return workbook_response(content, f"{page.title}-{today:%Y%m%d}")


def render_list(
    request: HttpRequest,
    page: ListPage,
    queryset: QuerySet,
    *,
    template: str = "",
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Answer a request for a list: the whole page, the list alone for htmx, or the workbook for ?export=xlsx."""
    listing = Listing(request, page, queryset)
    if request.GET.get("export") == "xlsx" and listing.valid:
        return _exported(listing)
    name = _PARTIAL if listing.asked_for_part else template or page.template
    response = render(request, name, {"page": page, "listing": listing, **(context or {})})
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response
