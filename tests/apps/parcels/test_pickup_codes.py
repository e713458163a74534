"""Pick-up codes: what people type is what they mean, the next number is free, and two never share one."""

import threading
from contextlib import closing
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cuntong.apps.accounts.models import Responsibility, User
from cuntong.apps.accounts.roles import Role
from cuntong.apps.parcels import operations
from cuntong.apps.parcels.models import Parcel, PickupCode
from cuntong.apps.parcels.pickup_codes import (
    MOST_LAYERS,
    MOST_SHELVES,
    NUMBERS,
    CodeFormat,
    compose,
    next_number,
    normalised,
)

from .conftest import START, minutes


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("15-1-731", "15-1-0731"),
        ("15-1-0731", "15-1-0731"),
        ("a1-3-731", "A1-03-0731"),
        ("Ａ１—０３—０７３１", "A1-03-0731"),
        ("A 1 3 731", "A1-03-0731"),
        ("取件码15-1-731。", "15-1-0731"),
        (" 731 ", "0731"),
        ("0731", "0731"),
        ("", ""),
        ("A1", ""),
        ("15-731", ""),
        ("15-1-0", ""),
        ("15-1-10000", ""),
        ("000731", ""),
        ("AB1-3-731", ""),
        ("YT0000000000001", ""),
        ("773277027280336", ""),
    ],
)
def test_what_people_type(typed, meant):
    assert normalised(typed) == meant


codes = st.fixed_dictionaries(
    {
        "code_format": st.sampled_from(CodeFormat),
        "shelf": st.integers(1, MOST_SHELVES),
        "layer": st.integers(1, MOST_LAYERS),
        "number": st.integers(1, NUMBERS),
    }
)


@given(codes, st.sampled_from(["-", " ", "－", "—", "."]))
def test_a_code_is_understood_however_it_is_written(code, dash):
    written = compose(**code)
    assert normalised(written) == written
    assert normalised(written.lower().replace("-", dash)) == written
    assert normalised(normalised(written)) == written


@given(codes, codes)
def test_two_numbers_never_make_one_code(one, other):
    same_number = one["number"] == other["number"]
    assert same_number or compose(**one) != compose(**other)


@given(st.text(max_size=20))
def test_whatever_is_typed_is_a_code_or_nothing(text):
    meant = normalised(text)
    assert normalised(meant) == meant


@given(st.sets(st.integers(1, 12)), st.integers(1, NUMBERS))
def test_the_next_number_is_the_first_free_one_round_the_circle(taken, start):
    found = next_number(taken, start)
    plain = [number for number in [*range(start, NUMBERS + 1), *range(1, start)] if number not in taken]
    assert found == plain[0]


def test_where_all_numbers_are_taken_there_is_none():
    assert next_number(range(1, NUMBERS + 1), 5) is None


# --- at a station ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["shelve", "hand out", "wait"]), st.integers(0, 30)), max_size=25))
def test_live_codes_are_unique_and_numbers_rest(network, people, acts):
    """Whatever happens at a counter: one live code a parcel, one live parcel a number, no number before it has rested."""
    with transaction.atomic():
        _act_out(network.village, people.keeper, acts)
        transaction.set_rollback(True)


def _act_out(station, keeper, acts):
    at, waiting, last_used = START, [], {}
    for act, size in acts:
        at += timedelta(hours=1)
        if act == "wait":
            at += timedelta(days=size)
        elif act == "shelve":
            parcel = _parcel(station, uuid4().hex[:14].upper())
            code = operations.shelve(parcel=parcel, station=station, scan_id=uuid4(), by=keeper, at=at)
            rested_from = last_used.get(code.number)
            assert rested_from is None or at - rested_from >= timedelta(days=7)
            waiting.append((parcel, code))
        elif waiting:
            parcel, code = waiting.pop(size % len(waiting))
            operations.hand_out(
                parcel=parcel, station=station, scan_id=uuid4(), typed_code=code.code, by=keeper, at=at
            )
            last_used[code.number] = at
    live = PickupCode.objects.filter(released_at=None)
    assert set(live.values_list("parcel", "number")) == {(p.pk, c.number) for p, c in waiting}
    assert len({code.number for _parcel_, code in waiting}) == len(waiting)


def _parcel(station, number):
    return Parcel.objects.create(
        carrier="YTO",
        number=number,
        station=station,
        division_id=station.division_id,
        resolution="AUTO",
        registered_at=START,
    )


@pytest.mark.django_db(transaction=True)
def test_eight_keepers_shelve_at_once_and_nobody_waits_for_ever(network):
    """On PostgreSQL they meet at the station's counter; SQLite lets one writer in after the other anyway."""
    keepers = []
    for number in range(8):
        keeper = User.objects.create_user(f"keeper{number}", password="x", role=Role.STATION_KEEPER)
        Responsibility.objects.create(user=keeper, division_code=network.village.division_id)
        keepers.append(keeper)
    parcels = {
        keeper: [_parcel(network.village, f"YT{keeper.pk:06}{n:06}") for n in range(6)] for keeper in keepers
    }
    failures = []

    def work(keeper):
        for parcel in parcels[keeper]:
            try:
                operations.shelve(
                    parcel=parcel, station=network.village, scan_id=uuid4(), by=keeper, at=minutes(60)
                )
            except Exception as failure:
                failures.append(failure)

    if connection.vendor == "postgresql":
        _all_at_once(work, keepers)
    else:
        for keeper in keepers:
            work(keeper)
    assert failures == []
    numbers = PickupCode.objects.filter(released_at=None).values_list("number", flat=True)
    assert sorted(numbers) == list(range(1, 49))


def _all_at_once(work, keepers):
    def on_a_connection_of_its_own(keeper):
        with closing(connection):
            work(keeper)

    threads = [threading.Thread(target=on_a_connection_of_its_own, args=(one,)) for one in keepers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert not any(thread.is_alive() for thread in threads)
