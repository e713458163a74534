"""The project's own files: locked and explained dependencies, nothing of one machine or one registry."""

import json
import re
import tomllib
from importlib import metadata

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

# Written in parts, so that this file does not refuse itself.
REGISTRIES = [
    "pypi" + ".org",
    "pythonhosted" + ".org",
    "npmjs" + ".org",
    "npmmirror" + ".com",
    "deb." + "debian" + ".org",
    "security." + "debian" + ".org",
    "tuna.tsinghua" + ".edu",
    "mirrors.aliyun" + ".com",
]
DELIVERY_NETWORKS = [
    "jsdelivr" + ".net",
    "unpkg" + ".com",
    "cdnjs" + ".",
    "googleapis" + ".com",
    "bootcdn" + ".",
]
MACHINE_PATH = re.compile(r"(?<![\w.:/-])/(?:work/(?:main|shared|\.)|root/|home/\w+/|tmp/brief)")
TEXT_LIMIT_BYTES = 5_000_000


@pytest.fixture(scope="module")
def texts(project_files, root):
    """Path and text of every file of the project that is text."""
    return {str(path.relative_to(root)): text for path in project_files if (text := _text(path)) is not None}


def _text(path):
    if path.stat().st_size > TEXT_LIMIT_BYTES:
        return None
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


@pytest.mark.parametrize("host", REGISTRIES + DELIVERY_NETWORKS)
def test_no_file_names_a_registry_or_a_delivery_network(texts, host):
    assert not [place for place, text in texts.items() if host in text]


def test_no_file_names_a_place_on_one_machine(texts):
    found = {place: match.group() for place, text in texts.items() if (match := MACHINE_PATH.search(text))}
    assert not found


@pytest.fixture(scope="module")
def project(root):
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def _requirements(project):
    extras = project["optional-dependencies"].values()
    return [
        Requirement(line)
        for line in [*project["dependencies"], *(line for extra in extras for line in extra)]
    ]


def test_every_dependency_says_why_it_is_there(root):
    text = (root / "pyproject.toml").read_text(encoding="utf-8")
    lines = re.findall(r'^    "[\w.-]+(?:\[[\w,-]+\])?[<>=].*$', text, re.MULTILINE)
    assert len(lines) > 20
    assert not [line for line in lines if not re.search(r'",?\s+# \w.{5,}', line)]


@pytest.mark.parametrize("name", ["run", "dev"])
def test_a_lock_holds_exact_versions_and_digests_and_nothing_else(root, name):
    text = (root / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    entry = r"[a-z0-9.-]+==[\w.!+-]+(?: ; [^\\\n]+)?(?: \\\n    --hash=sha256:[0-9a-f]{64})+\n"
    assert re.fullmatch(f"(?:{entry})+", text)


def test_the_locks_hold_what_the_project_asks_for(root, project):
    locked = _locked(root, "dev")
    wanted = [requirement for requirement in _requirements(project) if not requirement.url]
    missing = [
        str(requirement)
        for requirement in wanted
        if not requirement.specifier.contains(locked.get(canonicalize_name(requirement.name), "0"))
    ]
    assert not missing


def test_the_test_lock_agrees_with_the_lock_of_the_office(root):
    run, dev = _locked(root, "run"), _locked(root, "dev")
    assert {name: dev.get(name) for name in run} == run


def _locked(root, name):
    """The versions locked for the Python that runs here; another Python may get another one."""
    text = (root / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    lines = re.findall(r"^([a-z0-9.-]+)==([\w.!+-]+)(?: ; (.*?))?(?: \\)?$", text, re.MULTILINE)
    return {name: version for name, version, marker in lines if not marker or Marker(marker).evaluate()}


def test_what_is_installed_is_what_is_locked(root):
    installed = {canonicalize_name(found.name): found.version for found in metadata.distributions()}
    locked = _locked(root, "dev")
    assert {
        name: version for name, version in installed.items() if name in locked and locked[name] != version
    } == {}


def test_the_front_end_lock_holds_digests_and_no_addresses(root):
    wanted = json.loads((root / "setup" / "package.json").read_text(encoding="utf-8"))["dependencies"]
    lock = json.loads((root / "setup" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    packages = {place.removeprefix("node_modules/"): about for place, about in lock.items() if place}
    assert {name: packages[name]["version"] for name in wanted} == wanted
    assert all(about["integrity"].startswith("sha512-") for about in packages.values())
    assert not [name for name, about in packages.items() if "resolved" in about]
