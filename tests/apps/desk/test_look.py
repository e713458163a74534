"""What the visual language promises: contrast, one set of class names, nothing inline, print."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

import cuntong

WEB = Path(cuntong.__file__).parent / "web"
STYLE = (WEB / "static" / "cuntong.css").read_text(encoding="utf-8")
TEMPLATES = [
    path
    for folder in (WEB / "templates", *(WEB.parent / "apps").glob("*/templates"))
    for path in folder.rglob("*.html")
]
TOKENS = dict(re.findall(r"--([a-z0-9-]+):\s*(#[0-9a-f]{3,6});", STYLE))
# Tabler means the same by these, or ours sets all that Tabler's does.
SHARED_WITH_TABLER = {"icon", "skip-link", "steps", "visually-hidden"}


def luminance(colour):
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    channels = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    dark, light = sorted((luminance(TOKENS[one]), luminance(TOKENS[other])))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("ground", ["paper", "wash"])
@pytest.mark.parametrize("ink", ["ink", "ink-soft", "ink-faint", "accent", "accent-deep", "look", "wrong"])
def test_text_can_be_read_in_sunlight(ink, ground):
    assert contrast(ink, ground) >= 4.5


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ("paper", "accent"),
        ("accent", "accent-wash"),
        ("look", "look-wash"),
        ("wrong", "wrong-wash"),
        ("ink-soft", "accent-wash"),
    ],
)
def test_text_on_colour_can_be_read(ink, ground):
    assert contrast(ink, ground) >= 4.5


def test_edges_of_boxes_can_be_seen():
    assert contrast("line-firm", "paper") >= 3


def test_the_greys_of_neighbouring_series_differ():
    greys = [luminance(TOKENS[f"series-{n}"]) for n in (1, 2, 3)]
    assert min(abs(a - b) for a, b in pairwise(greys)) > 0.1


def test_no_other_colour_than_the_tokens():
    rules = STYLE.split("/* ---- Ground", 1)[1]
    strange = set(re.findall(r"#[0-9a-f]{3,6}\b", rules)) - {"#efdcb5", "#4d5551"}
    assert not strange


def test_class_names_are_not_tablers():
    tabler = (WEB / "vendor" / "tabler" / "tabler.min.css").read_text(encoding="utf-8")
    names = set(re.findall(r"\.([a-z][a-z0-9-]*)(?=[^{}]*\{)", re.sub(r"url\([^)]*\)", "", STYLE)))
    taken = {name for name in names if re.search(rf"\.{name}(?![a-z0-9_-])", tabler)}
    assert taken <= SHARED_WITH_TABLER


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_the_content_policy_has_nothing_to_refuse(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|\son[a-z]+=|hx-on|javascript:|<style", text)
    assert not re.search(r"<script(?![^>]*(\bsrc=|application/json))", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_nothing_is_loaded_from_elsewhere(path):
    assert not re.search(r"(src|href)=\"(https?:)?//", path.read_text(encoding="utf-8"))


def test_scripts_neither_evaluate_nor_write_markup():
    for path in (WEB / "static").glob("*.js"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\beval\(|new Function|innerHTML\s*=|document\.write", text), path.name


def test_every_sheet_of_paper_has_its_number_and_date():
    page = STYLE.split("@page {", 1)[1]
    assert "counter(page)" in page
    assert "--print-as-of" in page
