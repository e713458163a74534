"""docs/map.md shows the rooms as they are."""

import subprocess
import sys


def test_the_map_is_up_to_date(root):
    command = [sys.executable, str(root / "setup" / "map.py"), "--check"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


def test_every_decision_stands_in_the_index(root):
    folder = root / "docs" / "adr"
    index = (folder / "README.md").read_text(encoding="utf-8")
    decisions = [path.name for path in folder.glob("[0-9]*.md")]
    assert not [name for name in decisions if f"({name})" not in index]
