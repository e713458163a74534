"""Forms in one column: sections in the order of the paper form, help, units, errors at the field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from .markup import DeskRenderer

__all__ = ["DayInput", "DeskRenderer", "FilesField", "Section", "Sections", "ViewForm", "error_links"]


class DayInput(forms.DateInput):
    """The browser's own calendar; what goes over the wire is 2023-12-31."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files, cleaned one by one."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(FilesField, self).clean(one, initial) for one in files]


@dataclass(frozen=True)
class Section:
    """A part of a form as the paper form has it."""

    title: Any
    fields: Sequence[str]
    help: Any = ""


class Sections:
    """Mixin for forms: `sections` orders the fields, `units` names the unit shown behind a box.

    A field that no section names would vanish from the page, so it is refused.
    """

    default_renderer = DeskRenderer
    sections: Sequence[Section] = ()
    units: dict[str, Any] = {}

    def get_context(self) -> dict[str, Any]:
        context = super().get_context()
        named = [name for section in self.sections for name in section.fields]
        shown = [field.name for field in self.visible_fields()]
        if self.sections and (left_out := [name for name in shown if name not in named]):
            raise LookupError(f"{type(self).__name__}: no section names {', '.join(left_out)}.")
        parts = [
            {
                "title": part.title,
                "help": part.help,
                "fields": [self[name] for name in part.fields if name in shown],
            }
            for part in self.sections
        ]
        return context | {"sections": parts}


def error_links(form: forms.BaseForm | None) -> list[dict[str, str]]:
    """Every error of a form with the element it belongs to, in the order of the fields; general errors first."""
    if form is None or not form.is_bound or not form.errors:
        return []
    general = [{"id": "", "label": "", "message": message} for message in form.non_field_errors()]
    return general + [
        {"id": field.id_for_label or field.auto_id, "label": field.label, "message": message}
        for field in form
        for message in field.errors
    ]


class ViewForm(forms.Form):
    """A list's conditions under a name."""

    path = forms.RegexField(r"^/(?!/)[^\s?#]*$", max_length=200)
    name = forms.CharField(max_length=40)
    query = forms.CharField(max_length=1000)
