"""Network design as people write it down: the JSON that `cuntong site` reads and the one it answers with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Annotated, Any

from pydantic import Field, ValidationError

from ._document import Key, Latitude, Longitude, Part, TerrainIn
from ._reading import shape_fault
from ._refusals import ProblemRefused, refuse
from ._siting import Aim, Design, SiteProblem, Township, Village
from ._travel import Terrain

Share = Annotated[float, Field(ge=0, le=1)]
Cost = Annotated[float, Field(ge=0, le=1e12, allow_inf_nan=False)]
Number = Annotated[int, Field(ge=0, le=10_000_000)]


class VillageIn(Part):
    id: Key
    name: str = ""
    latitude: Latitude
    longitude: Longitude
    residents: Number
    township: Key
    host_yuan: Cost = 0
    candidate: bool = True
    existing: bool = False


class TownshipIn(Part):
    id: Key
    name: str = ""
    latitude: Latitude
    longitude: Longitude
    most_points: Number | None = None


class NetworkIn(Part):
    villages: Annotated[list[VillageIn], Field(min_length=1, max_length=1_000)]
    townships: Annotated[list[TownshipIn], Field(min_length=1, max_length=100)]
    within_km: Annotated[float, Field(gt=0, le=200)] = 3.0
    terrain: TerrainIn = TerrainIn()
    supply_yuan_per_km: Cost = 0
    travel_yuan_per_km: Cost = 0
    route_yuan: Cost = 0
    points_per_route: Annotated[int, Field(ge=1, le=1_000)] = 8
    min_villages_share: Share = 0
    min_residents_share: Share = 0
    min_points_per_township: Number = 0
    most_points: Number | None = None
    budget_yuan: Cost | None = None
    aim: Aim = Aim.COST


def read_site_problem(text: str) -> SiteProblem:
    """Return the design problem that a JSON document states. Raises ProblemRefused with every field at fault."""
    try:
        stated = NetworkIn.model_validate(json.loads(text))
    except ValidationError as error:
        raise ProblemRefused(shape_fault(one) for one in error.errors()) from None
    except (ValueError, RecursionError) as error:
        raise refuse("$", f"不是 JSON 文件：{error}", f"not a JSON document: {error}") from None
    fields = stated.model_dump(exclude={"villages", "townships", "terrain"})
    return SiteProblem(
        villages=tuple(Village(**_keyed(village.model_dump())) for village in stated.villages),
        townships=tuple(Township(**_keyed(township.model_dump())) for township in stated.townships),
        terrain=Terrain(stated.terrain.detour, stated.terrain.km_per_hour),
        **fields,
    )


def _keyed(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {"key" if name == "id" else name: value for name, value in fields.items() if name != "name"}


def design_document(design: Design) -> dict[str, Any]:
    """Return the design in plain values, rounded to fen and metres."""
    plain = asdict(design)
    plain |= {name: round(value, 2) for name, value in plain.items() if name.endswith("_yuan")}
    plain["nearest"] = {
        village: {"point": point, "km": round(km, 3)} for village, (point, km) in design.nearest.items()
    }
    return plain | {
        "network_yuan": round(design.network_yuan, 2),
        "total_yuan": round(design.total_yuan, 2),
        "villages_share": round(design.villages_share, 6),
        "residents_share": round(design.residents_share, 6),
    }
