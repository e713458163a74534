"""Equal values have equal bytes; what has no single form is refused with its place."""

import hashlib
import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuntong.domain.sealing import NotCanonical, canonical_json, digest, digest_file, parse_canonical

texts = st.text(st.characters(codec="utf-8"))
plain_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)


def shuffled(value: Any) -> Any:
    """The same value with every mapping built in the opposite order."""
    if isinstance(value, dict):
        return {key: shuffled(item) for key, item in reversed(value.items())}
    return [shuffled(item) for item in value] if isinstance(value, list) else value


@given(plain_values)
def test_the_form_does_not_depend_on_order_and_reads_back(value: Any) -> None:
    document = canonical_json(value)
    assert canonical_json(shuffled(value)) == document
    assert parse_canonical(document) == value
    assert json.loads(document) == value


def test_the_stated_form() -> None:
    value = {
        "乙": (1, True, None),
        "a": Decimal("10.50"),
        "at": datetime(2024, 1, 15, 16, 0, tzinfo=timezone(timedelta(hours=8))),
        "b": 'tab\t "quote"',
        "day": date(2023, 12, 31),
    }
    assert canonical_json(value).decode() == (
        '{"a":"10.50","at":"2024-01-15T08:00:00.000000Z","b":"tab\\t \\"quote\\"","day":"2023-12-31",'
        '"乙":[1,true,null]}'
    )


@pytest.mark.parametrize(
    ("value", "text"), [("1E+3", "1000"), ("-0.00", "0.00"), ("1E-7", "0.0000001"), ("-3.10", "-3.10")]
)
def test_decimals_are_written_plainly(value: str, text: str) -> None:
    assert canonical_json(Decimal(value)).decode() == f'"{text}"'


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"pay": [1, 0.1]}, r"\$\.pay\[1\]: float .* use Decimal"),
        ({1: "x"}, "key 1 is not a string"),
        (Decimal("NaN"), "NaN"),
        (Decimal("Infinity"), "Infinity"),
        (datetime(2024, 1, 1), "no time zone"),  # noqa: DTZ001 - the naive moment is the case
        ({"s": {1, 2}}, r"\$\.s: set"),
        (b"raw", "bytes"),
        ("\ud800", "surrogate"),
    ],
)
def test_what_has_no_single_form_is_refused(value: object, message: str) -> None:
    with pytest.raises(NotCanonical, match=message):
        canonical_json(value)


@pytest.mark.parametrize(
    "document",
    [
        b'{"a": 1}',
        b'{"b":1,"a":1}',
        b'{"a":1,"a":1}',
        b"1.5",
        b"NaN",
        b"",
        b"\xff",
        b"[" * 100_000,
        b"[" * 700 + b"]" * 700,
        b'"\\u4e59"',
    ],
)
def test_other_forms_are_not_read(document: bytes) -> None:
    with pytest.raises(NotCanonical):
        parse_canonical(document)


def test_digests(tmp_path: Path) -> None:
    assert digest(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    content = bytes(range(256)) * 5000
    (tmp_path / "file").write_bytes(content)
    assert digest_file(tmp_path / "file") == digest(content) == hashlib.sha256(content).hexdigest()


def test_moments_of_one_instant_have_one_form() -> None:
    moment = datetime(2024, 1, 1, tzinfo=UTC)
    assert canonical_json(moment) == canonical_json(moment.astimezone(timezone(timedelta(hours=8))))
