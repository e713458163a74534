import codecs
import csv
import gc
import json.encoder
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any, TextIO, TypeVar

import typer

from cuntong.domain.addresses import (
    Gazetteer,
    Resolution,
    Resolver,
    read_aliases,
    read_memory,
    read_places,
    read_stations,
)
from cuntong.domain.values import BilingualError

Content = TypeVar("Content")
_FILE: Any = {"exists": True, "dir_okay": False}
_quoted = json.encoder.encode_basestring

# A line beyond this is no address: its beginning is read, the rest passed over.
LONGEST_LINE_BYTES = 1 << 20


def resolve(
    divisions: Annotated[
        Path,
        typer.Option(
            "--divisions",
            help="Division list (CSV, columns code, name, level): a county or the whole country.",
            **_FILE,
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
            **_FILE,
        ),
    ] = None,
    aliases: Annotated[
        Path | None,
        typer.Option(
            "--aliases", help="Former and other names of divisions (CSV, columns name, code).", **_FILE
        ),
    ] = None,
    places: Annotated[
        Path | None,
        typer.Option(
            "--places",
            help="Natural villages, estates, points of interest (CSV, columns name, village_code).",
            **_FILE,
        ),
    ] = None,
    stations: Annotated[
        Path | None,
        typer.Option(
            "--stations",
            help="Which station serves a village or a township (CSV, columns station, division_code).",
            **_FILE,
        ),
    ] = None,
) -> None:
    """Find the village of each address on standard input; print one JSON line for each line, in order.

    Needs no database and no network. "auto": nobody needs to look. "review": a person decides.
    """
    # The gazetteer lives as long as the command: no collector need walk through it, again and again.
    gc.disable()
    known_as = _read(aliases, read_aliases) if aliases else ()
    known_places = _read(places, read_places) if places else ()
    gazetteer = _read(
        divisions,
        lambda file: Gazetteer.from_file(file, home=home or None, aliases=known_as, places=known_places),
    )
    resolver = Resolver(
        gazetteer,
        _read(memory, read_memory) if memory else None,
        _read(stations, read_stations) if stations else None,
    )
    gc.freeze()
    gc.enable()
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
    """One line of JSON: put together by hand, since only two of its values are free text."""
    spans = ", ".join(
        [
            f'{{"start": {span.start}, "end": {span.end}, "text": {_quoted(span.text)}, '
            f'"level": "{span.level}", "division_code": "{span.division_code}"}}'
            for span in resolution.spans
        ]
    )
    station = "" if resolution.station is None else f', "station": {_quoted(resolution.station)}'
    return (
        f'{{"text": {_quoted(resolution.text)}, "division_code": "{resolution.division_code}", '
        f'"level": "{resolution.level}", "decision": "{resolution.decision}", '
        f'"confidence": {resolution.confidence}{station}, "spans": [{spans}]}}\n'
    )
