"""The small pieces of HTML that stand inside cells and sentences – state words, figures, links – and forms' templates."""

from __future__ import annotations

from typing import Any

from django.forms.renderers import DjangoTemplates, TemplatesSetting
from django.template import TemplateDoesNotExist
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .formats import MISSING, Figure, State

_DJANGOS_OWN = DjangoTemplates()


class DeskRenderer(TemplatesSetting):
    """Renders forms in the shared look: our form and field, Django's own widgets. Named by FORM_RENDERER."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"

    def get_template(self, template_name: str) -> Any:
        try:
            return super().get_template(template_name)
        except TemplateDoesNotExist:
            return _DJANGOS_OWN.get_template(template_name)


def state_html(state: State) -> SafeString:
    """The word with its mark; the mark is a shape, so it survives grey printing."""
    return format_html(
        '<span class="state" data-mark="{}"><i class="dot"></i>{}</span>', state.mark, state.word
    )


def figure_html(figure: Figure) -> SafeString:
    """The chip: a link into the drawer, a hand-typed value marked as such, or the words "no records"."""
    if figure.value is None:
        return _no_records(figure)
    unit = format_html('<span class="chip-unit">{}</span>', figure.unit) if figure.unit else ""
    if figure.typed:
        return format_html(
            '<span class="chip chip-typed" title="{}"><span class="chip-value">{}</span>{}</span>',
            _("Typed by hand; no record proves it"),
            figure.text,
            unit,
        )
    if not figure.url:
        return format_html(
            '<span class="chip-plain"><span class="chip-value">{}</span>{}</span>', figure.text, unit
        )
    return format_html(
        '<a class="chip" href="{0}" {1}><span class="chip-value">{2}</span>{3}</a>',
        figure.url,
        DRAWER_ATTRIBUTES,
        figure.text,
        unit,
    )


def _no_records(figure: Figure) -> SafeString:
    if not figure.url:
        return format_html('<span class="chip-none">{}</span>', _("no records"))
    return format_html(
        '<a class="chip chip-none" href="{}" {}>{}</a>', figure.url, DRAWER_ATTRIBUTES, _("no records")
    )


# The element that htmx fills when a link opens in the drawer.
DRAWER = "drawer-content"
# A link that opens in the drawer, and stays an ordinary link where no script runs.
DRAWER_ATTRIBUTES = SafeString("data-drawer")


def link_html(text: Any, url: str) -> SafeString | str:
    return format_html('<a href="{}">{}</a>', url, text) if url and text != MISSING else str(text)
