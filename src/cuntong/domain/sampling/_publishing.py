"""A draw as a document that anybody can repeat."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ._drawing import Sample, Unit, draw
from ._errors import SamplingError

FORM = "cuntong.draw/1"


def published(units: Iterable[Unit], sample: Sample) -> dict[str, Any]:
    """Return what has to be published for the draw to be repeated, as plain JSON values."""
    return {
        "form": FORM,
        "seed": sample.seed,
        "size": len(sample.chosen),
        "frame": [[unit.id, unit.stratum] for unit in sorted(units)],
        "frame_digest": sample.frame_digest,
        "allocation": dict(sample.allocation),
        "chosen": [unit.id for unit in sample.chosen],
        "reserves": {name: [unit.id for unit in rest] for name, rest in sample.reserves.items()},
    }


def read_published(document: Any) -> tuple[list[Unit], int, str]:
    """Return list, size and seed of a published draw; raise SamplingError where it has another form."""
    try:
        if document["form"] != FORM:
            raise KeyError(document["form"])
        units = [Unit(str(unit_id), str(stratum)) for unit_id, stratum in document["frame"]]
        return units, int(document["size"]), str(document["seed"])
    except (KeyError, TypeError, ValueError):
        raise SamplingError(
            "这不是抽样公示文件（缺少 form、frame、size 或 seed）",
            f"this is no published draw of the form {FORM}: form, frame, size or seed is missing",
        ) from None


def repeat(document: Mapping[str, Any]) -> list[str]:
    """Draw a published draw again and return the names of its parts that come out differently; none is right."""
    units, size, seed = read_published(document)
    again = published(units, draw(units, size=size, seed=seed))
    return [name for name, value in again.items() if document.get(name) != value]
