"""The floor plan refuses what it should: planted violations in a copy of the source are all reported."""

import os
import shutil
import subprocess
import sys

import pytest

# What is planted -> what the linter must say. Imported modules are named as they stand in the report.
PLANTED_IMPORTS = {
    "the domain imports Django": ("domain/values/planted_django.py", "import django.db", "django"),
    "the domain imports the network": ("domain/values/planted_socket.py", "import socket", "socket"),
    "the domain imports an app": (
        "domain/values/planted_app.py",
        "import cuntong.apps.evidence.queries",
        "cuntong.apps.evidence.queries",
    ),
    "a lower app imports a higher one": (
        "apps/accounts/planted_higher.py",
        "import cuntong.apps.evidence.models",
        "cuntong.apps.evidence.models",
    ),
    "the desk imports an app": (
        "apps/desk/planted_higher.py",
        "import cuntong.apps.accounts.models",
        "cuntong.apps.accounts.models",
    ),
    "an app imports the settings": (
        "apps/evidence/planted_config.py",
        "import cuntong.config.settings",
        "cuntong.config.settings",
    ),
    "reads import writes": (
        "apps/evidence/queries/planted_writes.py",
        "import cuntong.apps.evidence.operations",
        "cuntong.apps.evidence.operations",
    ),
    "writes import faces": (
        "apps/evidence/operations/planted_faces.py",
        "import cuntong.apps.evidence.pages",
        "cuntong.apps.evidence.pages",
    ),
    "tables import reads": (
        "apps/evidence/models/planted_reads.py",
        "import cuntong.apps.evidence.queries",
        "cuntong.apps.evidence.queries",
    ),
    "a score imports a claim": (
        "domain/scoring/planted_sibling.py",
        "import cuntong.domain.claims.planted",
        "cuntong.domain.claims.planted",
    ),
}
PLANTED_ROOMS = {
    "a catch-all floor": ("utils/__init__.py", "cuntong.utils"),
    "a catch-all app": ("apps/common/__init__.py", "cuntong.apps.common"),
    "a catch-all room of the domain": ("domain/helpers/__init__.py", "cuntong.domain.helpers"),
    "a services file": ("apps/evidence/services.py", "cuntong.apps.evidence.services"),
}
TOUCHED_FILES = ("queries", "operations", "models", "pages")


@pytest.fixture(scope="module")
def report(root, source, tmp_path_factory) -> str:
    """What the linter says about a copy of the source in which every violation is planted at once."""
    folder = tmp_path_factory.mktemp("planted")
    copy = folder / "cuntong"
    shutil.copytree(source, copy, ignore=_only_python)
    shutil.copy(root / ".importlinter", folder)
    for name in TOUCHED_FILES:
        _make_package(copy / "apps" / "evidence" / name)
    _write(copy / "domain" / "claims" / "planted.py", "")
    for path, statement, _ in PLANTED_IMPORTS.values():
        _write(copy / path, statement + "\n")
    for path, _ in PLANTED_ROOMS.values():
        _write(copy / path, "")
    run = _lint(folder)
    assert run.returncode == 1, run.stderr
    return run.stdout


@pytest.mark.parametrize("case", PLANTED_IMPORTS)
def test_a_planted_import_is_refused(report, case):
    path, _, imported = PLANTED_IMPORTS[case]
    importer = "cuntong." + path.removesuffix(".py").replace("/", ".")
    assert f"{importer} -> {imported}" in report


@pytest.mark.parametrize("case", PLANTED_ROOMS)
def test_a_room_that_the_plan_does_not_name_is_refused(report, case):
    _, name = PLANTED_ROOMS[case]
    assert f"- {name}\n" in report


def _only_python(folder, names):
    return [name for name in names if name in {"vendor", "static", "__pycache__"} or name.endswith(".po")]


def _make_package(path):
    """Turn models.py into models/__init__.py, so that a file can be planted beside it."""
    if path.with_suffix(".py").exists():
        path.mkdir()
        path.with_suffix(".py").rename(path / "__init__.py")
    _write(path / "__init__.py", None)


def _write(path, text):
    for package in [path.parent, *path.parent.parents]:
        if package.name == "cuntong":
            break
        package.mkdir(parents=True, exist_ok=True)
        (package / "__init__.py").touch()
    if text is not None:
        path.write_text(text)


def _lint(folder):
    command = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command; lint_imports_command()",
    ]
    return subprocess.run(
        [*command, "--no-cache", "--no-logo"],
        cwd=folder,
        env={**os.environ, "COLUMNS": "300"},
        capture_output=True,
        text=True,
        check=False,
    )
