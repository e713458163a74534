"""What every rule carries: its code, what it rests on, how sure it is, and when it holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import combinations
from typing import Annotated, Literal, Self, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    model_validator,
)

from cuntong.domain.values import Bilingual, BilingualError

from ._shelf import RulebookError, Shelf, parse, read

DOCUMENTS = "documents.toml"


def _pair(value: object) -> Bilingual:
    if isinstance(value, Bilingual):
        return value
    if isinstance(value, dict) and set(value) == {"zh", "en"} and all(map(_is_filled, value.values())):
        return Bilingual(value["zh"].strip(), value["en"].strip())
    raise BilingualError(
        '应写成 { zh = "…", en = "…" }，两种文字都要有', 'write { zh = "…", en = "…" }, both filled'
    )


def _is_filled(text: object) -> bool:
    return isinstance(text, str) and bool(text.strip())


def _cite(value: object, info: ValidationInfo) -> object:
    """Turn a document's code into the document; the register stands in the context."""
    register: Mapping[str, Document] = (info.context or {}).get("documents", {})
    if not isinstance(value, str):
        return value
    if value not in register:
        raise BilingualError(f"{DOCUMENTS} 中没有文件 {value}", f"{DOCUMENTS} lists no document {value}")
    return register[value]


class Entry(BaseModel):
    """A frozen part of a rulebook that knows all its keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


Code = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]*$")]
Filled = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Share = Annotated[Decimal, Field(ge=0, le=1)]
Amount = Annotated[Decimal, Field(ge=0)]
Pair = Annotated[Bilingual, BeforeValidator(_pair)]
Status = Literal["confirmed", "reported", "unverified"]
Reading = Literal["OPENING", "SECOND_HAND", "CODE", "PUBLISHED", "LOCAL"]


class Document(Entry):
    """A document that rules rest on, and how far it was read."""

    code: Code
    title: Pair
    number: str = ""
    address: str = ""
    reading: Reading


Citation = Annotated[Document, BeforeValidator(_cite)]


class Grounded(Entry):
    """Something that a document sets: what it rests on, how sure it is, the days on which it holds."""

    basis: Annotated[tuple[Citation, ...], Field(min_length=1)]
    note: str = ""
    status: Status
    valid_from: date
    valid_to: date | None = None

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.valid_to is not None and self.valid_to < self.valid_from:
            raise BilingualError("失效日期早于生效日期", "valid_to lies before valid_from")
        return self

    def holds_on(self, day: date) -> bool:
        """Tell whether the rule is in force on the day, its first and last day included."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Rule(Grounded):
    """A grounded entry with a code; of several with one code at most one holds on any day."""

    code: Code


R = TypeVar("R", bound=Rule)


def in_force(rules: Iterable[R], on: date) -> tuple[R, ...]:
    """Return the rules that hold on the day, in the order of the file."""
    return tuple(rule for rule in rules if rule.holds_on(on))


def no_two_at_once(rules: tuple[R, ...]) -> tuple[R, ...]:
    """Return the rules; refuse two of one code that hold on the same day."""
    for first, second in combinations(rules, 2):
        if first.code == second.code and _overlap(first, second):
            raise BilingualError(
                f"{first.code} 在 {max(first.valid_from, second.valid_from)} 有两条同时生效，请写明 valid_to",
                f"two entries {first.code} hold on {max(first.valid_from, second.valid_from)}: end one by valid_to",
            )
    return rules


def _overlap(first: Rule, second: Rule) -> bool:
    return first.holds_on(second.valid_from) or second.holds_on(first.valid_from)


@cache
def documents(shelf: Shelf) -> Mapping[str, Document]:
    """Return the register of documents by code."""
    tables = read(DOCUMENTS, shelf)
    return {code: _document(code, entry, shelf) for code, entry in tables.items()}


def _document(code: str, entry: object, shelf: Shelf) -> Document:
    if not isinstance(entry, dict):
        raise RulebookError(
            DOCUMENTS, f"{code}：应为一个表 [{code}]", f"{code}: write it as a table [{code}]"
        )
    return parse(Document, f"{DOCUMENTS} [{code}]", {"code": code, **entry}, {})


B = TypeVar("B", bound=BaseModel)


def open_book(model: type[B], name: str, shelf: Shelf) -> B:
    """Return the rulebook `name` as a model, its citations resolved; read once, then remembered."""
    book = _open(model, name, shelf)
    assert isinstance(book, model)  # the cache forgets which model it was asked for
    return book


@cache
def _open(model: type[BaseModel], name: str, shelf: Shelf) -> BaseModel:
    return parse(model, name, read(name, shelf), {"documents": documents(shelf)})
