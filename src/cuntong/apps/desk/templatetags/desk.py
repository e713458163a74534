"""`{% load desk %}`: formats, states, figures and small questions that templates ask."""

import datetime
from decimal import Decimal

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, FileInput, RadioSelect

from .. import formats, markup
from ..formats import Figure, Mark, State
from ..forms import error_links

register = template.Library()

for one in (formats.yuan, formats.wan, formats.figure_number, formats.percent):
    register.filter(one)
for one in (formats.local_date, formats.local_time, formats.masked):
    register.filter(one)
register.filter(error_links)


@register.filter
def in_drawer(request) -> bool:
    """Whether the page is asked for in the drawer; base.html then leaves the frame out."""
    return bool(request) and request.headers.get("HX-Target") == markup.DRAWER


@register.filter
def state(word, mark: str = Mark.GOING):
    """The state word with its mark: {{ record.state_shown|state }} or {{ "built"|state:"done" }}."""
    return markup.state_html(word if isinstance(word, State) else State(word, Mark(mark)))


@register.simple_tag
def figure(value, unit="", url="", decimals=0, typed=False):
    """The chip of a figure that opens: {% figure 117 unit=_("stations") url=address %}."""
    if isinstance(value, Figure):
        return markup.figure_html(value)
    return markup.figure_html(Figure(value, unit, url, decimals, typed))


@register.filter
def shown(value):
    """Any value of a fact or block as it is read: states with marks, figures as chips, dates, numbers, or —."""
    if isinstance(value, State):
        return markup.state_html(value)
    if isinstance(value, Figure):
        return markup.figure_html(value)
    if isinstance(value, datetime.datetime):
        return formats.local_time(value)
    if isinstance(value, datetime.date):
        return formats.local_date(value)
    if formats.is_number(value):
        return formats.figure_number(value, 2 if isinstance(value, Decimal) else 0)
    return formats.MISSING if value is None or value == "" else value


@register.filter
def at(values, index: int):
    """The value at a place, or nothing where there is none."""
    return values[index] if index < len(values) else ""


@register.filter
def as_of(moment) -> str:
    """A date as a date, a moment with its time, a text as it is."""
    if isinstance(moment, datetime.datetime):
        return formats.local_time(moment)
    return formats.local_date(moment) if isinstance(moment, datetime.date) else str(moment)


@register.filter
def field_kind(field: BoundField) -> str:
    """Which shape a field takes in a form: tick, choices, file or line."""
    widget = field.field.widget
    if isinstance(widget, CheckboxSelectMultiple | RadioSelect):
        return "choices"
    if isinstance(widget, CheckboxInput):
        return "tick"
    return "file" if isinstance(widget, FileInput) else "line"


@register.filter
def unit_of(field: BoundField) -> str:
    """The unit a form declared for this field in `units`, shown behind the box."""
    return getattr(field.form, "units", {}).get(field.name, "")
