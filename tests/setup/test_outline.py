"""County outlines leave the datum of Chinese web maps: GCJ-02 becomes WGS84."""

import json
import sys
from math import cos, radians
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

ROOT = Path(__file__).parents[2]
OUTLINE = ROOT / "src" / "cuntong" / "web" / "vendor" / "county-outline-440281.geojson"
# The county's yearbook gives 2,419 km².
AREA_KM2 = 2419
KM_PER_DEGREE = 111.2


@pytest.fixture(scope="module")
def outline():
    sys.path.insert(0, str(ROOT / "setup"))
    try:
        import outline
    finally:
        sys.path.pop(0)
    return outline


@given(longitude=st.floats(74, 134), latitude=st.floats(19, 53))
def test_the_shift_is_taken_off_exactly(outline, longitude, latitude):
    image = outline.wgs84_to_gcj02(longitude, latitude)
    assert outline.gcj02_to_wgs84(*image) == pytest.approx((longitude, latitude), abs=1e-9)


def test_the_shift_is_some_hundred_metres(outline):
    longitude, latitude = outline.wgs84_to_gcj02(113.35, 25.13)
    assert 300 < (longitude - 113.35) * KM_PER_DEGREE * cos(radians(25.13)) * 1000 < 700
    assert -400 < (latitude - 25.13) * KM_PER_DEGREE * 1000 < -100


def test_every_ring_of_a_geometry_is_moved(outline):
    square = [[113.0, 25.0], [113.1, 25.0], [113.1, 25.1], [113.0, 25.0]]
    moved = outline.to_wgs84({"type": "MultiPolygon", "coordinates": [[square, square]]})
    assert moved["type"] == "MultiPolygon"
    assert all(
        point != old for ring in moved["coordinates"][0] for point, old in zip(ring, square, strict=True)
    )


def test_the_countys_outline_has_the_countys_area():
    shape = json.loads(OUTLINE.read_text(encoding="utf-8"))
    (feature,) = shape["features"]
    (ring,) = feature["geometry"]["coordinates"]
    assert feature["properties"]["name"] == "乐昌市"
    assert shape["attribution"]
    assert _area_km2(ring) == pytest.approx(AREA_KM2, rel=0.01)


def _area_km2(ring):
    """Area by the shoelace formula on a local plane, good to some tenths of a percent for one county."""
    middle = sum(latitude for _, latitude in ring) / len(ring)
    points = [(x * KM_PER_DEGREE * cos(radians(middle)), y * KM_PER_DEGREE) for x, y in ring]
    pairs = zip(points, points[1:] + points[:1], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2
