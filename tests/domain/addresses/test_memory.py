"""The memory of corrections: who is believed, when it decides alone, and its file."""

import datetime as dt
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuntong.domain.addresses import (
    ESTATE,
    EXPLICIT,
    HAMLET,
    LEARNT,
    RECIPIENT,
    ROAD,
    Entry,
    Memory,
    MemoryFault,
    Resolver,
    read_memory,
    recipient_hash,
    write_memory,
)

DAY = dt.date(2023, 6, 1)


def entry(code, *, source=LEARNT, kind=ROAD, name="人民中路", author="", count=1, date=DAY):
    return Entry("440281", kind, name, code, source, author, count, date)


def test_a_correction_outranks_whatever_was_learnt():
    memory = Memory(
        [
            entry("440281001003", count=50),
            entry("440281001004", source=EXPLICIT, author="甲", date=dt.date(2022, 1, 1)),
        ]
    )
    found = memory.recall("440281", ROAD, "人民中路")
    assert found is not None
    assert (found.division_code, found.is_sure) == ("440281001004", True)


def test_the_latest_correction_holds():
    memory = Memory(
        [
            entry("440281001003", source=EXPLICIT, author="甲", date=dt.date(2023, 1, 1), count=9),
            entry("440281001004", source=EXPLICIT, author="乙", date=dt.date(2023, 5, 1)),
        ]
    )
    assert memory.recall("440281", ROAD, "人民中路").division_code == "440281001004"


def test_what_was_learnt_goes_by_weight_and_the_old_weighs_less():
    memory = Memory(
        [entry("440281001003", count=4, date=dt.date(2020, 6, 1)), entry("440281001004", count=3, date=DAY)]
    )
    found = memory.recall("440281", ROAD, "人民中路")
    assert found.division_code == "440281001004"
    assert found.is_sure


@pytest.mark.parametrize(
    ("count", "other", "is_sure"), [(1, 0, False), (3, 0, True), (30, 5, False), (30, 1, True)]
)
def test_what_was_learnt_decides_alone_only_when_often_and_nearly_always_the_same(count, other, is_sure):
    entries = [entry("440281001003", count=count)] + ([entry("440281001004", count=other)] if other else [])
    assert Memory(entries).recall("440281", ROAD, "人民中路").is_sure is is_sure


def test_another_county_and_another_road_remember_nothing():
    memory = Memory([entry("440281001003")])
    assert memory.recall("440282", ROAD, "人民中路") is None
    assert memory.recall("440281", ROAD, "人民西路") is None


@pytest.mark.parametrize(
    "change",
    [
        {"code": "440282001003"},
        {"code": "440281000000"},
        {"code": "44028100100"},
        {"kind": "CITY"},
        {"source": "GUESS"},
        {"name": ""},
        {"count": 0},
    ],
)
def test_an_entry_that_cannot_be_right_is_refused(change):
    with pytest.raises(MemoryFault):
        entry(**{"code": "440281001003", **change})


names = st.text("人民中路东西南北碧桂园,\"'\n", min_size=1, max_size=8)
entries = st.builds(
    entry,
    st.sampled_from(["440281001003", "440281001004", "440281108000"]),
    source=st.sampled_from([EXPLICIT, LEARNT]),
    kind=st.sampled_from([ROAD, ESTATE, HAMLET, RECIPIENT]),
    name=names,
    author=st.sampled_from(["", "甲", "乙"]),
    count=st.integers(1, 99),
    date=st.dates(dt.date(2020, 1, 1), dt.date(2026, 1, 1)),
)


@given(st.lists(entries, max_size=20), st.randoms())
def test_the_file_gives_back_the_memory_and_the_order_of_entries_does_not_matter(several, random):
    memory = Memory(several)
    file = io.StringIO(newline="")
    write_memory(memory, file)
    file.seek(0)
    again = read_memory(file)
    assert list(again) == list(memory)
    shuffled = list(several)
    random.shuffle(shuffled)
    assert list(Memory(shuffled)) == list(memory)


def test_a_file_with_a_fault_names_the_row():
    file = io.StringIO()
    write_memory(Memory([entry("440281001003")]), file)
    broken = file.getvalue() + "440281,ROAD,x,440281001003,LEARNT,,many,2023-06-01\n"
    with pytest.raises(MemoryFault, match="row 3"):
        read_memory(io.StringIO(broken))
    with pytest.raises(MemoryFault, match="count"):
        read_memory(io.StringIO("county,kind\n"))


def test_a_recipient_is_known_by_a_hash_that_needs_the_key():
    one = recipient_hash("学员0001", "138 0013 8000", key=b"secret")
    assert one == recipient_hash(" 学员0001 ", "+8613800138000", key=b"secret")
    assert one != recipient_hash("学员0001", "13800138000", key=b"other")
    assert len(one) == 32


def teach(gazetteer, text, code, **options):
    lessons = Resolver(gazetteer).lessons(text, code, source=EXPLICIT, author="甲", date=DAY, **options)
    return Resolver(gazetteer, Memory(lessons))


def test_a_corrected_road_is_found_again_whatever_the_house(gazetteer):
    taught = teach(gazetteer, "乐昌市昌山中路5号", "440281001001")
    answer = taught.resolve("广东省韶关市乐昌市昌山中路000号行政服务中心")
    assert (answer.division_code, answer.decision) == ("440281001001", "auto")
    assert "甲" in answer.reasons[0].zh
    assert taught.resolve("乐昌市昌山西路5号").decision == "review"


def test_a_correction_does_not_move_a_parcel_out_of_the_township_that_its_address_names(gazetteer):
    taught = teach(gazetteer, "乐昌市人民中路5号", "440281001001")
    answer = taught.resolve("乐昌市坪石镇人民中路8号")
    assert (answer.division_code, answer.decision) == ("440281108000", "review")


def test_a_corrected_hamlet_is_found_again(gazetteer):
    taught = teach(gazetteer, "乐昌市坪石镇大塘背村", "440281108219")
    answer = taught.resolve("坪石镇大塘背村7号")
    assert (answer.division_code, answer.decision) == ("440281108219", "auto")


def test_a_recipient_is_found_again_without_any_landmark(gazetteer):
    recipient = recipient_hash("学员0001", "13800138000", key=b"secret")
    taught = teach(gazetteer, "乐昌市", "440281001001", recipient=recipient)
    assert taught.resolve("乐昌市", recipient=recipient).division_code == "440281001001"
    assert taught.resolve("乐昌市").decision == "review"


def test_a_memory_of_the_township_alone_leaves_the_village_to_a_person(gazetteer):
    taught = teach(gazetteer, "乐昌市人民中路5号", "440281001000")
    answer = taught.resolve("乐昌市人民中路8号")
    assert (answer.division_code, answer.level, answer.decision) == ("440281001000", "township", "review")


def test_a_road_through_two_villages_is_known_by_its_stretches(gazetteer):
    resolver = Resolver(gazetteer)
    lessons = [
        lesson
        for text, code in (
            ("乐昌市人民中路12号", "440281001001"),
            ("乐昌市人民中路260号", "440281001005"),
        )
        for lesson in resolver.lessons(text, code, source=EXPLICIT, author="甲", date=DAY)
    ]
    resolve = Resolver(gazetteer, Memory(lessons)).resolve
    assert (resolve("乐昌市人民中路88号").division_code, resolve("乐昌市人民中路88号").decision) == (
        "440281001001",
        "auto",
    )
    assert resolve("乐昌市人民中路201号").division_code == "440281001005"
    for text in ("乐昌市人民中路530号", "乐昌市人民中路"):
        assert resolve(text).decision == "review"
        assert resolve(text).division_code in ("440281001001", "440281001005", "440281000000")


def test_a_later_correction_of_the_same_stretch_holds(gazetteer):
    resolver = Resolver(gazetteer)
    lessons = [
        lesson
        for day, code in ((1, "440281001001"), (2, "440281001005"))
        for lesson in resolver.lessons(
            "乐昌市人民中路12号", code, source=EXPLICIT, author="甲", date=dt.date(2023, 6, day)
        )
    ]
    answer = Resolver(gazetteer, Memory(lessons)).resolve("乐昌市人民中路15号")
    assert (answer.division_code, answer.decision) == ("440281001005", "auto")


def test_what_was_learnt_of_two_landmarks_that_disagree_is_asked(gazetteer):
    def learnt(kind, name, code):
        return Entry("440281", kind, name, code, LEARNT, "", 9, DAY)

    memory = [learnt(ESTATE, "示例花园", "440281001001"), learnt(ROAD, "人民中路", "440281001005")]
    resolve = Resolver(gazetteer, Memory(memory)).resolve
    assert resolve("乐昌市人民中路示例花园").decision == "review"
    assert (resolve("乐昌市示例花园").division_code, resolve("乐昌市示例花园").decision) == (
        "440281001001",
        "auto",
    )
