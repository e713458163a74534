"""The evening: notes are counted, a difference is explained, a closed day keeps what comes late and marks it."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from cuntong.apps.services import operations, queries
from cuntong.apps.services.models import DayClose, ServiceEntry

from .conftest import minutes, yuan

pytestmark = pytest.mark.django_db
DAY = date(2024, 8, 14)
EVENING = 600


@pytest.fixture
def close(counter, people):
    def closed(counts, *, reason="", minute=EVENING, day=DAY, close_id=None):
        return operations.close_day(
            close_id=close_id or uuid4(),
            station=counter,
            day=day,
            counts=counts,
            reason=reason,
            made_at=minutes(minute),
            by=people.keeper,
            at=minutes(minute),
        )

    return closed


def test_a_count_that_agrees_closes_the_day(write, close, holds):
    write(amount="58.50")
    closed = close({"50": 1, "5": 1, "1": 3, "0.50": 1})
    assert (closed.expected_yuan, closed.difference_yuan) == (yuan("58.50"), 0)
    assert holds("CASH") == yuan("58.50")


def test_a_difference_needs_its_reason_and_becomes_an_entry(write, close, holds, counter):
    write(amount="58.00")
    with pytest.raises(ValidationError) as refused:
        close({"50": 1})
    assert "reason" in refused.value.message_dict
    closed = close({"50": 1}, reason="找零多给")
    assert (closed.difference_yuan, holds("CASH"), holds("DIFFERENCE")) == (
        yuan("-8.00"),
        yuan("50.00"),
        yuan("8.00"),
    )
    assert ServiceEntry.objects.get(kind="CASH_DIFFERENCE").subject == "找零多给"
    assert not queries.live_services().filter(kind="CASH_DIFFERENCE").exists()


def test_the_same_close_sent_again_is_the_same_row_and_another_is_refused(close, write):
    key = uuid4()
    write(amount="50.00")
    first = close({"50": 1}, close_id=key)
    assert close({"50": 1}, close_id=key).pk == first.pk
    with pytest.raises(ValidationError) as refused:
        close({"20": 1}, reason="少", close_id=key)
    assert refused.value.code == "conflict"
    assert DayClose.objects.count() == 1


def test_a_day_is_closed_once_and_in_order(close):
    close({})
    with pytest.raises(ValidationError):
        close({})
    with pytest.raises(ValidationError):
        close({}, day=DAY - timedelta(days=1))
    with pytest.raises(ValidationError):
        close({}, day=DAY + timedelta(days=1))


@pytest.mark.parametrize("counts", [{"3": 1}, {"100": -1}])
def test_what_is_no_money_is_refused(close, counts):
    with pytest.raises(ValidationError):
        close(counts)


def test_an_entry_made_offline_before_the_close_arrives_later_and_is_kept_and_marked(write, close):
    close({})
    late = write(minute=EVENING - 60, at=minutes(EVENING + 300))
    assert (late.is_late, late.day, bool(late.reason)) == (True, DAY, True)


def test_a_closed_day_refuses_what_is_written_after_it_unless_it_is_explained(write, close):
    close({})
    with pytest.raises(ValidationError) as refused:
        write(minute=EVENING + 10)
    assert "late_reason" in refused.value.message_dict
    late = write(minute=EVENING + 10, late_reason="关账后有人来取货")
    assert (late.is_late, late.reason) == (True, "关账后有人来取货")


def test_taking_back_an_entry_of_a_closed_day_counts_on_the_next_day(write, close, people):
    entry = write(amount="50.00")
    close({"50": 1})
    back = operations.reverse_entry(
        entry_id=uuid4(),
        entry=entry,
        reason="退货",
        made_at=minutes(EVENING + 5),
        by=people.keeper,
        at=minutes(EVENING + 5),
    )
    assert back.day == DAY + timedelta(days=1)


def test_what_is_counted_is_where_the_next_day_begins(write, close, counter):
    write(amount="50.00")
    close({"20": 2}, reason="找错零")
    write(amount="10.00", minute=EVENING + 24 * 60)
    assert queries.cash_on(counter, DAY + timedelta(days=1)) == yuan("50.00")
    assert queries.open_days(counter, DAY + timedelta(days=1)) == [DAY + timedelta(days=1)]
