"""The commands as they are called: what they print, within which time, and how they refuse."""

import json
import signal
import subprocess
import sys
import time

import pytest


def _run(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cuntong", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def nodes(made, tmp_path):
    instance = made(1, 40)
    path = tmp_path / "made.vrpspd"
    path.write_text(instance.text, encoding="ascii")
    return instance, path


def test_a_node_file_is_planned_to_one_json_line(nodes):
    instance, path = nodes
    run = _run("route", str(path), "--seconds", "2", "--format", "json")
    answer = json.loads(run.stdout)
    assert run.returncode == 0
    assert answer["cost"] == pytest.approx(instance.check(answer["routes"]), abs=1e-3)
    assert 0 < answer["seconds"] < 60


def test_counted_iterations_give_the_same_plan_every_time(nodes):
    _, path = nodes
    words = ("route", str(path), "--iterations", "300", "--seed", "7", "--format", "json")
    first, second = json.loads(_run(*words).stdout), json.loads(_run(*words).stdout)
    assert first["routes"] == second["routes"]
    assert first["cost"] == second["cost"]


def test_a_day_is_planned_and_what_stays_behind_says_why(county, checker, tmp_path):
    day = county(2, 12)
    day["stops"][0]["deliver"]["kg"] = 9_000
    path = tmp_path / "day.json"
    path.write_text(json.dumps(day), encoding="utf-8")
    run = _run("route", str(path), "--iterations", "300", "--format", "json")
    answer = json.loads(run.stdout)
    assert run.returncode == 1
    assert [(one["stop"], one["reason"]) for one in answer["unserved"] if one["stop"] == "V1"] == [
        ("V1", "TOO_LARGE")
    ]
    assert sum(len(route) for route in answer["routes"]) + len(answer["unserved"]) == 12


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_and_sigterm_leave_the_best_plan_so_far(nodes, ending):
    instance, path = nodes
    command = [sys.executable, "-m", "cuntong", "route", str(path), "--seconds", "600", "--format", "json"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    # Waits until the searches run: before, Ctrl-C simply ends the command.
    while not _children(running.pid):
        time.sleep(0.05)
    time.sleep(2)
    running.send_signal(ending)
    output, _ = running.communicate(timeout=60)
    instance.check(json.loads(output)["routes"])


def _children(pid: int) -> str:
    listed = subprocess.run(
        ["ps", "--ppid", str(pid), "-o", "pid="], capture_output=True, text=True, check=False
    )
    return listed.stdout.strip()


@pytest.mark.parametrize("text", ["", "{}", '{"stops": 3}'])
def test_what_is_no_day_is_refused_by_field(tmp_path, text):
    path = tmp_path / "day.json"
    path.write_text(text, encoding="utf-8")
    run = _run("route", str(path))
    assert run.returncode == 2
    assert "✗" in run.stderr
    assert "Traceback" not in run.stderr


def test_a_network_is_designed_to_one_json_line(tmp_path):
    villages = [
        {"id": f"V{nth}", "latitude": 25 + nth / 40, "longitude": 113, "residents": 500, "township": "T"}
        for nth in range(1, 9)
    ]
    stated = {
        "villages": villages,
        "townships": [{"id": "T", "latitude": 25, "longitude": 113}],
        "supply_yuan_per_km": 10,
        "min_residents_share": 0.5,
    }
    path = tmp_path / "network.json"
    path.write_text(json.dumps(stated), encoding="utf-8")
    run = _run("site", str(path), "--next-village", "--curve", "3", "--format", "json")
    answer = json.loads(run.stdout)
    assert run.returncode == 0
    assert answer["optimal"] is True
    assert answer["residents_share"] >= 0.5
    assert len(answer["next_village"]["points"]) >= 1
    assert [one["network_yuan"] for one in answer["curve"]] == sorted(
        one["network_yuan"] for one in answer["curve"]
    )
