import codecs
import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from cuntong.domain.addresses import Gazetteer, GazetteerError, Resolution, Resolver

# A line beyond this is no address: its beginning is read, the rest passed over.
LONGEST_LINE_BYTES = 1 << 20


def resolve(
    divisions: Annotated[
        Path,
        typer.Option(
            "--divisions",
            help="Division list (CSV, columns code, name, level): a county or the whole country.",
            exists=True,
            dir_okay=False,
        ),
    ],
    home: Annotated[
        str, typer.Option("--home", help="6-digit code of the county whose parcels are sorted.")
    ] = "",
) -> None:
    """Find the village of each address on standard input; print one JSON line for each line, in order.

    Needs no database and no network. "auto": nobody needs to look. "review": a person decides.
    """
    try:
        resolver = Resolver(_gazetteer(divisions, home))
    except (GazetteerError, UnicodeDecodeError, csv.Error) as error:
        typer.echo(_refusal(divisions, error), err=True)
        raise typer.Exit(2) from error
    write = sys.stdout.write
    for line in _lines():
        write(_answer(resolver.resolve(line)))


def _gazetteer(divisions: Path, home: str) -> Gazetteer:
    with divisions.open(encoding="utf-8-sig", newline="") as file:
        return Gazetteer.from_divisions(csv.DictReader(file), home=home or None)


def _refusal(path: Path, error: Exception) -> str:
    if isinstance(error, GazetteerError):
        return f"{path.name}: {error}"
    return f"{path.name}: 不是 UTF-8 的 CSV 文件 / is not a CSV file in UTF-8 ({error})"


def _lines() -> Iterator[str]:
    """Yield each line of standard input without its end; bytes that are no UTF-8 become the mark U+FFFD."""
    stream = sys.stdin.buffer
    decode = codecs.getdecoder("utf-8")
    while line := stream.readline(LONGEST_LINE_BYTES):
        rest = line
        while len(rest) == LONGEST_LINE_BYTES and not rest.endswith(b"\n"):
            rest = stream.readline(LONGEST_LINE_BYTES)
        yield decode(line, "replace")[0].rstrip("\r\n")


def _answer(resolution: Resolution) -> str:
    return (
        json.dumps(
            {
                "text": resolution.text,
                "division_code": resolution.division_code,
                "level": resolution.level,
                "decision": resolution.decision,
                "confidence": resolution.confidence,
                "spans": [
                    {
                        "start": span.start,
                        "end": span.end,
                        "text": span.text,
                        "level": span.level,
                        "division_code": span.division_code,
                    }
                    for span in resolution.spans
                ],
            },
            ensure_ascii=False,
        )
        + "\n"
    )
