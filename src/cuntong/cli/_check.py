import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cuntong.domain.claims import CONTRADICTION, Unreadable, as_data, as_text, check, read_document

UNREADABLE = 2


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"


def check_report(
    files: Annotated[
        list[Path], typer.Argument(help="Reports: .txt, .md, .docx, .xlsx or .pdf with a text layer.")
    ],
    format: Annotated[Format, typer.Option("--format", help="How the findings are written.")] = Format.TEXT,
    output: Annotated[
        Path | None, typer.Option("--output", help="Write to this file instead of the terminal.")
    ] = None,
) -> None:
    """Find what contradicts itself in a written report, what must be asked, and what deserves a look.

    Needs no database and no network. Exit 0: no contradiction. 1: contradictions. 2: a file cannot be read.
    """
    found, data, texts, unread = [], [], [], False
    for file in files:
        try:
            findings = check(read_document(file.read_bytes(), file.name))
        except (Unreadable, OSError) as error:
            print(f"{file}: {error}", file=sys.stderr)
            unread = True
            continue
        found += findings
        data += as_data(findings, str(file))
        texts.append(as_text(findings, str(file)))
    if format is Format.JSON:
        shown = json.dumps({"findings": data}, ensure_ascii=False, indent=1) + "\n"
    else:
        shown = "\n".join(texts)
    if output is None:
        sys.stdout.write(shown)
    else:
        output.write_text(shown, encoding="utf-8")
    if unread:
        raise typer.Exit(UNREADABLE)
    if any(finding.grade == CONTRADICTION for finding in found):
        raise typer.Exit(1)
