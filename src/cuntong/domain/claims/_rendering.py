"""Findings as data for JSON and as text for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from ._findings import Finding
from ._names import CLASS_TITLES

CLASS_NAMES = {code: title.zh for code, title in CLASS_TITLES.items()}


def as_data(findings: Sequence[Finding], file: str) -> list[dict[str, object]]:
    """Return the findings of one file as plain values."""
    return [_plain(finding, file) for finding in findings]


def _plain(finding: Finding, file: str) -> dict[str, object]:
    plain: dict[str, object] = {
        "file": file,
        "kind": finding.kind,
        "class": finding.grade,
        "quotes": [
            {"line": quote.line, "start": quote.start, "end": quote.end, "text": quote.text}
            | ({"place": quote.where} if quote.where else {})
            for quote in finding.quotes
        ],
        "stated": finding.stated,
        "computed": finding.computed,
        "message": finding.message,
    }
    return plain | ({"figure": finding.figure} if finding.figure else {})


def as_text(findings: Sequence[Finding], file: str) -> str:
    """Return the findings of one file for reading, with a count at the end."""
    rows = [f"{file}"]
    for finding in findings:
        places = "、".join(
            f"{quote.where or f'第{quote.line}行'}“{_short(quote.text)}”" for quote in finding.quotes
        )
        rows += [f"【{CLASS_NAMES[finding.grade]}】{finding.message}", f"    {places}"]
    counts = "，".join(
        f"{name}{sum(finding.grade == grade for finding in findings)}处"
        for grade, name in CLASS_NAMES.items()
    )
    return "\n".join([*rows, counts, ""])


def _short(text: str) -> str:
    shown = "".join(character if character.isprintable() else " " for character in text)
    return shown if len(shown) <= 30 else shown[:29] + "…"
