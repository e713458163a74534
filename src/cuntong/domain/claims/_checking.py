"""Read a document and run every check over it."""

from __future__ import annotations

from ._check_sealed import SealedFigures
from ._checks import findings_of
from ._findings import Finding
from ._lines import Document
from ._reading import read_report


def check(document: Document, against: SealedFigures | None = None) -> list[Finding]:
    """Return what is wrong or doubtful in a report: contradictions, then questions, then notices.

    With sealed figures, the report's own are compared with them where the words name the same thing.
    """
    return findings_of(read_report(document), against)
