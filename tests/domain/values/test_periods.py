from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cuntong.domain.values import Period

days = st.dates(date(2021, 1, 1), date(2021, 3, 1))
periods = st.builds(lambda a, b: Period(min(a, b), max(a, b)), days, days)


def test_both_ends_belong_to_the_period() -> None:
    year = Period.of_year(2023)
    assert year.contains(date(2023, 1, 1))
    assert year.contains(date(2023, 12, 31))
    assert not year.contains(date(2024, 1, 1))
    assert year.days == 365
    assert Period(date(2023, 5, 1), date(2023, 5, 1)).days == 1
    assert str(Period(date(2023, 5, 1), date(2023, 5, 2))) == "2023-05-01/2023-05-02"


@given(periods, periods, days)
def test_a_day_is_in_the_intersection_when_it_is_in_both(one: Period, two: Period, day: date) -> None:
    both = one.intersection(two)
    assert (both is not None and both.contains(day)) == (one.contains(day) and two.contains(day))
    assert one.overlaps(two) == (both is not None)


def test_an_end_before_the_start_is_refused() -> None:
    with pytest.raises(ValueError, match="before it starts"):
        Period(date(2023, 2, 1), date(2023, 1, 31))


def test_a_time_of_day_is_refused() -> None:
    with pytest.raises(TypeError, match="without a time of day"):
        Period(datetime(2023, 1, 1, tzinfo=UTC), date(2023, 2, 1))
