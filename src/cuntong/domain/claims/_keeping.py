"""A checked report as plain values and back: what was read stays as it was, whatever later versions read."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ._findings import Finding, Quote
from ._lines import Document, make_line


def kept_lines(document: Document) -> list[list[object]]:
    """Return number, text, whether it is a row of a table, and the name of its place, for each line."""
    return [[line.number, line.text, line.in_table, line.where] for line in document.lines]


def restored(name: str, lines: Iterable[Sequence[Any]]) -> Document:
    """Return the document of `kept_lines`, without its tables: enough to show it, not to check it anew."""
    return Document(
        name,
        tuple(
            make_line(number, text, in_table=in_table, where=where) for number, text, in_table, where in lines
        ),
    )


def kept_quotes(finding: Finding) -> list[list[object]]:
    """Return the places of a finding as plain values."""
    return [[quote.line, quote.start, quote.end, quote.text, quote.where] for quote in finding.quotes]


def finding_of(plain: Mapping[str, Any]) -> Finding:
    """Return the finding of its plain values: kind, grade, quotes (as `kept_quotes`), stated, computed, message."""
    quotes = tuple(Quote(*quote) for quote in plain["quotes"])
    return Finding(
        plain["kind"],
        plain["grade"],
        quotes,
        plain["stated"],
        plain["computed"],
        plain["message"],
        plain.get("figure", ""),
    )


def keys_of(findings: Iterable[Finding]) -> list[str]:
    """Return a key for each finding: the same kind and the same quoted words in another version give the same.

    A second finding with the same kind and words has a key of its own, so that they are told apart in order.
    """
    seen: Counter[str] = Counter()
    keys = []
    for finding in findings:
        words = "\x1f".join([finding.kind, *(quote.text for quote in finding.quotes)])
        seen[words] += 1
        keys.append(hashlib.sha256(f"{words}\x1e{seen[words]}".encode()).hexdigest())
    return keys
