import codecs
import csv
import gc
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, TextIO, TypeVar

import typer

from cuntong.domain.addresses import Gazetteer, Resolution, Resolver, read_memory
from cuntong.domain.values import BilingualError

Content = TypeVar("Content")
_encode = json.JSONEncoder(ensure_ascii=False).encode

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
    memory: Annotated[
        Path | None,
        typer.Option(
            "--memory",
            help="Corrections (CSV: county, kind, name, division_code, source, author, count, last_seen_date).",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
) -> None:
    """Find the village of each address on standard input; print one JSON line for each line, in order.

    Needs no database and no network. "auto": nobody needs to look. "review": a person decides.
    """
    resolver = Resolver(
        _read(divisions, lambda file: Gazetteer.from_file(file, home=home or None)),
        _read(memory, read_memory) if memory else None,
    )
    # The gazetteer lives as long as the command: no collector need walk through it again and again.
    gc.freeze()
    write = sys.stdout.buffer.write
    for line in _lines():
        write(_answer(resolver.resolve(line)).encode())
    sys.stdout.buffer.flush()
    gc.unfreeze()


def _read(path: Path, reader: Callable[[TextIO], Content]) -> Content:
    """Read a file of the command line; what cannot be used ends the command with what is wrong and where."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return reader(file)
    except (BilingualError, csv.Error) as error:
        message = str(error)
    except UnicodeDecodeError as error:
        message = f"不是 UTF-8 编码的 CSV 文件 / not a CSV file in UTF-8 ({error.reason}, byte {error.start})"
    typer.echo(f"{path.name}: {message}", err=True)
    raise typer.Exit(2)


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
        _encode(
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
            }
        )
        + "\n"
    )
