"""Frozen dataclasses to JSON values and back; what comes back is checked field by field."""

import dataclasses
import functools
import re
import types
import typing
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, TypeVar, get_args, get_origin

T = TypeVar("T")

_DECIMAL = re.compile(r"-?[0-9]{1,60}(\.[0-9]{1,30})?")
_PLAIN_TYPES: tuple[type, ...] = (str, int, bool)


class WrongShape(ValueError):
    """Raised for a JSON value that is not what was expected; the message says where."""


def to_plain(record: object) -> Any:
    """Return a dataclass as a dictionary, through all its depth; canonical_json writes the rest."""
    if dataclasses.is_dataclass(record):
        return {field.name: to_plain(getattr(record, field.name)) for field in dataclasses.fields(record)}
    return [to_plain(item) for item in record] if isinstance(record, tuple) else record


def from_plain(shape: type[T], value: object, where: str = "$") -> T:
    """Return the dataclass that `to_plain` and a canonical document made `value` from. Raises WrongShape."""
    return typing.cast("T", _read(shape, value, where))


def _read(shape: Any, value: object, where: str) -> object:
    if isinstance(shape, types.UnionType):  # only "… | None" occurs
        return None if value is None else _read(get_args(shape)[0], value, where)
    if get_origin(shape) is tuple:
        return _read_list(get_args(shape), value, where)
    if dataclasses.is_dataclass(shape):
        return _read_record(shape, value, where)
    if shape in _PLAIN_TYPES:
        if type(value) is not shape:
            raise WrongShape(f"{where}: expected {shape.__name__}, found {_named(value)}")
        return value
    return _read_text(shape, value, where)


def _read_list(shapes: tuple[Any, ...], value: object, where: str) -> tuple[object, ...]:
    """Read a list of one shape, ``tuple[X, ...]``, or of several in a fixed order, ``tuple[X, Y]``."""
    if not isinstance(value, list):
        raise WrongShape(f"{where}: expected a list, found {_named(value)}")
    each = shapes[:1] * len(value) if shapes[-1] is ... else shapes
    if len(each) != len(value):
        raise WrongShape(f"{where}: expected {len(each)} items, found {len(value)}")
    return tuple(
        _read(shape, item, f"{where}[{i}]") for i, (shape, item) in enumerate(zip(each, value, strict=True))
    )


def _read_record(shape: Any, value: object, where: str) -> object:
    if not isinstance(value, dict):
        raise WrongShape(f"{where}: expected an object, found {_named(value)}")
    hints = _hints(shape)
    names = hints.keys()
    if odd := sorted(names ^ value.keys()):
        raise WrongShape(f"{where}: the field {odd[0]!r} is {'missing' if odd[0] in names else 'not known'}")
    fields = {name: _read(hints[name], value[name], f"{where}.{name}") for name in sorted(names)}
    try:
        return shape(**fields)
    except ValueError as error:
        raise WrongShape(f"{where}: {error}") from error


@functools.cache
def _hints(shape: type) -> dict[str, Any]:
    hints = typing.get_type_hints(shape)
    return {field.name: hints[field.name] for field in dataclasses.fields(shape)}


def _read_text(shape: type, value: object, where: str) -> object:
    """Read what JSON has no form for, from the text that canonical_json gave it."""
    if isinstance(value, str):
        try:
            if shape is Decimal and _DECIMAL.fullmatch(value):
                return Decimal(value)
            if shape is date:
                return datetime.strptime(value, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
            if shape is datetime:
                return datetime.strptime(value, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
        except ValueError:
            pass
    raise WrongShape(f"{where}: expected {shape.__name__}, found {_named(value)}")


def _named(value: object) -> str:
    return f"{type(value).__name__} {str(value)[:40]!r}"
