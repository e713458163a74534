import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from cuntong.domain.sorting import SortLine, SortPlan, SortPlanError, clock_time, plan_document, plan_sort

from ._sort_files import read_clock, read_departures, read_volumes


class Format(StrEnum):
    JSON = "json"
    TEXT = "text"


def sort_plan(
    volumes: Annotated[
        Path,
        typer.Option(
            help="CSV or Excel: station, route, parcels, and stop if known.", exists=True, dir_okay=False
        ),
    ],
    chutes: Annotated[int, typer.Option(help="All chutes of the sorter; the last one is kept for rejects.")],
    departures: Annotated[
        Path | None,
        typer.Option(help="CSV or Excel: route, time (HH:MM).", exists=True, dir_okay=False),
    ] = None,
    rate: Annotated[int, typer.Option(help="Parcels put onto the sorter per hour.")] = 3_000,
    start: Annotated[
        str, typer.Option(help="When sorting begins (HH:MM); left out, the plan says when it has to.")
    ] = "",
    changeover: Annotated[int, typer.Option(help="Minutes to empty the chutes before a re-sort.")] = 2,
    loading: Annotated[int, typer.Option(help="Minutes to load a van.")] = 10,
    most_passes: Annotated[
        int | None, typer.Option("--most-passes", help="How often a parcel may be sorted at most.")
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="How the plan is printed.")] = Format.TEXT,
) -> None:
    """Plan which chute takes which station's parcels in which pass, so that every van leaves on time.

    Needs no database. Exit 1: the input cannot be planned for; every error is told with row and column.
    A plan that makes a van late is printed, and says so.
    """
    start_minute = _start(start)
    stations = read_volumes(volumes)
    times = read_departures(departures, stations, start_minute) if departures else None
    try:
        plan = plan_sort(
            stations,
            chutes=chutes,
            departures=times,
            line=SortLine(rate, changeover, loading),
            start_minute=start_minute,
            most_passes=most_passes,
        )
    except SortPlanError as refusal:
        typer.echo(str(refusal.message), err=True)
        raise typer.Exit(1) from None
    for route in plan.late:
        typer.echo(
            f"邮路“{route.route}”晚点 {route.late_minutes} 分钟 / Route “{route.route}” is late by {route.late_minutes} minutes",
            err=True,
        )
    if form is Format.JSON:
        typer.echo(json.dumps(plan_document(plan), ensure_ascii=False, indent=1))
    else:
        _print_text(plan)


def _start(text: str) -> int | None:
    minute = read_clock(text) if text else None
    if text and minute is None:
        typer.echo(
            f"--start 应为 04:30 这样的时刻，现为“{text}” / --start should be a time such as 04:30, but is “{text}”",
            err=True,
        )
        raise typer.Exit(1)
    return minute


def _print_text(plan: SortPlan) -> None:
    console = Console(highlight=False)
    console.print(
        f"每件处理 {float(plan.handlings_per_parcel):.3f} 次（下限 {float(plan.lower_bound):.3f}，"
        f"每条邮路一个格口 {float(plan.plain):.3f}），最多分拣 {plan.passes} 次，异常件格口 {plan.reject_chute}",
        soft_wrap=True,
    )
    if plan.start_minute or any(route.departs_minute is not None for route in plan.routes):
        console.print(f"{clock_time(plan.start_minute)} 开始分拣")
        console.print(_routes(plan))
    console.print(_stations(plan))


def _routes(plan: SortPlan) -> Table:
    table = Table("邮路", "发车", "分拣完", "晚点（分钟）")
    for route in plan.routes:
        departs = "" if route.departs_minute is None else clock_time(route.departs_minute)
        table.add_row(route.route, departs, clock_time(route.ready_minute), str(route.late_minutes))
    return table


def _stations(plan: SortPlan) -> Table:
    table = Table("站点", "邮路", "件数", *(f"第 {number} 次" for number in range(1, plan.passes + 1)))
    for row in plan.stations:
        table.add_row(row.station, row.route, str(row.parcels), *map(str, row.chutes))
    return table
