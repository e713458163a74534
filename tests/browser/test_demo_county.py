"""The demo county, from the shell: its figures, its bundle whole and tampered with, its trail, and a second start."""

import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from cuntong.domain.sealing import canonical_json
from tests.installation import command


@pytest.fixture
def bundle(demo, tmp_path):
    """A copy of the demo's bundle that a test may spoil."""
    environment, _printed = demo
    (made,) = Path(environment["CUNTONG_VAR"]).glob("lechang-*.zip")
    return Path(shutil.copy(made, tmp_path / "bundle.zip"))


def verify(environment, bundle):
    done = subprocess.run(
        [sys.executable, "-m", "cuntong", "verify", str(bundle)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout


def rewritten(bundle, member, change):
    """The bundle with one member passed through `change`, zipped as a careful forger would."""
    with zipfile.ZipFile(bundle) as source:
        members = {name: source.read(name) for name in source.namelist()}
    members[member] = change(members[member])
    with zipfile.ZipFile(bundle, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members.items():
            target.writestr(name, content)
    return bundle


def test_every_published_figure_is_met_or_the_difference_is_explained(demo):
    _environment, printed = demo
    lines = [line for line in printed.splitlines() if re.search(r"│ L\d+", line)]
    assert len(lines) == 30
    differing = [line for line in lines if "不一致" in line]
    assert len(differing) == 1
    assert "38.8" in differing[0]
    assert "38.72" in differing[0]


def test_the_bundle_is_verified_from_itself_alone(demo, bundle):
    environment, _printed = demo
    code, said = verify(environment | {"CUNTONG_VAR": "/nonexistent", "DATABASE_URL": ""}, bundle)
    assert (code, said.startswith("是")) == (0, True)


def test_one_changed_byte_is_found(demo, bundle):
    environment, _printed = demo
    content = bytearray(bundle.read_bytes())
    content[len(content) // 2] ^= 1
    bundle.write_bytes(content)
    code, said = verify(environment, bundle)
    assert code == 1
    assert "✗" in said


def test_one_changed_record_is_named_with_the_figures_that_it_changes(demo, bundle, tmp_path):
    environment, _printed = demo

    def pay_more(content):
        path = tmp_path / "payments.parquet"
        path.write_bytes(content)
        table = pq.read_table(path)
        rows = table.to_pylist()
        rows[0]["amount_yuan"] += 100_000
        pq.write_table(type(table).from_pylist(rows, schema=table.schema), path)
        return path.read_bytes()

    code, said = verify(environment, rewritten(bundle, "facts/payments.parquet", pay_more))
    assert code == 1
    assert "facts/payments.parquet" in said
    assert "EXECUTION_RATE" in said


def test_one_changed_figure_is_named_with_what_it_should_be(demo, bundle):
    environment, _printed = demo

    def print_38_8(content):
        figures = json.loads(content)
        for figure in figures:
            if figure["code"] == "TAIL_EXECUTION_RATE":
                figure["value"] = "38.80"
        return canonical_json(figures)

    code, said = verify(environment, rewritten(bundle, "figures.json", print_38_8))
    assert code == 1
    assert re.search(r"TAIL_EXECUTION_RATE.*38\.80?.*38\.72", said)


def test_the_trail_is_whole_and_holds_no_personal_data(demo):
    environment, _printed = demo
    assert "whole" in command(environment, "check-trail")
    leaves = command(
        environment,
        "manage",
        "shell",
        "-c",
        "from cuntong.apps.evidence.models import TrailEntry\n"
        "print('\\n'.join(TrailEntry.objects.values_list('leaf', flat=True)))",
    )
    assert "学员0" not in leaves
    assert not re.search(r"\b138\d{8}\b", leaves)


def test_a_second_start_leaves_the_county_as_it_is(demo):
    environment, printed = demo
    again = command(environment, "demo", "--no-serve")
    assert again.count("一致") == printed.count("一致")
