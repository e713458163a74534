from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuntong.domain.values import DivisionCode, DivisionCodeError, DivisionLevel

codes = st.builds(
    lambda province, rest: DivisionCode(f"{province}{rest:010d}"),
    st.integers(11, 82),
    st.integers(0, 10**10 - 1),
)


@pytest.mark.parametrize(
    ("code", "level", "parent"),
    [
        ("440000000000", DivisionLevel.PROVINCE, None),
        ("440200000000", DivisionLevel.PREFECTURE, "440000000000"),
        ("440281000000", DivisionLevel.COUNTY, "440200000000"),
        ("440281001000", DivisionLevel.TOWNSHIP, "440281000000"),
        ("440281001201", DivisionLevel.VILLAGE, "440281001000"),
        ("441900003000", DivisionLevel.TOWNSHIP, "441900000000"),
    ],
)
def test_level_and_parent(code: str, level: DivisionLevel, parent: str | None) -> None:
    division = DivisionCode(code)
    assert division.level is level
    assert division.parent == (DivisionCode(parent) if parent else None)


@given(codes)
def test_the_way_up_ends_in_a_province_and_every_step_contains_the_code(code: DivisionCode) -> None:
    above = code
    while (parent := above.parent) is not None:
        assert parent.level < above.level
        assert parent.contains(above)
        assert parent.contains(code)
        assert not above.contains(parent)
        above = parent
    assert above.level is DivisionLevel.PROVINCE


def test_a_division_contains_itself_and_not_its_neighbour() -> None:
    township = DivisionCode("440281001000")
    assert township.contains(township)
    assert township.contains(DivisionCode("440281001201"))
    assert not township.contains(DivisionCode("440281002201"))
    assert not township.contains(DivisionCode("440281000000"))


def test_the_division_of_a_level() -> None:
    village = DivisionCode("440281001201")
    assert village.at_level(DivisionLevel.TOWNSHIP) == DivisionCode("440281001000")
    assert village.at_level(DivisionLevel.VILLAGE) == village
    assert DivisionCode("440281000000").at_level(DivisionLevel.TOWNSHIP) is None
    assert str(village) == "440281001201"


@pytest.mark.parametrize("text", ["４４０２８１００１０００", " 440281001000\u3000", "4402 8100 1000"])
def test_full_width_digits_and_blanks_are_read(text: str) -> None:
    assert DivisionCode.parse(text) == DivisionCode("440281001000")


@pytest.mark.parametrize(
    "text", ["", "440281", "44028100100", "4402810010000", "4.40281E+11", "乐昌市", "004402810000"]
)
def test_anything_else_is_told(text: str) -> None:
    with pytest.raises(DivisionCodeError) as refusal:
        DivisionCode.parse(text)
    assert "12 位" in refusal.value.message.zh
    assert "12 digits" in refusal.value.message.en


def test_the_constructor_takes_ascii_digits_only() -> None:
    with pytest.raises(DivisionCodeError):
        DivisionCode("４４０２８１００１０００")
