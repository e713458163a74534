"""Whatever is written, the ledger balances; taking everything back leaves nothing."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuntong.domain import ledgers
from cuntong.domain.ledgers import Account, Kind, PaidBy

AMOUNTS = st.decimals(min_value=Decimal("0.01"), max_value=Decimal("99999.99"), places=2)


@st.composite
def postings(draw: st.DrawFn) -> ledgers.Posting:
    """What any entry that is accepted does, a settlement of what it leaves open among them."""
    kind = draw(st.sampled_from([one for one in Kind if one is not Kind.SETTLEMENT]))
    amount = draw(AMOUNTS)
    commission = draw(st.sampled_from([Decimal("0.00"), amount / 2])).quantize(Decimal("0.01"))
    try:
        posting = ledgers.post(kind, amount, commission, draw(st.sampled_from(PaidBy)))
    except ledgers.PostingError:
        posting = ledgers.post(kind, amount, Decimal("0.00"), PaidBy.CASH)
    if posting[Account.PRINCIPAL] and draw(st.booleans()):
        return ledgers.settle(posting[Account.PRINCIPAL], draw(st.sampled_from([PaidBy.CASH, PaidBy.WALLET])))
    return posting


@given(st.lists(postings(), max_size=30))
def test_the_ledger_always_balances(written: list[ledgers.Posting]) -> None:
    assert sum(ledgers.balances(written).values()) == 0
    assert all(sum(posting.values()) == 0 for posting in written)


@given(st.lists(postings(), max_size=20), postings())
def test_a_reversal_brings_every_balance_back(
    before: list[ledgers.Posting], posting: ledgers.Posting
) -> None:
    taken_back = ledgers.balances([*before, posting, ledgers.reverse(posting)])
    assert taken_back == ledgers.balances(before)


@given(st.sampled_from([Kind.AGENCY_BUYING, Kind.AGENCY_SELLING, Kind.BILL_PAYMENT]), AMOUNTS)
def test_settling_later_ends_where_paying_at_once_does(kind: Kind, amount: Decimal) -> None:
    later = ledgers.post(kind, amount, Decimal("0.00"), PaidBy.LATER)
    settled = ledgers.settle(later[Account.PRINCIPAL], PaidBy.CASH)
    assert ledgers.balances([later, settled]) == ledgers.post(kind, amount, Decimal("0.00"), PaidBy.CASH)


@pytest.mark.parametrize(
    ("kind", "amount", "commission", "paid_by"),
    [
        (Kind.AGENCY_BUYING, "0.00", "0.00", PaidBy.CASH),
        (Kind.AGENCY_BUYING, "-1.00", "0.00", PaidBy.CASH),
        (Kind.AGENCY_BUYING, "1.001", "0.00", PaidBy.CASH),
        (Kind.AGENCY_SELLING, "10.00", "10.01", PaidBy.CASH),
        (Kind.CASH_DEPOSIT, "100.00", "0.00", PaidBy.WALLET),
        (Kind.INFORMATION, "0.00", "1.00", PaidBy.CASH),
        (Kind.FLOAT_IN, "100.00", "1.00", PaidBy.CASH),
        (Kind.SETTLEMENT, "100.00", "0.00", PaidBy.CASH),
    ],
)
def test_what_cannot_be_is_refused(kind: Kind, amount: str, commission: str, paid_by: PaidBy) -> None:
    with pytest.raises(ledgers.PostingError):
        ledgers.post(kind, Decimal(amount), Decimal(commission), paid_by)


def test_nothing_open_cannot_be_settled() -> None:
    with pytest.raises(ledgers.PostingError):
        ledgers.settle(Decimal("0.00"), PaidBy.CASH)
    with pytest.raises(ledgers.PostingError):
        ledgers.settle(Decimal("5.00"), PaidBy.LATER)
