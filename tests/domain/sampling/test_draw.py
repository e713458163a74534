"""The draw: fair shares, one order for everybody, and a document that anybody can repeat."""

from __future__ import annotations

import hashlib
import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuntong.domain.sampling import (
    SamplingError,
    Unit,
    allocate,
    draw,
    frame_digest,
    published,
    read_published,
    repeat,
)

SEED = hashlib.sha256(b"a root").hexdigest()
names = st.text("ABCDEFGH", min_size=1, max_size=2)
sizes = st.dictionaries(names, st.integers(1, 60), min_size=1, max_size=12)


@st.composite
def lists(pick):
    strata = pick(st.lists(names, min_size=1, max_size=5, unique=True))
    ids = pick(st.lists(st.text("abcdef0123", min_size=1, max_size=6), min_size=1, max_size=40, unique=True))
    return [Unit(one, pick(st.sampled_from(strata))) for one in ids]


@given(sizes, st.data())
def test_every_stratum_gets_at_least_one_and_no_more_than_it_holds(sizes, data):
    total = data.draw(st.integers(len(sizes), sum(sizes.values())))
    shares = allocate(sizes, total)
    assert sum(shares.values()) == total
    assert all(1 <= shares[name] <= size for name, size in sizes.items())


@given(sizes, st.data())
def test_where_no_stratum_is_small_the_shares_keep_the_quota(sizes, data):
    total = data.draw(st.integers(len(sizes), sum(sizes.values())))
    quotas = {name: Fraction(total * size, sum(sizes.values())) for name, size in sizes.items()}
    if min(quotas.values()) >= 1:
        assert all(abs(allocate(sizes, total)[name] - quota) < 1 for name, quota in quotas.items())


def test_shares_as_one_works_them_out_by_hand():
    # 10 of 100: quotas 6.2, 2.9, 0.6, 0.3. The last two get one each; 8 of 91 are left: 5.45 and 2.55.
    assert allocate({"town": 62, "hills": 29, "lake": 6, "island": 3}, 10) == {
        "town": 5,
        "hills": 3,
        "lake": 1,
        "island": 1,
    }


@pytest.mark.parametrize(("total", "said"), [(1, "层数 2"), (9, "名单总数 8")])
def test_a_size_that_cannot_be_is_refused_with_the_reason(total, said):
    with pytest.raises(SamplingError) as refusal:
        allocate({"A": 5, "B": 3}, total)
    assert said in refusal.value.message.zh


@given(lists(), st.data())
def test_the_draw_is_the_first_of_each_stratum_by_the_published_rule(units, data):
    strata = {unit.stratum for unit in units}
    size = data.draw(st.integers(len(strata), len(units)))
    sample = draw(units, size=size, seed=SEED)
    for stratum in strata:
        plain = sorted(
            (unit.id for unit in units if unit.stratum == stratum),
            key=lambda one: hashlib.sha256(f"{SEED}|{one}".encode()).digest(),
        )
        count = sample.allocation[stratum]
        assert [unit.id for unit in sample.chosen if unit.stratum == stratum] == plain[:count]
        assert [unit.id for unit in sample.reserves[stratum]] == plain[count:]


@given(lists(), st.data())
def test_the_order_of_the_list_decides_nothing(units, data):
    size = data.draw(st.integers(len({unit.stratum for unit in units}), len(units)))
    turned = data.draw(st.permutations(units))
    assert draw(units, size=size, seed=SEED) == draw(turned, size=size, seed=SEED)
    assert frame_digest(units) == frame_digest(turned)


@given(lists(), st.data())
def test_a_larger_sample_of_one_stratum_holds_the_smaller_one(units, data):
    units = [Unit(unit.id, "ALL") for unit in units]
    size = data.draw(st.integers(1, len(units)))
    smaller = draw(units, size=size, seed=SEED).chosen
    assert draw(units, size=len(units), seed=SEED).chosen[:size] == smaller


@given(lists(), st.data())
def test_a_published_draw_comes_out_the_same_again(units, data):
    size = data.draw(st.integers(len({unit.stratum for unit in units}), len(units)))
    document = json.loads(json.dumps(published(units, draw(units, size=size, seed=SEED))))
    assert repeat(document) == []
    assert read_published(document) == (sorted(units), size, SEED)


@given(lists())
def test_whoever_swaps_a_chosen_one_is_found_out(units):
    document = published(units, draw(units, size=len({u.stratum for u in units}), seed=SEED))
    document["chosen"] = [*document["chosen"][:-1], "the easy one"]
    assert repeat(document) == ["chosen"]


def test_whoever_takes_one_off_the_list_afterwards_is_found_out():
    units = [Unit(f"station {number}", "ALL") for number in range(20)]
    document = published(units, draw(units, size=5, seed=SEED))
    document["frame"] = [line for line in document["frame"] if line[0] not in document["chosen"][:1]]
    assert {"frame_digest", "chosen"} <= set(repeat(document))


@pytest.mark.parametrize(
    ("units", "seed", "said"),
    [
        ([], SEED, "空"),
        ([Unit("a", "A"), Unit("a", "B")], SEED, "两次"),
        ([Unit("a|b", "A")], SEED, "竖线"),
        ([Unit("a", "")], SEED, "为空"),
        ([Unit("a", "A")], "no seed", "64"),
    ],
)
def test_a_list_or_seed_that_cannot_be_is_refused(units, seed, said):
    with pytest.raises(SamplingError) as refusal:
        draw(units, size=1, seed=seed)
    assert said in refusal.value.message.zh


@pytest.mark.parametrize(
    "document", [{}, [], None, {"form": "another/1"}, {"form": "cuntong.draw/1", "frame": [1]}]
)
def test_another_document_is_refused(document):
    with pytest.raises(SamplingError):
        read_published(document)
