"""The rules of tests/conftest.py hold: no test calls out, and in CI a skipped test is a failure."""

import os
import shutil
import socket
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

CONFTEST = Path(__file__).parents[1] / "conftest.py"
# Reserved for documentation (RFC 5737): no machine answers there.
OUTSIDE = ("192.0.2.1", 80)


def test_a_test_cannot_reach_another_machine():
    with pytest.raises((RuntimeError, UserWarning), match=r"192\.0\.2\.1"):
        socket.create_connection(OUTSIDE, timeout=1)


def test_a_test_reaches_this_machine():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=5).close()


def test_a_warning_is_an_error():
    with pytest.raises(UserWarning, match="old"):
        warnings.warn("old", stacklevel=1)


def test_what_is_skipped_fails_in_ci_and_says_why(tmp_path):
    sources = (
        "def test_passing(): pass\n",
        "import pytest\ndef test_printing(): pytest.skip('no printer')\n",
        "import pytest\npytest.skip('no camera', allow_module_level=True)\n",
    )
    assert _run_pytest(tmp_path, sources, CI="").returncode == pytest.ExitCode.OK
    run = _run_pytest(tmp_path, sources, CI="true")
    assert run.returncode == pytest.ExitCode.TESTS_FAILED
    reasons = run.stdout.partition("a skipped test is a failure")[2]
    assert "no printer" in reasons
    assert "no camera" in reasons


def _run_pytest(folder, sources, *, CI):
    shutil.copy(CONFTEST, folder)
    for number, source in enumerate(sources):
        (folder / f"test_{number}.py").write_text(source)
    command = [sys.executable, "-m", "pytest", "-q", "-c", "/dev/null", "--rootdir", str(folder)]
    settings = {"DJANGO_SETTINGS_MODULE": "cuntong.config.settings", "CUNTONG_VAR": str(folder / "var")}
    return subprocess.run(
        [*command, "-p", "no:cacheprovider", str(folder)],
        cwd=folder,
        env={**os.environ, **settings, "CI": CI},
        capture_output=True,
        text=True,
        check=False,
    )
