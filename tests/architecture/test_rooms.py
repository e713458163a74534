"""Every room has a purpose, the usual files, and a door that is used."""

import re
from configparser import ConfigParser

import grimp
import pytest

USUAL_FILES = {
    "__init__",
    "admin",
    "api",
    "apps",
    "facts",
    "forms",
    "health",  # the room's signs of a station's health, for places
    "kinds",  # the sorts of things that the room tells apart, or that others declare to it
    "lists",  # the room's lists, declared: columns, filters, actions
    "models",
    "operations",
    "pages",
    "queries",
    "records",  # the room's kinds of record, for evidence and trail
    "sheets",  # the room's workbooks, for imports
    "tasks",  # the room's jobs
    "urls",
}
USUAL_FOLDERS = {"locale", "management", "migrations", "static", "templates", "templatetags"}
# What one room has and no other: the file's docstring says what it is for.
SPECIAL_FILES = {
    "accounts": {"access", "adapters", "middleware", "protection", "roles"},
    "desk": {"columns", "exports", "filters", "formats", "markup"},
    "evidence": {"append_only", "verbs"},
    "inspections": {"frames", "handover"},
    "jobs": {"worker"},
    "parcels": {"carriers", "destinations", "frames", "gateways", "handover", "outgoing", "pickup_codes"},
    "performance": {"bundles", "moments", "report_tables", "scores", "shown", "writing"},
    "sample": {"carrier_files", "documents", "published"},
    "services": {"handover"},
    "training": {"frames", "persons"},
}
CATCH_ALLS = {
    "base",
    "common",
    "core",
    "data",
    "handler",
    "handlers",
    "helper",
    "helpers",
    "info",
    "manager",
    "managers",
    "misc",
    "services",
    "shared",
    "signals",
    "tools",
    "util",
    "utils",
}
# The shop counter is a noun of this house; the file name of the same word is not.
NOUNS = {("apps", "services")}


def _apps(source):
    return [path for path in sorted((source / "apps").iterdir()) if (path / "__init__.py").exists()]


def test_an_app_has_the_usual_files_and_its_declared_special_ones(source):
    strange = []
    for app in _apps(source):
        allowed = USUAL_FILES | USUAL_FOLDERS | SPECIAL_FILES.get(app.name, set())
        names = {path.stem for path in app.iterdir() if path.suffix in {".py", ""}} - {"__pycache__"}
        strange += [f"{app.name}/{name}" for name in names - allowed]
    assert not strange


def test_a_special_file_says_what_it_is_for(modules):
    silent = [
        module.place
        for module in modules
        if module.parts[0] == "apps" and _is_special(*module.parts[1:3]) and not module.docstring
    ]
    assert not silent


def _is_special(app=None, name=None):
    return name in SPECIAL_FILES.get(app, ())


def test_the_special_files_are_those_that_the_floor_plan_places(root):
    plan = ConfigParser(comment_prefixes=(";", "#"))
    plan.read(root / ".importlinter", encoding="utf-8")
    section = plan["importlinter:contract:inside-an-app"]
    placed = set(re.findall(r"\w+", section["layers"])) | set(section["exhaustive_ignores"].split())
    special = {name for names in SPECIAL_FILES.values() for name in names}
    assert placed == special | USUAL_FILES - {"__init__"} | {"management", "migrations", "templatetags"}


def test_no_catch_all_names(modules):
    strange = [
        module.place
        for module in modules
        for depth, part in enumerate(module.parts)
        if part.strip("_") in CATCH_ALLS and module.parts[: depth + 1] not in NOUNS
    ]
    assert not strange


def test_every_package_says_its_purpose_in_one_sentence(modules):
    silent = [
        module.place for module in modules if module.path.name == "__init__.py" and not _has_purpose(module)
    ]
    assert not silent


def _has_purpose(module):
    if module.parts[-2:-1] == ("templatetags",):
        return True  # Django's place, not a room
    first, _, rest = (module.docstring or "").partition("\n")
    return first.endswith((".", "。")) and (not rest or rest.startswith("\n"))


def test_private_modules_are_used_inside_their_room_only():
    graph = grimp.build_graph("cuntong", cache_dir=None)
    strange = [
        f"{importer} -> {imported}"
        for imported in graph.modules
        if (room := _room_of(imported))
        for importer in graph.find_modules_that_directly_import(imported)
        if not f"{importer}.".startswith(f"{room}.")
    ]
    assert not strange


def _room_of(module):
    """The package whose private module this is or lies in, in an app the whole app; None for a public module."""
    parts = module.split(".")
    private = [depth for depth, part in enumerate(parts) if re.fullmatch(r"_[a-z]\w*", part)]
    if not private:
        return None
    return ".".join(parts[: 3 if parts[1] == "apps" else private[0]])


@pytest.mark.parametrize(
    ("module", "room"),
    [
        ("cuntong.domain.values._money", "cuntong.domain.values"),
        ("cuntong.domain.values._money.cents", "cuntong.domain.values"),
        ("cuntong.apps.funds.queries._cases", "cuntong.apps.funds"),
        ("cuntong.domain.values", None),
        ("cuntong.__main__", None),
    ],
)
def test_which_room_a_private_module_belongs_to(module, room):
    assert _room_of(module) == room
