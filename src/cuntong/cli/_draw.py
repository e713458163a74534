import csv
import io
import json
from pathlib import Path
from typing import Annotated, Any

import typer

from cuntong.domain.sampling import SamplingError, Unit, draw, published, read_published, repeat

REFUSED = 2


def draw_sample(
    file: Annotated[
        Path,
        typer.Argument(
            help="A published draw (.json), or a list (.csv with the columns id and stratum).",
            exists=True,
            dir_okay=False,
        ),
    ],
    seed: Annotated[str, typer.Option(help="For a list: 64 hexadecimal digits, as published.")] = "",
    size: Annotated[int, typer.Option(help="For a list: how many are drawn.")] = 0,
) -> None:
    """Repeat a published draw, or draw from a list: who is checked follows from list and seed alone.

    Needs no database. Exit 0: drawn, or the published draw comes out the same. 1: it comes out differently; every
    part that differs is named. 2: the file, the seed or the size cannot be used.
    """
    try:
        if file.suffix.lower() == ".json":
            _repeat(_json(file))
        else:
            units = _units(file)
            document = published(units, draw(units, size=size, seed=seed))
            typer.echo(json.dumps(document, ensure_ascii=False, indent=1))
    except SamplingError as refusal:
        typer.echo(str(refusal.message), err=True)
        raise typer.Exit(REFUSED) from None


def _repeat(document: Any) -> None:
    units, size, _seed = read_published(document)
    wrong = repeat(document)
    if wrong:
        parts = ", ".join(wrong)
        typer.echo(f"重新抽取的结果不同：{parts} / The draw comes out differently: {parts}", err=True)
        raise typer.Exit(1)
    typer.echo(
        f"一致：名单 {len(units)}，抽中 {size} / The same again: {size} drawn from a list of {len(units)}"
    )
    for unit_id in document["chosen"]:
        typer.echo(unit_id)


def _json(file: Path) -> Any:
    try:
        return json.loads(file.read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, ValueError):
        raise SamplingError(
            f"{file.name} 不是有效的 JSON 文件", f"{file.name} is no valid JSON file"
        ) from None


def _units(file: Path) -> list[Unit]:
    try:
        rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
    except (UnicodeDecodeError, csv.Error):
        raise SamplingError(f"{file.name} 不是 UTF-8 的 CSV", f"{file.name} is no CSV in UTF-8") from None
    if rows and not {"id", "stratum"} <= set(rows[0]):
        raise SamplingError("名单应有 id 和 stratum 两列", "the list needs the columns id and stratum")
    return [Unit((row["id"] or "").strip(), (row["stratum"] or "").strip()) for row in rows]
