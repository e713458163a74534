import secrets
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from ._django import prepare_database, start_django


def demo(
    port: Annotated[int, typer.Option(help="Port to serve on.")] = 8000,
    serve: Annotated[bool, typer.Option(help="Serve the pages afterwards.")] = True,
    password: Annotated[str, typer.Option(help="Password of the demo accounts; made up if not given.")] = "",
) -> None:
    """Fill an empty database with the demo county, freeze it, write the report and compare it with what was published."""
    start_django()
    from django.conf import settings

    console = Console(highlight=False, width=max(Console().width, 132))
    prepare_database()
    password = password or f"cuntong-{secrets.token_hex(4)}"
    made = _make(console, password)
    _print_comparison(console, made.comparisons)
    paths = _keep(settings.VAR, made)
    _say_where(console, paths, password if made.fresh else "", port if serve else None)
    if serve:
        from ._serve import run_server

        run_server(host="127.0.0.1", port=port)


def _make(console: Console, password: str):
    from cuntong.apps.sample import operations

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress:
        tasks: dict[str, int] = {}

        def report(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = progress.add_task(step, total=total)
            progress.update(tasks[step], completed=done, total=total)

        try:
            return operations.demonstrate(password=password, at=datetime.now(UTC), report=report)
        except operations.SampleRefused as refusal:
            typer.echo(str(refusal), err=True)
            raise typer.Exit(1) from None


def _print_comparison(console: Console, comparisons) -> None:
    table = Table(title="2023 年报告公布的数字与本县记录计算的数字（演示数据）", title_justify="left")
    for head, justify in (("指标", "left"), ("公布", "right"), ("计算", "right"), ("结论", "left")):
        table.add_column(head, justify=justify, overflow="fold")
    table.add_column("说明", overflow="fold")
    for one in comparisons:
        table.add_row(one.title, one.published, one.computed, one.verdict, one.note)
    console.print(table)


def _keep(var: Path, made) -> dict[str, Path]:
    """Copies of what the freeze made, under names that a person finds."""
    kept = {}
    for name, source in made.files.items():
        kept[name] = var / name
        shutil.copyfile(source, kept[name])
    return kept


def _say_where(console: Console, paths: dict[str, Path], password: str, port: int | None) -> None:
    console.print("\n[bold]文件[/bold]")
    for path in paths.values():
        console.print(f"  {path}", soft_wrap=True)
    bundle = next(path for path in paths.values() if path.suffix == ".zip")
    console.print(f"  核对：cuntong verify {bundle}", soft_wrap=True)
    if port is None:
        return
    console.print(f"\n[bold]浏览[/bold]  http://127.0.0.1:{port}/", soft_wrap=True)
    console.print(
        "  账号：bureau（商务局）finance（财政局）auditor（审计）contractor trainer keeper inspector …"
    )
    if password:
        console.print(f"  密码：{password}（全部演示账号相同，只显示这一次）")
    else:
        console.print(
            "  密码：数据库原已有演示数据，密码为当时显示的那个；可用 cuntong manage changepassword bureau 更换"
        )
