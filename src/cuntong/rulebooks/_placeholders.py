"""What stands in double braces in a report's text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Literal, get_args

from pydantic import ValidationInfo

from cuntong.domain.values import Bilingual, BilingualError

from ._rules import Entry, Pair, open_book
from ._shelf import PACKAGED, Shelf

BOOK = "reports/placeholders.toml"

Kind = Literal["figure", "target", "score", "table", "county", "report", "ask"]

_FORM = re.compile(r"\{\{(" + "|".join(get_args(Kind)) + r"):([^{}\n]+)\}\}")
_CODE = re.compile(r"[A-Z][A-Z0-9_]*")
_BRACES = re.compile(r"\{\{|\}\}")


class Placeholder(Entry):
    """One placeholder: for `figure` and `target` the argument is an indicator code, for `ask` plain words."""

    kind: Kind
    argument: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.argument}"


class Vocabulary(Entry):
    """Every key that a report's text may ask for, with what it means."""

    score: dict[str, Pair]
    table: dict[str, Pair]
    county: dict[str, Pair]
    report: dict[str, Pair]

    def keys_of(self, kind: Kind) -> Mapping[str, Bilingual] | None:
        """Return the keys of a kind, or None where its arguments are codes or words."""
        return {"score": self.score, "table": self.table, "county": self.county, "report": self.report}.get(
            kind
        )


def load_placeholders(*, shelf: Shelf = PACKAGED) -> Vocabulary:
    """Return the vocabulary of placeholders."""
    return open_book(Vocabulary, BOOK, shelf)


def pieces(text: str) -> Iterator[str | Placeholder]:
    """Yield the text cut at its placeholders, in order; joined again it is the whole text.

    Raises PlaceholderError for double braces that are no placeholder.
    """
    end = 0
    for match in _FORM.finditer(text):
        yield from _plain(text[end : match.start()])
        yield _placeholder(match)
        end = match.end()
    yield from _plain(text[end:])


class PlaceholderError(BilingualError):
    """Double braces that mean nothing."""


def _placeholder(match: re.Match[str]) -> Placeholder:
    placeholder = Placeholder.model_validate({"kind": match[1], "argument": match[2].strip()})
    if placeholder.kind in ("figure", "target") and not _CODE.fullmatch(placeholder.argument):
        raise PlaceholderError(
            f"{match[0]} 应写指标代码，如 {{{{figure:EXECUTION_RATE}}}}",
            f"{match[0]} must name an indicator code, such as {{{{figure:EXECUTION_RATE}}}}",
        )
    return placeholder


def _plain(text: str) -> Iterator[str]:
    stray = _BRACES.search(text)
    if stray:
        around = text[max(0, stray.start() - 10) : stray.end() + 20]
        kinds = ", ".join(get_args(Kind))
        raise PlaceholderError(
            f"看不懂的占位符：…{around}…，应为 {{{{类别:内容}}}}，类别为 {kinds}",
            f"not a placeholder: …{around}…; write {{{{kind:argument}}}} with one of {kinds}",
        )
    if text:
        yield text


def check_text(text: str, info: ValidationInfo) -> str:
    """Return the text; refuse a placeholder that the vocabulary does not have, or a table inside a line."""
    vocabulary: Vocabulary = (info.context or {})["placeholders"]
    for line in text.splitlines():
        found = list(pieces(line))
        for piece in found:
            if isinstance(piece, Placeholder):
                _check_key(piece, vocabulary)
                if piece.kind == "table" and len(found) > 1:
                    raise PlaceholderError(f"{piece} 应单独成行", f"{piece} must stand alone on its line")
    return text


def _check_key(placeholder: Placeholder, vocabulary: Vocabulary) -> None:
    keys = vocabulary.keys_of(placeholder.kind)
    if keys is not None and placeholder.argument not in keys:
        names = ", ".join(keys)
        raise PlaceholderError(
            f"没有 {placeholder}，{placeholder.kind} 可用 {names}",
            f"there is no {placeholder}; {placeholder.kind} has {names}",
        )
