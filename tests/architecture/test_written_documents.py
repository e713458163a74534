"""The documents that are written from the code say what the code says today."""

import subprocess
import sys

import pytest

from cuntong.domain.indicators import describe_catalogue


@pytest.mark.parametrize(("language", "name"), [("en", "indicators.md"), ("zh", "indicators.zh-CN.md")])
def test_the_catalogue_of_figures(root, language, name):
    written = (root / "docs" / name).read_text(encoding="utf-8")
    assert written == describe_catalogue(language).rstrip() + "\n", "run `make docs`"


def test_the_rules_in_officials_words(root):
    done = subprocess.run(
        [sys.executable, "-m", "tests.spec"], cwd=root, capture_output=True, text=True, check=True
    )
    assert (root / "docs" / "rules.md").read_text(encoding="utf-8") == done.stdout, "run `make docs`"
