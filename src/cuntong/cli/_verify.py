from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cuntong.domain.sealing import verify_bundle


def verify(
    bundle: Annotated[
        Path, typer.Argument(help="A bundle (.zip) that a freeze wrote.", exists=True, dir_okay=False)
    ],
    root: Annotated[
        str,
        typer.Option(
            "--root", help="The root that the trail or the printed report states; compared as well."
        ),
    ] = "",
    english: Annotated[bool, typer.Option("--english", help="Answer in English.")] = False,
) -> None:
    """Recompute every figure of a bundle from the bundle alone, check every digest and proof, and say what differs.

    Needs no database and no network. Exit 0: everything fits. 1: something differs.
    """
    verdict = verify_bundle(bundle, expected_root=root or None)
    console = Console(highlight=False)
    for finding in verdict.findings:
        console.print(
            f"✗ {finding.where}: {finding.message_en if english else finding.message_zh}",
            markup=False,
            soft_wrap=True,
        )
    if not verdict.ok:
        console.print(
            f"No: {len(verdict.findings)} differences."
            if english
            else f"否：{len(verdict.findings)} 处不符。"
        )
        raise typer.Exit(1)
    console.print(
        f"Yes: {verdict.figures} figures recomputed, {verdict.files} files and {verdict.proofs} proofs checked."
        if english
        else f"是：重新计算 {verdict.figures} 个数字，核对 {verdict.files} 个文件、{verdict.proofs} 个证明，全部相符。"
    )
