"""A shelf of one's own: the packaged rulebooks, with single files rewritten."""

import shutil
from pathlib import Path

import pytest

import cuntong.rulebooks
from cuntong.rulebooks import Shelf

PACKAGED_FOLDER = Path(cuntong.rulebooks.__file__).parent


@pytest.fixture
def shelf_with(tmp_path):
    """Return a shelf in which `old` stands as `new` in one file; `old` must be there."""

    def copy(name, old=None, new=""):
        shutil.copytree(
            PACKAGED_FOLDER, tmp_path, ignore=shutil.ignore_patterns("*.py", "*.pyc"), dirs_exist_ok=True
        )
        if old is not None:
            text = (tmp_path / name).read_text(encoding="utf-8")
            assert old in text
            (tmp_path / name).write_text(text.replace(old, new, 1), encoding="utf-8")
        return Shelf(tmp_path)

    return copy
