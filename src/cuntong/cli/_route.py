import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from cuntong.domain.routing import (
    Effort,
    Plan,
    Problem,
    ProblemRefused,
    Reason,
    RoadServer,
    Stability,
    clock,
    compare,
    plan_day,
    plan_document,
    read_vrpspd,
)

from ._searching import cores, process_started, remaining_until, searching, stopped

MAX_FILE_BYTES = 64 * 2**20
NODES = ".vrpspd"
CLOSING_S = 0.3  # ends the workers, prints, closes the interpreter
# Where starting up takes long, the machine is busy, and closing takes longer too.
CLOSING_SHARE, LONGEST_CLOSING_S = 0.4, 0.8
USUAL_PROFILES = {RoadServer.OSRM: "driving", RoadServer.VALHALLA: "auto"}
PATIENT = frozenset({Reason.POSTPONED, Reason.NOT_TODAY, Reason.EXCLUDED})


def route(
    problem: Annotated[
        Path, typer.Argument(help="The day: a .json or .vrpspd file.", exists=True, dir_okay=False)
    ],
    seconds: Annotated[
        float | None,
        typer.Option(
            "--seconds", min=0.5, max=3600, help="Wall-clock limit, start-up included; 10 if not given."
        ),
    ] = None,
    iterations: Annotated[
        int | None, typer.Option("--iterations", min=1, help="Count instead: the same plan every time.")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Where chance starts from.")] = 1,
    road_server: Annotated[
        str,
        typer.Option("--road-server", help="Address of an OSRM or Valhalla server to take distances from."),
    ] = "",
    road_kind: Annotated[
        RoadServer, typer.Option("--road-kind", case_sensitive=False, help="Which of the two it is.")
    ] = RoadServer.OSRM,
    road_profile: Annotated[
        str, typer.Option("--road-profile", help="OSRM's profile or Valhalla's costing.")
    ] = "",
    form: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
    english: Annotated[bool, typer.Option("--english", help="Answer in English.")] = False,
) -> None:
    """Plan a day's routes: who drives where, in what order, and what stays behind and why.

    Needs no database, and no network unless a road server is named. Ctrl-C or SIGTERM ends the search with the best plan so far. Exit 0: every stop is
    served or may wait. 1: some stop stays behind that must not. 2: the problem cannot be read.
    """
    begun = process_started()
    if form not in {"text", "json"}:
        raise typer.BadParameter("text or json", param_hint="--format")
    if seconds is not None and iterations is not None:
        raise typer.BadParameter("--seconds or --iterations, not both", param_hint="--iterations")
    with _refusals(english):
        day, stable = _read(problem)
        if road_server:
            from ._road_server import with_road_distances

            profile = road_profile or USUAL_PROFILES[road_kind]
            day = with_road_distances(day, road_kind, road_server, profile)
    closing_s = min(LONGEST_CLOSING_S, max(CLOSING_S, CLOSING_SHARE * (time.monotonic() - begun)))
    plan = _search(day, iterations, begun + (seconds or 10.0) - closing_s, seed, stable)
    if form == "json":
        document = _document(plan, stable, problem.suffix == NODES, round(time.monotonic() - begun, 2))
        print(json.dumps(document, ensure_ascii=False))
    else:
        _print_text(plan, english)
    if any(left.reason not in PATIENT for left in plan.unserved):
        raise typer.Exit(1)


@contextmanager
def _refusals(english: bool) -> Iterator[None]:
    """End the command with every field at fault where the problem is refused."""
    try:
        yield
    except ProblemRefused as refusal:
        for fault in refusal.faults:
            text = fault.message.en if english else fault.message.zh
            print(f"✗ {fault.field}: {text}", file=sys.stderr)
        raise typer.Exit(2) from None


def _read(path: Path) -> tuple[Problem, Stability | None]:
    if path.stat().st_size > MAX_FILE_BYTES:
        raise typer.BadParameter(f"larger than {MAX_FILE_BYTES // 2**20} MiB", param_hint="PROBLEM")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise typer.BadParameter(f"not UTF-8 at byte {error.start}", param_hint="PROBLEM") from None
    if path.suffix == NODES:
        return read_vrpspd(text), None
    from cuntong.domain.routing import read_problem

    return read_problem(text)


def _search(day: Problem, iterations: int | None, limit: float, seed: int, stable: Stability | None) -> Plan:
    """Plan within the iterations or up to the limit, on the clock of `time.monotonic`."""
    effort = Effort(iterations=iterations) if iterations else Effort(remaining=remaining_until(limit))
    with searching(min(effort.seeds, cores())) as spread:
        return plan_day(day, effort=effort, seed=seed, spread=spread, stop=stopped, stable=stable)


def _document(plan: Plan, stable: Stability | None, nodes: bool, seconds: float) -> dict[str, object]:
    document = plan_document(plan, compare(plan, stable.routes) if stable else None)
    if nodes:
        document["routes"] = [[int(stop) for stop in timed.route.stops] for timed in plan.routes]
    return {"routes": document.pop("routes"), "cost": document.pop("cost"), "seconds": seconds} | document


def _print_text(plan: Plan, english: bool) -> None:
    for timed in plan.routes:
        trips = " | ".join(" → ".join(visit.stop for visit in trip) for trip in timed.route.trips)
        times = f"{clock(timed.depart_s)}-{clock(timed.return_s)}"
        print(
            f"{timed.route.vehicle} {timed.route.number}  {times}  {timed.distance_mm / 1e6:.1f} km  {trips}"
        )
    for left in plan.unserved:
        print(f"✗ {left.stop}: {left.message.en if english else left.message.zh}")
    print(f"cost {plan.cost_yuan:.4f}" if english else f"成本 {plan.cost_yuan:.4f}")
