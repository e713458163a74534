"""The county drawn with its routes: outline, ways, stops, the centre; as numbers for an SVG, without tiles."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import cos, radians
from pathlib import Path

from django.contrib.staticfiles import finders

from cuntong.apps.places.queries import county

WIDTH, MARGIN = 640, 14
HUES = 5
Place = tuple[float, float]


@dataclass(frozen=True)
class Way:
    """A vehicle's way: its places in order as (longitude, latitude), drawn in one of five hues, dashed beyond them."""

    key: str
    label: str
    places: Sequence[Place]
    number: int

    @property
    def hue(self) -> int:
        return self.number % HUES + 1

    @property
    def dashed(self) -> bool:
        return self.number >= HUES


@dataclass(frozen=True)
class Dot:
    """A stop: where, what it is called, which way it belongs to (0: none), and its state as a class."""

    key: str
    label: str
    place: Place
    hue: int = 0
    state: str = ""
    number: int | None = None


@dataclass(frozen=True)
class Drawing:
    """What the template draws: everything in the picture's own units."""

    width: int
    height: int
    outline: str
    ways: list[dict]
    dots: list[dict]
    centre: tuple[float, float] | None
    labels: list[dict] = field(default_factory=list)


def draw(
    ways: Iterable[Way], dots: Iterable[Dot], centre: Place | None, labels: Iterable[tuple[str, Place]] = ()
) -> Drawing:
    """Project everything onto one picture that holds the county, or, without an outline, all places."""
    ways, dots, labels = list(ways), list(dots), list(labels)
    rings = _outline()
    everything = [place for ring in rings for place in ring]
    everything += [place for way in ways for place in way.places] + [dot.place for dot in dots]
    everything += [centre] if centre else []
    if not everything:
        return Drawing(WIDTH, WIDTH // 2, "", [], [], None)
    on_paper, height = _projection(everything)
    return Drawing(
        width=WIDTH,
        height=height,
        outline=" ".join(_path(map(on_paper, ring)) for ring in rings),
        ways=[
            {
                "key": way.key,
                "label": way.label,
                "hue": way.hue,
                "dashed": way.dashed,
                "points": " ".join(f"{x},{y}" for x, y in map(on_paper, way.places)),
            }
            for way in ways
        ],
        dots=[
            {
                "key": dot.key,
                "label": dot.label,
                "hue": dot.hue,
                "state": dot.state,
                "number": dot.number,
                "x": on_paper(dot.place)[0],
                "y": on_paper(dot.place)[1],
            }
            for dot in dots
        ],
        centre=on_paper(centre) if centre else None,
        labels=[
            {"name": name, "x": on_paper(place)[0], "y": on_paper(place)[1] + 16} for name, place in labels
        ],
    )


def _projection(places: Sequence[Place]):
    """Equirectangular about the middle latitude: true enough for one county."""
    longitudes, latitudes = zip(*places, strict=True)
    west, east, south, north = min(longitudes), max(longitudes), min(latitudes), max(latitudes)
    shrink = cos(radians((south + north) / 2))
    span = max((east - west) * shrink, (north - south) * 0.2, 0.01)
    scale = (WIDTH - 2 * MARGIN) / span

    def on_paper(place: Place) -> tuple[float, float]:
        x = MARGIN + (place[0] - west) * shrink * scale
        y = MARGIN + (north - place[1]) * scale
        return round(x, 1), round(y, 1)

    return on_paper, round((north - south) * scale) + 2 * MARGIN


def _path(points: Iterable[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x} {y}" for x, y in points) + "Z"


def _outline() -> list[list[Place]]:
    known = county()
    found = finders.find(f"vendor/county-outline-{known.code[:6]}.geojson") if known else None
    return _rings(found) if found else []


@lru_cache(maxsize=2)
def _rings(path: str) -> list[list[Place]]:
    """The outer rings of the county's outline, thinned to what a small picture shows."""
    features = json.loads(Path(path).read_text(encoding="utf-8"))["features"]
    rings = []
    for feature in features:
        shape = feature["geometry"]
        polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
        rings += [[(lon, lat) for lon, lat in polygon[0]][::3] for polygon in polygons]
    return rings
