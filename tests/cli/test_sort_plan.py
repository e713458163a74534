"""`cuntong sort-plan`: files as people save them, errors by row and column, a plan as JSON or text."""

import json

import pytest
from typer.testing import CliRunner

from cuntong.cli._app import app

VOLUMES = "station,route,parcels\nA,r1,40\nB,r1,20\nC,r2,30\nD,r2,0\nE,r2,5\n"
DEPARTURES = "route,time\nr1,06:30\nr2,07:00\n"


@pytest.fixture
def run(tmp_path):
    def call(volumes, *arguments, departures=None, encoding="utf-8"):
        (tmp_path / "volumes.csv").write_bytes(
            volumes if isinstance(volumes, bytes) else volumes.encode(encoding)
        )
        command = ["sort-plan", "--volumes", str(tmp_path / "volumes.csv"), *arguments]
        if departures is not None:
            (tmp_path / "departures.csv").write_bytes(departures.encode(encoding))
            command += ["--departures", str(tmp_path / "departures.csv")]
        return CliRunner().invoke(app, command)

    return call


def planned(result):
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_a_plan_as_json(run):
    plan = planned(run(VOLUMES, "--chutes", "4", "--format", "json"))
    assert plan["handlings_per_parcel"] == pytest.approx(plan["lower_bound"])
    assert plan["reject_chute"] == 4
    assert {row["station"]: len(row["chutes"]) for row in plan["stations"]} == {
        "A": 1, "C": 1, "B": 2, "D": 2, "E": 2,
    }  # fmt: skip
    assert {row["route"] for row in plan["stations"]} == {"r1", "r2"}
    assert plan["start"] is None


def test_departures_give_a_start_and_the_times_of_each_route(run):
    plan = planned(run(VOLUMES, "--chutes", "4", "--format", "json", departures=DEPARTURES))
    assert plan["start"] < "06:20"
    assert [(row["route"], row["time"], row["late_minutes"]) for row in plan["departures"]] == [
        ("r1", "06:30", 0),
        ("r2", "07:00", 0),
    ]
    assert plan["waves"][0]["parcels"] == 95


def test_a_late_van_is_told_and_the_plan_is_printed(run):
    arguments = ("--chutes", "4", "--format", "json", "--start", "06:25", "--rate", "600")
    result = run(VOLUMES, *arguments, departures=DEPARTURES)
    late = planned(result)["departures"][0]["late_minutes"]
    assert late > 0
    assert f"Route “r1” is late by {late} minutes" in result.stderr


def test_a_start_in_the_evening_means_departures_next_morning(run):
    plan = planned(
        run(VOLUMES, "--chutes", "4", "--format", "json", "--start", "22:00", departures=DEPARTURES)
    )
    assert plan["start"] == "22:00"
    assert [row["time"] for row in plan["departures"]] == ["06:30 +1", "07:00 +1"]
    assert not any(row["late_minutes"] for row in plan["departures"])


def test_a_plan_as_text(run):
    result = run(VOLUMES, "--chutes", "4", departures=DEPARTURES)
    assert result.exit_code == 0
    assert "异常件格口 4" in result.stdout
    assert "06:30" in result.stdout


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gbk", "utf-16"])
def test_files_as_excel_and_wps_save_them(run, encoding):
    volumes = '站点,邮路,件数,停靠顺序\n 五山站 ,东线,１２,1\n九峰站,东线,"1,200",2\n坪石站,西线,7,\n'
    departures = "邮路,发车时间\n东线,６：３０\n西 线,7点\n"
    plan = planned(
        run(volumes, "--chutes", "6", "--format", "json", departures=departures, encoding=encoding)
    )
    assert [(row["station"], row["parcels"]) for row in plan["stations"]] == [
        ("九峰站", 1200),
        ("五山站", 12),
        ("坪石站", 7),
    ]
    assert [(row["route"], row["time"]) for row in plan["departures"]] == [
        ("东线", "06:30"),
        ("西线", "07:00"),
    ]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("A,r1,3", "Row 3, “station” “A” repeats row 2"),
        ("Ａ,r1,3", "Row 3, “station” “Ａ” repeats row 2"),
        ("B,r1,-3", "Row 3, “parcels” should be at least 0, but is -3"),
        ("B,r1,2.5", "Row 3, “parcels” should be a whole number, but is 2.5"),
        ("B,r1,many", "Row 3, “parcels” should be a number, but is “many”"),
        ("B,r1,", "Row 3, “parcels” is required, but empty"),
        ("B,,3", "Row 3, “route” is required, but empty"),
        (",r1,3", "Row 3, “station” is required, but empty"),
    ],
)
def test_a_wrong_row_is_named(run, row, message):
    result = run(f"station,route,parcels\nA,r1,4\n{row}\n", "--chutes", "6")
    assert result.exit_code == 1
    assert message in result.stderr
    assert not result.stdout


@pytest.mark.parametrize(
    ("departures", "message"),
    [
        ("route,time\nr1,06:30\n", "departure of the route “r2” is missing"),
        ("route,time\nr1,06:30\nr2,7:00\nr9,8:00\n", "Row 4, “route” “r9” has no station"),
        ("route,time\nr1,06:30\nr2,25:00\n", "Row 3, “time” should be a time of day such as 06:30"),
        ("route,time\nr1,06:30\nr2,7:00\nr1,8:00\n", "Row 4, “route” “r1” repeats row 2"),
        ("route,time\nr1,06:30\nr2,\n", "Row 3, “time” is required, but empty"),
    ],
)
def test_a_wrong_departure_is_named(run, departures, message):
    result = run(VOLUMES, "--chutes", "6", departures=departures)
    assert result.exit_code == 1
    assert message in result.stderr


@pytest.mark.parametrize(
    ("volumes", "arguments", "message"),
    [
        (VOLUMES, ["--chutes", "2"], "need at least 3"),
        (VOLUMES, ["--chutes", "3", "--most-passes", "2"], "2 passes are too few"),
        (VOLUMES, ["--chutes", "6", "--rate", "0"], "at least 1 parcel per hour"),
        (VOLUMES, ["--chutes", "6", "--start", "soon"], "--start should be a time such as 04:30"),
        (b"", ["--chutes", "6"], "volumes.csv: "),
        ("station,route,parcels\n", ["--chutes", "6"], "volumes.csv: "),
        ("station,parcels\nA,3\n", ["--chutes", "6"], "“route” is missing"),
    ],
)
def test_what_cannot_be_planned(run, volumes, arguments, message):
    result = run(volumes, *arguments)
    assert result.exit_code == 1
    assert message in result.stderr
    assert not result.stdout
