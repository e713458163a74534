from pathlib import Path
from typing import Annotated

import typer

from ._django import start_django


def import_gazetteer(
    file: Annotated[
        Path,
        typer.Argument(
            help="Division list of the whole country (CSV in UTF-8, columns code, name, level).",
            exists=True,
            dir_okay=False,
        ),
    ],
) -> None:
    """Keep a national division list, so that parcels for other counties are placed down to their village.

    Without it the county's own divisions and all counties of China are known. Running servers and workers read the
    list at the next parcel; each then holds it in memory.
    """
    start_django()
    import csv

    from cuntong.apps.parcels.destinations import import_national_list
    from cuntong.domain.addresses import GazetteerError

    try:
        count = import_national_list(file)
    except (GazetteerError, UnicodeDecodeError, csv.Error) as error:
        typer.echo(f"{file.name}: {error}", err=True)
        raise typer.Exit(2) from error
    typer.echo(f"{count:,} divisions kept.")
