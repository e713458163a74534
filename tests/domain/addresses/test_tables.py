"""The tables of the package agree with each other; setup/address_tables.py and setup/character_table.py make them."""

import csv
import re
from importlib import resources

import pytest

from cuntong.domain.addresses._characters import one_shape, sound


def rows(table):
    text = resources.files("cuntong.domain.addresses").joinpath(table).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@pytest.fixture(scope="module")
def counties():
    return {row["code"]: row for row in rows("counties.csv")}


def test_every_county_lies_in_a_listed_province_and_prefecture(counties):
    # 东莞, 中山 and 儋州 have no counties: in the list they stand once as prefecture and once as county.
    assert len(rows("counties.csv")) == 31 + 342 + 2978 == len(counties) + 3
    for code, row in counties.items():
        parent = row["parent_code"]
        assert (parent == "") == (row["level"] == "province")
        digits = {"province": 0, "prefecture": 2, "county": 4}[row["level"]]
        assert parent == "" or (parent in counties and code[:digits] == parent[:digits])


def test_a_former_name_leads_to_a_division_of_today_and_is_not_its_name(counties):
    former = rows("former_names.csv")
    assert len({(row["name"], row["code"]) for row in former}) == len(former) > 3000
    for row in former:
        county = row["code"][:6] + "000000" if row["level"] != "prefecture" else row["code"]
        assert county in counties, row
        assert row["level"] == "township" or counties[county]["name"] != row["name"]


def test_common_cores_are_names_in_their_one_shape():
    cores = [row["core"] for row in rows("common_cores.csv")]
    assert cores == sorted(set(cores))
    assert {"向阳", "新建", "红旗"} <= set(cores)
    assert "王浜头" not in cores
    assert all(one_shape(core) == core for core in cores)


def test_a_shape_is_its_own_shape_and_a_syllable_is_folded():
    for row in rows("characters.csv"):
        character, shape, syllable = row["character"], row["simplified"], row["syllable"]
        assert len(character) == 1
        assert one_shape(one_shape(character)) == one_shape(character) == (shape or character)
        assert re.fullmatch(r"[a-zêê̄ếềḿǹ]*", syllable), row
        assert not re.search(r"^[zcs]h|ng$", syllable), row


def test_every_character_of_a_name_has_a_sound(counties):
    names = "".join(row["name"] for row in counties.values()) + "".join(
        row["core"] for row in rows("common_cores.csv")
    )
    assert {character for character in names if sound(character) == character} <= set("0123456789")
