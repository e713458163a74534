"""Filters that live in the address: a list can be shared, printed and opened again as it was.

A value that cannot be is answered with a sentence at the filter, and nothing is listed: a total under a
condition that was silently dropped would be a wrong figure.
"""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from .markup import DeskRenderer

SEARCH = "q"
_LONGEST_TEXT = 100
# Days outside are slips of the pen, and the calendar's ends have no midnight before or after them.
_FIRST_DAY, _LAST_DAY = datetime.date(1900, 1, 1), datetime.date(2199, 12, 31)


class FilterKind(StrEnum):
    CHOICE = "CHOICE"
    PLACE = "PLACE"  # a choice whose options stand in groups: township → villages
    TEXT = "TEXT"
    DATE_RANGE = "DATE_RANGE"
    TIME_RANGE = "TIME_RANGE"  # days of Shanghai asked of a moment


@dataclass(frozen=True)
class Filter:
    """One condition a reader may set.

    name     its name in the address; a range adds _from and _to
    apply    database path or lookup ("state", "place__code__startswith"), or a function
             (queryset, value) → queryset; a range's value is the pair (from, to), either may be None
    choices  pairs (value, label), groups (label, pairs), or a function of the request giving them
    """

    name: str
    label: Any
    kind: FilterKind = FilterKind.CHOICE
    apply: str | Callable[[QuerySet, Any], QuerySet] = ""
    choices: Sequence[Any] | Callable[[HttpRequest], Iterable[Any]] = ()

    @property
    def is_range(self) -> bool:
        return self.kind in (FilterKind.DATE_RANGE, FilterKind.TIME_RANGE)

    @property
    def path(self) -> str:
        return self.name if callable(self.apply) else self.apply or self.name

    def fields(self, request: HttpRequest) -> dict[str, forms.Field]:
        """The form fields this filter needs, by their names in the address."""
        if self.is_range:
            return {f"{self.name}_from": _day_field(self.label), f"{self.name}_to": _day_field(_("to"))}
        if self.kind == FilterKind.TEXT:
            return {self.name: forms.CharField(label=self.label, required=False, max_length=_LONGEST_TEXT)}
        options = self.choices(request) if callable(self.choices) else self.choices
        field = forms.ChoiceField(label=self.label, required=False, choices=[("", _("All")), *options])
        return {self.name: field}

    def value(self, cleaned: dict[str, Any]) -> Any:
        """The value set by the reader, or None."""
        if self.is_range:
            pair = cleaned.get(f"{self.name}_from"), cleaned.get(f"{self.name}_to")
            return pair if any(pair) else None
        return cleaned.get(self.name) or None

    def narrow(self, queryset: QuerySet, value: Any) -> QuerySet:
        if callable(self.apply):
            return self.apply(queryset, value)
        if self.is_range:
            return queryset.filter(**_bounds(self.path, *value, moments=self.kind == FilterKind.TIME_RANGE))
        lookup = f"{self.path}__icontains" if self.kind == FilterKind.TEXT else self.path
        return queryset.filter(**{lookup: value})

    def words(self, form: FilterForm, value: Any) -> str:
        """The condition as a reader would say it: "State: operating"."""
        if self.is_range:
            return named(self.label, f"{value[0] or '…'} – {value[1] or '…'}")
        if self.kind == FilterKind.TEXT:
            return named(self.label, value)
        return named(self.label, _option_label(form.fields[self.name].choices, value))


def named(label: Any, value: Any) -> str:
    """A label and its value as a reader would say them, with the language's own colon."""
    return _("%(label)s: %(message)s") % {"label": label, "message": value}


def _day_field(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        validators=[
            MinValueValidator(_FIRST_DAY, _("The date lies before 1900.")),
            MaxValueValidator(_LAST_DAY, _("The date lies after 2199.")),
        ],
        error_messages={"invalid": _("This is not a date; write it like 2023-12-31.")},
    )


def _bounds(
    path: str, start: datetime.date | None, end: datetime.date | None, *, moments: bool
) -> dict[str, Any]:
    if not moments:
        return _present({f"{path}__gte": start, f"{path}__lte": end})
    following = end + datetime.timedelta(days=1) if end else None
    return _present({f"{path}__gte": _midnight(start), f"{path}__lt": _midnight(following)})


def _present(lookups: dict[str, Any]) -> dict[str, Any]:
    return {lookup: value for lookup, value in lookups.items() if value}


def _midnight(day: datetime.date | None) -> datetime.datetime | None:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time())) if day else None


def _option_label(choices: Iterable[Any], value: str) -> Any:
    for key, label in choices:
        if isinstance(label, list | tuple):
            if found := _option_label(label, value):
                return found
        elif str(key) == value:
            return label
    return None


class FilterForm(forms.Form):
    """The filters of one list, read from the address."""

    default_renderer = DeskRenderer

    def __init__(
        self,
        request: HttpRequest,
        filters: Sequence[Filter],
        *,
        searchable: bool,
        auto_id: str,
        prefix: str | None = None,
    ) -> None:
        super().__init__(request.GET, auto_id=auto_id, prefix=prefix)
        self.filters = filters
        if searchable:
            self.fields[SEARCH] = forms.CharField(
                label=_("Search"),
                required=False,
                max_length=_LONGEST_TEXT,
                widget=forms.TextInput(attrs={"type": "search"}),
            )
        for one in filters:
            self.fields.update(one.fields(request))
        for field in self.fields.values():
            if isinstance(field, forms.ChoiceField):
                field.error_messages["invalid_choice"] = _("“%(value)s” is not one of the choices.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for one in self.filters:
            if one.is_range and (value := one.value(cleaned)) and all(value) and value[0] > value[1]:
                self.add_error(f"{one.name}_to", _("The end lies before the beginning."))
        return cleaned

    @property
    def controls(self) -> list[dict[str, Any]]:
        """What the filter bar draws: one control per filter, a range as a pair."""
        names = [[SEARCH]] if SEARCH in self.fields else []
        names += [
            [f"{one.name}_from", f"{one.name}_to"] if one.is_range else [one.name] for one in self.filters
        ]
        return [{"fields": [self[name] for name in group], "search": group == [SEARCH]} for group in names]

    @property
    def problems(self) -> list[tuple[Any, str]]:
        return [
            (self.fields[name].label, message) for name, errors in self.errors.items() for message in errors
        ]

    def active(self) -> list[tuple[Filter, Any]]:
        return [(one, value) for one in self.filters if (value := one.value(self.cleaned_data))]

    def words(self) -> list[str]:
        """Every condition in words, for print and for the head of a workbook."""
        searched = self.cleaned_data.get(SEARCH)
        searching = [named(self.fields[SEARCH].label, searched)] if searched else []
        return searching + [one.words(self, value) for one, value in self.active()]

    def narrow(self, queryset: QuerySet, search_paths: Sequence[str]) -> QuerySet:
        """The rows that meet every condition."""
        for one, value in self.active():
            queryset = one.narrow(queryset, value)
        return searched(queryset, self.cleaned_data.get(SEARCH) or "", search_paths)


def searched(queryset: QuerySet, text: str, paths: Sequence[str]) -> QuerySet:
    """Rows in which every word of the text stands in at least one of the paths; full-width digits count as digits."""
    for word in unicodedata.normalize("NFKC", text).split():
        somewhere = Q()
        for path in paths:
            somewhere |= Q(**{f"{path}__icontains": word})
        queryset = queryset.filter(somewhere)
    return queryset
