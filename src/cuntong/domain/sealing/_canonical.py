"""One byte form for every value, so that equal values have equal digests.

The form is JSON in UTF-8 without spaces, keys sorted by code point, and of JSON's escapes only those that
JSON demands. What JSON lacks becomes a string: a decimal in plain notation with the places it has
(``"10.50"``), a date as ``"2023-12-31"``, a moment in UTC with microseconds (``"2024-01-15T08:00:00.000000Z"``).
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any


class NotCanonical(ValueError):
    """Raised for a value, or a document, that has no canonical form; the message says where and why."""


def canonical_json(value: object) -> bytes:
    """Return the canonical bytes of `value`.

    Takes None, bool, int, str, Decimal, date, datetime with time zone, and lists, tuples and str-keyed mappings
    of them. Raises NotCanonical for everything else: a float above all, because 0.1 is not a tenth.
    """
    text = json.dumps(_plain(value, "$"), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise NotCanonical(f"half of a surrogate pair in a string, at character {error.start}") from error


def parse_canonical(document: bytes) -> Any:
    """Return the value of a canonical document: strings stay strings.

    Raises NotCanonical where the bytes are not JSON, or are JSON in another form (spaces, other order of keys,
    a key twice, a number with a fraction).
    """
    try:
        value = json.loads(document.decode())
        again = canonical_json(value)
    except NotCanonical:
        raise
    except (ValueError, RecursionError) as error:
        raise NotCanonical(f"not JSON in UTF-8: {error}") from error
    if again != document:
        raise NotCanonical("JSON, but not in canonical form")
    return value


def digest(content: bytes) -> str:
    """Return the SHA-256 of `content` as 64 lower-case hexadecimal characters."""
    return hashlib.sha256(content).hexdigest()


def digest_file(path: Path) -> str:
    """Return the SHA-256 of a file as hexadecimal, reading it piece by piece. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _plain(value: object, where: str) -> object:
    match value:
        case None | bool() | int() | str():
            return value
        case Decimal():
            return _decimal_text(value, where)
        case datetime():
            return _moment_text(value, where)
        case date():
            return value.isoformat()
        case list() | tuple():
            return [_plain(item, f"{where}[{index}]") for index, item in enumerate(value)]
        case Mapping():
            return {_key(key, where): _plain(item, f"{where}.{key}") for key, item in value.items()}
    hint = "; use Decimal" if isinstance(value, float) else ""
    raise NotCanonical(f"{where}: {type(value).__name__} has no canonical form{hint}")


def _key(key: object, where: str) -> str:
    if not isinstance(key, str):
        raise NotCanonical(f"{where}: the key {key!r} is not a string")
    return key


def _decimal_text(value: Decimal, where: str) -> str:
    if not value.is_finite():
        raise NotCanonical(f"{where}: {value} is not a number that can be written down")
    return format(value if value else abs(value), "f")


def _moment_text(value: datetime, where: str) -> str:
    if value.tzinfo is None:
        raise NotCanonical(f"{where}: the moment {value} has no time zone")
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
