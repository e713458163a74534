"""The domain computes from its arguments alone: no clock, no chance, no environment, no printing, no Django."""

import ast
import subprocess
import sys

import pytest

# Called on a module or class: what they return depends on when, where or how often they are called.
IMPURE_CALLS = {
    "date.today",
    "datetime.now",
    "datetime.today",
    "datetime.utcnow",
    "time.monotonic",
    "time.perf_counter",
    "time.sleep",
    "time.time",
    "time.time_ns",
    "os.getcwd",
    "os.getenv",
    "os.urandom",
    "uuid.uuid1",
    "uuid.uuid4",
    "uuid.uuid7",
}
IMPURE_NAMES = {"os.environ", "sys.argv", "sys.stdout", "sys.stderr"}
IMPURE_MODULES = {"secrets"}
# A seeded random.Random may be passed in; the module's own functions share a hidden state.
SEEDED = {"random.Random"}
IMPURE_BUILTINS = {"print", "input"}


@pytest.fixture(scope="module")
def pure_modules(modules):
    return [module for module in modules if module.parts[0] in {"domain", "rulebooks"}]


def test_the_domain_computes_from_its_arguments_alone(pure_modules):
    assert pure_modules
    found = [
        f"{module.place}:{line} {what}" for module in pure_modules for line, what in _impurities(module.tree)
    ]
    assert not found


def _impurities(tree):
    """Yield (line, what) for everything that does not come from the arguments."""
    origins = _origins(tree)
    yield from ((0, name) for name in origins.values() if _is_impure(name))
    for node in ast.walk(tree):
        name = _full_name(node, origins)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in IMPURE_BUILTINS:
            yield node.lineno, node.func.id
        elif name and _is_impure(name):
            yield node.lineno, name


def _origins(tree):
    """Local name -> what it was imported as: {"now": "datetime.now", "rnd": "random"}."""
    origins = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            origins |= {alias.asname or alias.name: alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            origins |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return origins


def _full_name(node, origins):
    if isinstance(node, ast.Name):
        return origins.get(node.id)
    if isinstance(node, ast.Attribute) and (owner := _full_name(node.value, origins)):
        return f"{owner}.{node.attr}"
    return None


def _is_impure(name):
    if name.startswith("random.") and name not in SEEDED and not name.startswith("random.Random."):
        return True
    short = name.removeprefix("datetime.")
    return short in IMPURE_CALLS or name in IMPURE_NAMES or name.split(".")[0] in IMPURE_MODULES


@pytest.mark.parametrize(
    "source",
    [
        "from datetime import datetime\ndatetime.now()",
        "import datetime\ndatetime.datetime.now(datetime.UTC)",
        "import datetime as dt\ndt.date.today()",
        "from datetime import date\nclock = date.today",
        "import time\ntime.time()",
        "from time import time\ntime()",
        "import os\nos.environ['HOME']",
        "from os import environ",
        "import random\nrandom.shuffle([])",
        "from random import choice\nchoice([1])",
        "import uuid\nuuid.uuid4()",
        "import secrets",
        "print('x')",
    ],
)
def test_what_is_refused(source):
    assert list(_impurities(ast.parse(source)))


@pytest.mark.parametrize(
    "source",
    [
        "import random\nrandom.Random(7).shuffle([])",
        "from datetime import date\ndate(2023, 1, 1)",
        "import uuid\nuuid.uuid5(uuid.NAMESPACE_URL, 'x')",
        "def f(time): return time.time",
    ],
)
def test_what_is_allowed(source):
    assert not list(_impurities(ast.parse(source)))


def test_importing_the_whole_domain_loads_no_django(pure_modules):
    names = [".".join(("cuntong", *module.parts)).removesuffix(".__init__") for module in pure_modules]
    program = (
        f"import importlib, sys\nfor name in {names!r}: importlib.import_module(name)\n"
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'django', 'ninja', 'dbos', 'typer'}))"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert run.stdout.strip() == "[]"
