"""What the architecture tests share: the source tree, the project's files and the order of the floors."""

import ast
from configparser import ConfigParser
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "cuntong"

# Made by set-up, tests or people's own work: not part of what is handed on.
GENERATED = {"__pycache__", "build", "node_modules", "var", "vendor"}
GENERATED_SUFFIXES = {".mo", ".pyc"}


@dataclass(frozen=True)
class Module:
    """A Python file of the package: where it is, what it is called, and its syntax tree."""

    path: Path
    parts: tuple[str, ...]  # ("apps", "funds", "operations")
    tree: ast.Module

    @property
    def place(self) -> str:
        return str(self.path.relative_to(ROOT))

    @property
    def docstring(self) -> str | None:
        return ast.get_docstring(self.tree)


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def source() -> Path:
    return SOURCE


@pytest.fixture(scope="session")
def modules() -> list[Module]:
    """Every Python file of the package, migrations left out."""
    return [_module(path) for path in sorted(SOURCE.rglob("*.py")) if "migrations" not in path.parts]


def _module(path: Path) -> Module:
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return Module(path, parts, ast.parse(path.read_text(encoding="utf-8"), str(path)))


@pytest.fixture(scope="session")
def project_files() -> list[Path]:
    """Every file that belongs to the project, generated ones left out."""
    return sorted(_walk(ROOT))


def _walk(folder: Path):
    for path in folder.iterdir():
        if path.is_dir():
            hidden = path.name.startswith(".") and path.name not in {".ci"}
            if not hidden and path.name not in GENERATED and path.suffix != ".egg-info":
                yield from _walk(path)
        elif path.suffix not in GENERATED_SUFFIXES:
            yield path


@pytest.fixture(scope="session")
def app_floors() -> dict[str, int]:
    """App name -> how high it stands, read from the floor plan: the desk is 0."""
    return _floors("importlinter:contract:apps")


def _floors(section: str) -> dict[str, int]:
    plan = ConfigParser(comment_prefixes=(";", "#"))
    plan.read(ROOT / ".importlinter", encoding="utf-8")
    layers = plan[section]["layers"].split("\n")
    rows = [row for row in layers if row.strip()]
    return {name.strip(" ()"): height for height, row in enumerate(reversed(rows)) for name in row.split("|")}
