"""Thousands of untidy waybills of the home county; every one is answered rightly, or by a person."""

import csv
from pathlib import Path

import pytest
from tests.domain.addresses.waybills import Waybills

from cuntong.domain.addresses import Gazetteer, Resolver

DIVISIONS = Path(__file__).parents[3] / "sample" / "lechang-2023" / "divisions.csv"
DRAWN = 3000


@pytest.fixture(scope="module")
def rows():
    with DIVISIONS.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def answered(rows):
    resolver = Resolver(Gazetteer.from_divisions(rows, home="440281"))
    waybills = Waybills(rows, seed=20230501)
    drawn = [waybills.draw() for _ in range(DRAWN)]
    return [(waybill, resolver.resolve(waybill.text)) for waybill in drawn]


def share(answered, is_so):
    return sum(is_so(waybill, answer) for waybill, answer in answered) / len(answered)


def test_the_village_is_found(answered):
    assert share(answered, lambda waybill, answer: answer.division_code == waybill.village_code) >= 0.99


def test_nearly_all_are_decided_without_a_person(answered):
    assert share(answered, lambda _, answer: answer.decision == "auto") >= 0.95


def test_what_is_decided_without_a_person_is_right(answered):
    wrong = [
        waybill.text
        for waybill, answer in answered
        if answer.decision == "auto" and answer.division_code != waybill.village_code
    ]
    assert len(wrong) <= 0.001 * DRAWN, wrong


def test_names_heard_wrongly_are_found_again(answered):
    misheard = [(waybill, answer) for waybill, answer in answered if waybill.has_sound_alike]
    assert len(misheard) > 100
    assert share(misheard, lambda waybill, answer: answer.division_code == waybill.village_code) >= 0.93


def test_every_village_is_found_by_its_full_address(rows):
    resolver = Resolver(Gazetteer.from_divisions(rows, home="440281"))
    towns = {row["code"][:9]: row["name"] for row in rows if row["level"] == "TOWNSHIP"}
    villages = [row for row in rows if row["level"] == "VILLAGE"]
    lost = [
        (answer.text, answer.division_code)
        for village in villages
        for answer in [
            resolver.resolve(f"广东省韶关市乐昌市{towns[village['code'][:9]]}{village['name']}3号")
        ]
        if (answer.division_code, answer.decision) != (village["code"], "auto")
    ]
    assert not lost


def test_no_road_that_bears_the_name_of_a_village_leads_there(rows):
    resolver = Resolver(Gazetteer.from_divisions(rows, home="440281"))
    body = "村村民委员会"
    cores = {row["name"].removesuffix(body) for row in rows if row["name"].endswith(body)}
    roads = [
        f"乐昌市{core}{road}18号"
        for core in cores
        if len(core) > 1
        for road in ("中路", "大道", "一巷", "路")
    ]
    misled = [
        (answer.text, answer.division_code)
        for answer in map(resolver.resolve, roads)
        if answer.decision == "auto" or answer.level == "village"
    ]
    assert not misled
