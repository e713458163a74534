from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuntong.domain.values import wan_yuan, yuan_from_wan_yuan

amounts_yuan = st.integers(-(10**17), 10**17).map(lambda fen: Decimal(fen).scaleb(-2))


@given(amounts_yuan)
def test_there_and_back_nothing_is_lost(amount_yuan: Decimal) -> None:
    assert yuan_from_wan_yuan(wan_yuan(amount_yuan)) == amount_yuan


def test_published_amounts() -> None:
    assert wan_yuan(Decimal("1936000.00")) == Decimal("193.6")
    assert yuan_from_wan_yuan(Decimal("193.6")) == Decimal("1936000.00")
    assert str(yuan_from_wan_yuan(1500)) == "15000000.00"
    assert wan_yuan(1) == Decimal("0.0001")


def test_more_digits_than_the_decimal_context_holds() -> None:
    assert wan_yuan(10**40 + 1) == Decimal("1" + "0" * 36 + ".0001")


def test_less_than_one_fen_is_refused() -> None:
    with pytest.raises(ValueError, match="分"):
        yuan_from_wan_yuan(Decimal("0.0000001"))


def test_a_float_is_refused() -> None:
    with pytest.raises(TypeError, match="exact"):
        wan_yuan(1.5)  # type: ignore[arg-type]
