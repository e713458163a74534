"""Every sentence exists in both languages and mentions the same facts."""

import re
import string
from pathlib import Path

import pytest

import cuntong.domain.workbooks as room
from cuntong.domain.workbooks._messages import CELLS, NOTES, REFUSALS

ALL = {**CELLS, **REFUSALS, **NOTES}


def fields(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("code", ALL)
def test_both_languages_say_the_same_things(code):
    zh, en = ALL[code]
    assert fields(zh) == fields(en)
    assert re.search(r"[\u4e00-\u9fff]", zh)
    assert not re.search(r"[\u4e00-\u9fff]", en.replace("12万元", ""))


def test_no_code_stands_in_two_lists():
    assert len(ALL) == len(CELLS) + len(REFUSALS) + len(NOTES)


def test_every_sentence_is_said_somewhere():
    folder = Path(room.__file__).parent
    source = "".join(path.read_text("utf-8") for path in folder.glob("*.py") if path.name != "_messages.py")
    said = {code for code in ALL if f'"{code}"' in source}
    made = {f"{code}_UNIT" for code in ("TOO_SMALL", "TOO_LARGE")}
    assert said | made == set(ALL)
