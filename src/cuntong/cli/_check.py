import json
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cuntong.domain.claims import (
    CONTRADICTION,
    Document,
    Finding,
    SealedFigures,
    Unreadable,
    as_data,
    as_html,
    as_text,
    check,
    read_document,
    with_comments,
)
from cuntong.domain.sealing import BundleError, open_bundle

UNREADABLE = 2
Checked = tuple[Path, Document, list[Finding]]


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"
    HTML = "html"
    DOCX = "docx"


def check_report(
    files: Annotated[
        list[Path], typer.Argument(help="Reports: .txt, .md, .docx, .xlsx or .pdf with a text layer.")
    ],
    format: Annotated[
        Format,
        typer.Option(
            "--format",
            help="text; json; html: an annotated copy; docx: the Word document with comments.",
        ),
    ] = Format.TEXT,
    bundle: Annotated[
        Path | None,
        typer.Option("--bundle", help="Compare the reports' figures with the figures of this bundle."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", help="Write to this file instead of the terminal.")
    ] = None,
) -> None:
    """Find what contradicts itself in a written report, what must be asked, and what deserves a look.

    Needs no database and no network. Exit 0: no contradiction. 1: contradictions. 2: a file cannot be read.
    """
    if format is Format.DOCX and (output is None or len(files) != 1 or files[0].suffix.lower() != ".docx"):
        raise typer.BadParameter("--format docx needs exactly one .docx and --output")
    sealed = _sealed(bundle) if bundle else None
    checked = [found for file in files if (found := _checked(file, sealed)) is not None]
    if checked or len(files) > 1:
        _write(_rendered(format, checked), output)
    if len(checked) < len(files):
        raise typer.Exit(UNREADABLE)
    if any(finding.grade == CONTRADICTION for _, _, findings in checked for finding in findings):
        raise typer.Exit(1)


def _sealed(path: Path) -> SealedFigures:
    """Return the figures of a bundle; a bundle that cannot be read ends the command."""
    try:
        with open_bundle(path) as bundle:
            return SealedFigures.of_bundle(bundle)
    except (BundleError, OSError) as error:
        print(f"{path}: {error}", file=sys.stderr)
        raise typer.Exit(UNREADABLE) from None


def _checked(file: Path, sealed: SealedFigures | None) -> Checked | None:
    """Return a file with its findings; say on the error stream why one cannot be read."""
    try:
        document = read_document(file.read_bytes(), file.name)
    except (Unreadable, OSError) as error:
        print(f"{file}: {error}", file=sys.stderr)
        return None
    return file, document, check(document, sealed)


def _rendered(format: Format, checked: Sequence[Checked]) -> str | bytes:
    if format is Format.JSON:
        data = [item for file, _, findings in checked for item in as_data(findings, str(file))]
        return json.dumps({"findings": data}, ensure_ascii=False, indent=1) + "\n"
    if format is Format.HTML:
        return as_html([(document, findings) for _, document, findings in checked])
    if format is Format.DOCX:
        file, _, findings = checked[0]
        return with_comments(file.read_bytes(), findings)
    return "\n".join(as_text(findings, str(file)) for file, _, findings in checked)


def _write(shown: str | bytes, output: Path | None) -> None:
    if output is not None:
        output.write_bytes(shown if isinstance(shown, bytes) else shown.encode())
    else:
        sys.stdout.write(shown if isinstance(shown, str) else "")
