"""No parcel is charged twice, none is forgotten, whatever statements are asked for in whatever order."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from cuntong.domain.freight import (
    Counted,
    Due,
    EntryKind,
    Price,
    Prices,
    dues_of,
    entries_of,
    standing_of,
    top_ups,
)

FIRST = date(2024, 8, 1)
CONTRACT = Prices(
    from_date=FIRST,
    to_date=None,
    by_kind={
        ("DOWN", "VILLAGE"): Price(Decimal("0.90"), Decimal("0.15")),
        ("DOWN", "TOWNSHIP"): Price(Decimal("0.55")),
    },
    minimum_yuan=Decimal(50),
)


def counted(item, day, *, tier="VILLAGE", direction="DOWN", weight="1.0"):
    return Counted(item, FIRST + timedelta(days=day), direction, tier, Decimal(weight) if weight else None)


def test_a_parcel_costs_its_piece_and_its_weight():
    dues, unpriced = dues_of([CONTRACT], [counted("a", 0, weight="2.5"), counted("b", 0, weight=None)])
    assert {item: due.yuan for item, due in dues.items()} == {"a": Decimal("1.28"), "b": Decimal("0.90")}
    assert not unpriced


def test_what_no_contract_prices_is_named_and_not_charged():
    up, early = counted("up", 3, direction="UP"), counted("early", -1)
    dues, unpriced = dues_of([CONTRACT], [up, early])
    assert not dues
    assert set(unpriced) == {up, early}


def test_a_month_below_the_minimum_is_topped_up_once_it_is_over():
    due = Due("a", FIRST, Decimal("12.00"))
    assert top_ups([CONTRACT], [due], date(2024, 8, 30)) == {}
    assert top_ups([CONTRACT], [due], date(2024, 8, 31)) == {
        "2024-08": Due("2024-08", date(2024, 8, 31), Decimal("38.00"))
    }
    assert top_ups([CONTRACT], [Due("a", FIRST, Decimal("50.00"))], date(2024, 8, 31)) == {}


def test_a_month_that_the_contract_covers_in_part_has_no_minimum():
    from_the_tenth = Prices(from_date=date(2024, 8, 10), to_date=None, by_kind={}, minimum_yuan=Decimal(50))
    assert list(top_ups([from_the_tenth], [], date(2024, 9, 30))) == ["2024-09"]


days = st.integers(0, 60)
parcels = st.dictionaries(
    st.sampled_from([f"p{number}" for number in range(12)]),
    st.tuples(days, st.sampled_from(["VILLAGE", "TOWNSHIP"]), st.sampled_from(["0.5", "1.0", "3.2"])),
)
statements = st.lists(st.tuples(parcels, days), min_size=1, max_size=6)


def bring_up(ledger, truth, until):
    """What a statement up to a day does: everything done by then is due, everything charged stands against it."""
    dues, _unpriced = dues_of(
        [CONTRACT],
        [counted(item, day, tier=tier, weight=kg) for item, (day, tier, kg) in truth.items() if day <= until],
    )
    end = FIRST + timedelta(days=until)
    standing = {
        item: one
        for item, one in standing_of(ledger).items()
        if one.charge is None or one.charge.day <= end or item in dues
    }
    return [*ledger, *entries_of(dues, standing)]


@given(statements)
def test_the_ledger_is_what_scans_times_price_give_after_every_statement(told):
    """Each statement sees the scans as they are known then: late ones, moved ones, some that were annulled."""
    ledger = []
    for truth, until in told:
        ledger = bring_up(ledger, truth, until)
        assert bring_up(ledger, truth, until) == ledger
    truth = told[-1][0]
    ledger = bring_up(ledger, truth, 60)
    expected = {
        item: Decimal("0.55") if tier == "TOWNSHIP" else {"0.5": "0.98", "1.0": "1.05", "3.2": "1.38"}[kg]
        for item, (_day, tier, kg) in truth.items()
    }
    assert sum(entry.yuan for entry in ledger) == sum(Decimal(yuan) for yuan in expected.values())
    for item in {entry.item for entry in ledger}:
        own = [entry for entry in ledger if entry.item == item]
        charges = {entry.sequence: entry.yuan for entry in own if entry.kind is EntryKind.CHARGE}
        counters = {entry.sequence: entry.yuan for entry in own if entry.kind is EntryKind.COUNTER}
        assert len(charges) + len(counters) == len(own)
        assert all(charges[sequence] == -yuan for sequence, yuan in counters.items())
        assert len(set(charges) - set(counters)) == (item in expected)
