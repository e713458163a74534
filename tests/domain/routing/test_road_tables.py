"""Tables of road servers: what is asked, what the answers mean, and how a day is planned by them."""

import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from cuntong.domain.routing import ProblemRefused, RoadServer, TravelSource, read_table, table_request

POSITIONS = [(25.1, 113.3), (25.2, 113.4)]


def test_osrm_is_asked_for_longitude_before_latitude():
    asked = table_request(RoadServer.OSRM, POSITIONS, profile="driving")
    assert asked.body is None
    assert asked.path == (
        "/table/v1/driving/113.300000,25.100000;113.400000,25.200000?annotations=duration,distance"
    )


def test_valhalla_is_asked_for_all_pairs_in_kilometres():
    asked = table_request(RoadServer.VALHALLA, POSITIONS, profile="truck")
    stated = json.loads(asked.body)
    assert asked.path == "/sources_to_targets"
    assert (
        stated["sources"] == stated["targets"] == [{"lat": 25.1, "lon": 113.3}, {"lat": 25.2, "lon": 113.4}]
    )
    assert (stated["costing"], stated["units"]) == ("truck", "kilometers")


def _osrm(**more):
    return json.dumps(
        {"code": "Ok", "distances": [[0, 1500.4], [None, 0]], "durations": [[0, 120.6], [None, 0]]} | more
    )


def _valhalla(units="kilometers"):
    way = {"distance": 1.5, "time": 121}
    none = {"distance": None, "time": None}
    zero = {"distance": 0, "time": 0}
    return json.dumps({"sources_to_targets": [[zero, way], [none, zero]], "units": units})


def test_an_answer_of_osrm_is_read_and_no_way_stays_no_way():
    travel = read_table(RoadServer.OSRM, _osrm(), 2)
    assert travel.distance_mm.tolist() == [[0, 1_500_400], [-1, 0]]
    assert travel.duration_s.tolist() == [[0, 121], [-1, 0]]
    assert travel.source is TravelSource.OSRM
    assert not travel.reaches(1, 0)


@pytest.mark.parametrize(("units", "length_mm"), [("kilometers", 1_500_000), ("miles", 2_414_016)])
def test_an_answer_of_valhalla_is_read_in_its_own_unit(units, length_mm):
    travel = read_table(RoadServer.VALHALLA, _valhalla(units), 2)
    assert travel.distance_mm.tolist() == [[0, length_mm], [-1, 0]]
    assert travel.duration_s.tolist() == [[0, 121], [-1, 0]]


@pytest.mark.parametrize(
    ("server", "answer"),
    [
        (RoadServer.OSRM, "<html>"),
        (RoadServer.OSRM, "[]"),
        (RoadServer.OSRM, '{"code": "NoTable", "message": "none"}'),
        (RoadServer.OSRM, '{"code": "Ok", "durations": [[0, 1], [1, 0]]}'),
        (RoadServer.OSRM, _osrm(distances=[[0]])),
        (RoadServer.OSRM, _osrm(distances=[[0, -5], [5, 0]])),
        (RoadServer.OSRM, _osrm(durations=[[0, "soon"], [5, 0]])),
        (RoadServer.VALHALLA, '{"error": "no costing"}'),
        (RoadServer.VALHALLA, '{"sources_to_targets": [[1, 2], [3, 4], [5, 6]]}'),
    ],
)
def test_what_is_no_table_of_the_places_is_refused(server, answer):
    with pytest.raises(ProblemRefused):
        read_table(server, answer, 2)


class _Roads(BaseHTTPRequestHandler):
    """Answers like OSRM: every leg is 2 km and 3 minutes."""

    def do_GET(self):
        places = self.path.split("?")[0].count(";") + 1
        legs = [[0 if a == b else 1 for b in range(places)] for a in range(places)]
        body = json.dumps(
            {
                "code": "Ok",
                "distances": [[2000 * leg for leg in row] for row in legs],
                "durations": [[180 * leg for leg in row] for row in legs],
            }
        ).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Says nothing."""


def test_a_day_is_planned_by_the_distances_of_a_road_server_and_says_so(county, tmp_path):
    path = tmp_path / "day.json"
    path.write_text(json.dumps(county(3, 6)), encoding="utf-8")
    server = HTTPServer(("127.0.0.1", 0), _Roads)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    command = [sys.executable, "-m", "cuntong", "route", str(path), "--iterations", "50", "--format", "json"]
    try:
        run = subprocess.run(
            [*command, "--road-server", f"http://127.0.0.1:{server.server_port}"],
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        server.shutdown()
        server.server_close()
    answer = json.loads(run.stdout)
    assert answer["distances"]["source"] == "OSRM"
    assert answer["km"] == 2 * sum(
        len(visits["visits"]) + len(visits["trips"]) for visits in answer["vehicles"]
    )
    silent = subprocess.run(
        [*command, "--road-server", "http://127.0.0.1:9"], capture_output=True, text=True, check=False
    )
    assert silent.returncode == 2
    assert "没有应答" in silent.stderr
