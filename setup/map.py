"""Writes docs/map.md: every room of the house with its purpose, from top to bottom, as the floor plan orders them.

.venv/bin/python setup/map.py           writes the map
.venv/bin/python setup/map.py --check   says whether it is up to date
"""

import ast
import sys
from configparser import ConfigParser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "cuntong"
MAP = ROOT / "docs" / "map.md"
FLOORS = ("config", "cli", "apps", "rulebooks", "domain")
ROOMS = {"apps": "importlinter:contract:apps", "domain": "importlinter:contract:domain"}
HEAD = """# The map

Written by `make docs` from the first line of each room's `__init__.py` and the order in `.importlinter`.
A room imports only rooms that stand below it; rooms on one line of the plan do not import each other.
"""
WEB = "`web/` holds what has no Python: shared templates, the stylesheet, icons, and the fetched front-end libraries."


def main() -> None:
    text = draw()
    if "--check" not in sys.argv[1:]:
        MAP.write_text(text, encoding="utf-8")
    elif not MAP.exists() or MAP.read_text(encoding="utf-8") != text:
        sys.exit("docs/map.md is not up to date: run `make docs`")


def draw() -> str:
    """Return the map's text."""
    floors = [_floor(name) for name in FLOORS if (SOURCE / name / "__init__.py").exists()]
    return "\n".join([HEAD, WEB, "", *floors])


def _floor(name: str) -> str:
    lines = [f"## {name}", "", _purpose(SOURCE / name), ""]
    if name in ROOMS:
        lines += ["| room | purpose |", "|---|---|", *_rows(name), ""]
    return "\n".join(lines)


def _rows(floor: str) -> list[str]:
    rooms = [room for room in _order(ROOMS[floor]) if (SOURCE / floor / room / "__init__.py").exists()]
    return [
        f"| [{room}](../src/cuntong/{floor}/{room}) | {_purpose(SOURCE / floor / room)} |" for room in rooms
    ]


def _order(section: str) -> list[str]:
    plan = ConfigParser(comment_prefixes=(";", "#"))
    plan.read(ROOT / ".importlinter", encoding="utf-8")
    return [
        name.strip(" ()")
        for row in plan[section]["layers"].split("\n")
        for name in row.split("|")
        if name.strip()
    ]


def _purpose(package: Path) -> str:
    tree = ast.parse((package / "__init__.py").read_text(encoding="utf-8"))
    return (ast.get_docstring(tree) or "").partition("\n")[0]


if __name__ == "__main__":
    main()
