import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cuntong.domain.routing import (
    Design,
    ProblemRefused,
    SiteProblem,
    coverage_curve,
    design_document,
    design_network,
    next_village,
    read_site_problem,
)

MAX_FILE_BYTES = 16 * 2**20


def site(
    problem: Annotated[
        Path, typer.Argument(help="Villages, townships, costs: .json.", exists=True, dir_okay=False)
    ],
    seconds: Annotated[
        float, typer.Option("--seconds", min=1, max=3600, help="Limit for each design.")
    ] = 30.0,
    curve: Annotated[
        int, typer.Option("--curve", min=0, max=100, help="Also the cost of more coverage, in so many steps.")
    ] = 0,
    next_point: Annotated[
        bool, typer.Option("--next-village", help="Also what one more point would cost.")
    ] = False,
    form: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
    english: Annotated[bool, typer.Option("--english", help="Answer in English.")] = False,
) -> None:
    """Design the network: which villages host a point, which township serves each, within what is asked.

    Needs no database and no network. Exit 0: proven optimal. 1: the best found within the limit, with the gap left.
    2: the problem cannot be read, or no network meets what is asked.
    """
    if form not in {"text", "json"}:
        raise typer.BadParameter("text or json", param_hint="--format")
    console = Console(highlight=False, stderr=True)
    try:
        asked = _read(problem)
        with _solver_speaks_elsewhere():
            answer = _answer(asked, seconds, curve, next_point)
    except ProblemRefused as refusal:
        for fault in refusal.faults:
            text = fault.message.en if english else fault.message.zh
            console.print(f"✗ {fault.field}: {text}", markup=False, soft_wrap=True)
        raise typer.Exit(2) from None
    design, more, designs = answer
    if form == "json":
        print(json.dumps(_document(design, more, designs), ensure_ascii=False))
    else:
        _print_text(design, more, designs, english)
    if not design.optimal:
        raise typer.Exit(1)


def _read(path: Path) -> SiteProblem:
    if path.stat().st_size > MAX_FILE_BYTES:
        raise typer.BadParameter(f"larger than {MAX_FILE_BYTES // 2**20} MiB", param_hint="PROBLEM")
    try:
        return read_site_problem(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError as error:
        raise typer.BadParameter(f"not UTF-8 at byte {error.start}", param_hint="PROBLEM") from None


def _answer(
    asked: SiteProblem, seconds: float, curve: int, next_point: bool
) -> tuple[Design, Design | None, tuple[Design, ...]]:
    if next_point:
        design, more = next_village(asked, seconds=2 * seconds)
    else:
        design, more = design_network(asked, seconds=seconds), None
    return design, more, coverage_curve(asked, steps=curve, seconds=seconds * (curve + 1)) if curve else ()


@contextmanager
def _solver_speaks_elsewhere() -> Iterator[None]:
    """Send what the solver's native code prints to standard error: standard output is the answer's."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)


def _document(design: Design, more: Design | None, designs: tuple[Design, ...]) -> dict[str, object]:
    document = design_document(design)
    if more is not None:
        document["next_village"] = {
            "points": sorted(set(more.points) - set(design.points)),
            "extra_yuan": round(more.total_yuan - design.total_yuan, 2),
        }
    if designs:
        document["curve"] = [
            {
                "points": len(one.points),
                "villages_share": round(one.villages_share, 4),
                "residents_share": round(one.residents_share, 4),
                "network_yuan": round(one.network_yuan, 2),
                "optimal": one.optimal,
            }
            for one in designs
        ]
    return document


def _print_text(design: Design, more: Design | None, designs: tuple[Design, ...], english: bool) -> None:
    def say(zh: str, en: str) -> None:
        print(en if english else zh)

    left = f"{design.gap:.2%}"
    proof = (
        ("已证明最优", "proven optimal") if design.optimal else (f"离最优最多 {left}", f"gap at most {left}")
    )
    for village, township in sorted(design.points.items()):
        print(f"{village} ← {township}")
    say(
        f"{len(design.points)} 个点，覆盖行政村 {design.villages_share:.1%}、居民 {design.residents_share:.1%}，"
        f"每年 {design.network_yuan:.2f} 元；{proof[0]}",
        f"{len(design.points)} points, {design.villages_share:.1%} of villages, {design.residents_share:.1%} of "
        f"residents, {design.network_yuan:.2f} yuan a year; {proof[1]}",
    )
    if more is not None:
        extra = more.total_yuan - design.total_yuan
        say(f"再多一个点，每年多 {extra:.2f} 元", f"one more point: {extra:.2f} yuan more a year")
    for one in designs:
        print(f"{one.residents_share:7.1%}  {one.network_yuan:14.2f}  {len(one.points)}")
