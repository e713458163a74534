"""`cuntong draw`: anybody repeats a draw from what was published, and is told where it does not come out."""

import json

import pytest
from typer.testing import CliRunner

from cuntong.cli._app import app

SEED = "ab" * 32
LIST = "id,stratum\n" + "".join(f"S{number},{'北' if number < 6 else '南'}\n" for number in range(10))


@pytest.fixture
def run(tmp_path):
    def call(name, content, *arguments):
        (tmp_path / name).write_text(content, encoding="utf-8")
        return CliRunner().invoke(app, ["draw", str(tmp_path / name), *arguments])

    return call


def test_a_list_is_drawn_and_the_published_draw_comes_out_the_same(run):
    first = run("list.csv", LIST, "--seed", SEED, "--size", "4")
    assert first.exit_code == 0
    document = json.loads(first.stdout)
    assert document["allocation"] == {"北": 2, "南": 2}
    again = run("draw.json", first.stdout)
    assert again.exit_code == 0
    assert again.stdout.splitlines()[1:] == document["chosen"]


def test_a_draw_that_was_touched_is_told_by_its_parts(run):
    document = json.loads(run("list.csv", LIST, "--seed", SEED, "--size", "4").stdout)
    document["chosen"][0] = "S99"
    result = run("draw.json", json.dumps(document))
    assert result.exit_code == 1
    assert "chosen" in result.stderr


@pytest.mark.parametrize(
    ("name", "content", "arguments", "said"),
    [
        ("list.csv", LIST, ("--seed", "x", "--size", "4"), "64"),
        ("list.csv", LIST, ("--seed", SEED, "--size", "1"), "strata"),
        ("list.csv", "name\nA\n", ("--seed", SEED, "--size", "1"), "stratum"),
        ("list.csv", "", ("--seed", SEED, "--size", "1"), "empty"),
        ("draw.json", "{}", (), "cuntong.draw/1"),
        ("draw.json", "no json", (), "JSON"),
    ],
)
def test_what_cannot_be_drawn_says_why(run, name, content, arguments, said):
    result = run(name, content, *arguments)
    assert result.exit_code == 2
    assert said in result.stderr
