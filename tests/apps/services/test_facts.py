"""What stands in the ledgers becomes facts, and figures of them; what was taken back does not."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from cuntong.apps.services import operations
from cuntong.apps.services.facts import export
from cuntong.domain.indicators import FigureSource, Frame, compute

from .conftest import minutes

pytestmark = pytest.mark.django_db


@pytest.fixture
def figures(counter, people):
    def computed(*codes):
        frame = Frame(date(2021, 7, 20), date(2024, 1, 1), date(2024, 8, 31))
        with FigureSource.from_arrow(export()) as source:
            return {one.code: one.value for one in compute(source, frame, codes)}

    return computed


def test_services_that_stand_are_counted_and_reversals_and_the_till_are_not(write, people, figures):
    write("BILL_PAYMENT", "50.00", commission="1.00", subject="话费")
    write("AGENCY_SELLING", "120.00", commission="6.00", subject="黄豆")
    write("FLOAT_IN", "200.00", subject="")
    wrong = write("AGENCY_BUYING", "9999.00")
    operations.reverse_entry(
        entry_id=uuid4(), entry=wrong, reason="写错", made_at=minutes(1), by=people.keeper, at=minutes(1)
    )
    found = figures("SERVICES_USED", "AGENCY_TRADE_AMOUNT", "SERVICE_COMMISSION", "STATIONS_WITH_SERVICES")
    assert found == {
        "SERVICES_USED": 2,
        "AGENCY_TRADE_AMOUNT": 120,
        "SERVICE_COMMISSION": 7,
        "STATIONS_WITH_SERVICES": 1,
    }


def test_the_last_outcome_of_a_job_introduction_counts(write, people, figures):
    job = write("JOB_INTRODUCTION", "0.00", subject="缝纫工")
    do = {"entry": job, "by": people.keeper}
    for minute, progress, hired in ((5, "HIRED", 1), (9, "NOT_HIRED", 0)):
        operations.note_progress(
            progress_id=uuid4(), progress=progress, made_at=minutes(minute), at=minutes(minute), **do
        )
        assert figures("JOBS_FOUND") == {"JOBS_FOUND": hired}


def test_half_of_what_is_offered_is_used(write, counter, people, now, figures):
    do = {"station": counter, "by": people.bureau, "at": now}
    operations.offer_service(kind="BILL_PAYMENT", from_date=now.date(), **do)
    operations.offer_service(kind="CASH_DEPOSIT", from_date=now.date(), **do)
    ended = operations.offer_service(kind="CONSIGNMENT", from_date=now.date() - timedelta(days=9), **do)
    operations.end_offer(offer=ended, to_date=now.date() - timedelta(days=1), by=people.bureau, at=now)
    write("BILL_PAYMENT", "50.00", subject="话费")
    assert figures("OFFERED_SERVICES_USED_SHARE") == {"OFFERED_SERVICES_USED_SHARE": 50}
