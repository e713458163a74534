"""Carriers' contracts, closed months of scans, and the facts that the figures are computed from."""

from datetime import UTC, date, datetime

import pyarrow.parquet as pq
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from cuntong.apps.evidence.models import TrailEntry
from cuntong.apps.parcels import facts, operations, queries
from cuntong.apps.parcels.models import CarrierContract, ClosedMonth, Scan
from cuntong.domain.facts import FACT_TABLES
from cuntong.domain.indicators import FigureSource, Frame, compute, open_population

from .conftest import START, batch_id, minutes, sent

pytestmark = pytest.mark.django_db

AUGUST, LATER = date(2024, 8, 1), datetime(2024, 10, 5, 2, tzinfo=UTC)
FRAME = Frame(date(2021, 7, 1), date(2024, 1, 1), date(2024, 8, 31))


@pytest.fixture
def scanned(people, network, parcel):
    """Two parcels through the hub: one handed out at its village, one astray at another."""

    def take_in(name, scans, at=None):
        return operations.receive_scans(
            batch_id=batch_id(name), scans=scans, by=people.hub, at=at or minutes(300)
        )

    parcel("YT0000000000001")
    parcel("YT0000000000002", carrier="JT")
    parcel("YT0000000000003")
    hub, village, other = network.hub.code, network.village.code, network.other_village.code
    for number in ("YT0000000000001", "YT0000000000002"):
        take_in(
            number,
            [
                sent(0, "ARRIVED_HUB", number, place=hub),
                sent(5, "SORTED", number, place=hub),
                sent(30, "LOADED", number, place=hub),
                sent(90, "ARRIVED_VILLAGE", number, place=village if number.endswith("1") else other),
            ],
        )
    take_in("handed out", [sent(120, "PICKED_UP", "YT0000000000001", place=village)])
    return take_in


def told():
    table = facts.export()["parcels"]
    assert table.schema == FACT_TABLES["parcels"].schema
    return {row["parcel_id"]: row for row in table.to_pylist()}


def test_facts_hold_the_parcels_that_were_scanned_and_no_other(scanned):
    first, second = told().values()
    assert (first["carrier"], first["minutes_to_village"], first["missorted"]) == ("YUANTONG", 90, False)
    assert first["handed_out_date"] == date(2024, 8, 14)
    assert (second["carrier"], second["missorted"], second["handed_out_date"]) == ("JT", True, None)


def test_figures_come_from_scans_and_open_to_the_parcels(scanned, people):
    operations.sign_carrier(carrier="JT", from_date=date(2024, 1, 1), by=people.hub, at=START)
    with FigureSource.from_arrow(facts.export()) as source:
        codes = ("PARCELS_DOWN", "PARCELS_HANDED_OUT", "MISSORT_RATE", "CARRIERS_MERGED")
        values = [str(figure.value) for figure in compute(source, FRAME, codes)]
        opened = open_population(source, FRAME, "CARRIERS_MERGED")
    assert values == ["2", "1", "50.00", "1"]
    assert [row[1] for row in opened.rows] == ["JT"]


def test_a_closed_month_is_read_from_its_file_and_says_the_same(scanned, people):
    before = told()
    closed = operations.close_month(month=AUGUST, by=people.hub, at=LATER)
    assert closed.scan_count == 9 == pq.read_metadata(closed.path).num_rows
    assert queries.open_scans(queries.standing_months()).count() == 0
    assert told() == before
    assert TrailEntry.objects.get(record_kind="parcels.closed_month").verb == "seal"


def test_what_comes_after_the_closing_is_not_lost(scanned, people, network):
    operations.close_month(month=AUGUST, by=people.hub, at=LATER)
    late = Scan.objects.get(kind="PICKED_UP")
    operations.annul_scan(scan=late, reason="示例：扫错", by=people.hub, at=datetime(2024, 10, 6, tzinfo=UTC))
    assert queries.standing_months() == []
    assert next(iter(told().values()))["handed_out_date"] is None
    again = operations.close_month(month=AUGUST, by=people.hub, at=datetime(2024, 10, 7, tzinfo=UTC))
    assert [again] == queries.standing_months()
    assert again.scan_count == 8
    assert next(iter(told().values()))["handed_out_date"] is None


def test_a_lost_file_is_no_lost_month(scanned, people):
    before = told()
    operations.close_month(month=AUGUST, by=people.hub, at=LATER).path.unlink()
    assert told() == before


def test_a_file_that_somebody_altered_is_not_read(scanned, people):
    before = told()
    closed = operations.close_month(month=AUGUST, by=people.hub, at=LATER)
    table = pq.read_table(closed.path)
    pq.write_table(table.slice(0, 3), closed.path)
    assert queries.standing_months() == []
    assert told() == before


def test_a_month_is_closed_only_when_no_phone_may_still_hold_its_scans(scanned, people):
    with pytest.raises(ValidationError, match="2024-10-01"):
        operations.close_month(month=AUGUST, by=people.hub, at=datetime(2024, 9, 30, 15, tzinfo=UTC))
    with pytest.raises(PermissionDenied):
        operations.close_month(month=AUGUST, by=people.keeper, at=LATER)
    assert not ClosedMonth.objects.exists()


def test_a_closed_month_stays_as_it_is(scanned, people):
    closed = operations.close_month(month=AUGUST, by=people.hub, at=LATER)
    with pytest.raises(IntegrityError), transaction.atomic():
        ClosedMonth.objects.filter(pk=closed.pk).update(scan_count=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        ClosedMonth.objects.filter(pk=closed.pk).delete()


def test_a_carrier_works_with_the_hub_under_one_contract_at_a_time(people):
    do = {"by": people.hub, "at": START}
    contract = operations.sign_carrier(carrier="STO", from_date=date(2024, 1, 1), **do)
    with pytest.raises(ValidationError):
        operations.sign_carrier(carrier="STO", from_date=date(2024, 2, 1), **do)
    with pytest.raises(ValidationError):
        operations.end_contract(contract=contract, to_date=date(2023, 12, 31), **do)
    operations.end_contract(contract=contract, to_date=date(2024, 6, 30), **do)
    with pytest.raises(ValidationError):
        operations.end_contract(contract=contract, to_date=date(2024, 7, 30), **do)
    operations.sign_carrier(carrier="STO", from_date=date(2024, 7, 1), **do)
    with pytest.raises(PermissionDenied):
        operations.sign_carrier(carrier="JT", from_date=date(2024, 7, 1), by=people.keeper, at=START)


def test_the_hub_records_and_ends_a_contract_on_its_page(client, people):
    client.force_login(people.hub)
    client.post(reverse("parcels:carrier-new"), {"carrier": "STO", "from_date": "2024-01-01"})
    contract = CarrierContract.objects.get()
    page = client.get(contract.get_absolute_url())
    assert "申通快递" in page.content.decode()
    refused = client.post(contract.get_absolute_url(), {"to_date": "2023-01-01"})
    assert "不能早于" in refused.content.decode()
    client.post(contract.get_absolute_url(), {"to_date": "2024-06-30"})
    contract.refresh_from_db()
    assert contract.to_date == date(2024, 6, 30)


def test_a_month_is_closed_on_its_page_or_the_page_says_why_not(client, people, scanned):
    client.force_login(people.hub)
    client.post(reverse("parcels:month-new"), {"month": "2024-08-14"})
    assert ClosedMonth.objects.get().scan_count == 9
    refused = client.post(reverse("parcels:month-new"), {"month": "2031-08-14"})
    assert "补传" in refused.content.decode()
    listing = client.get(reverse("parcels:months")).content.decode()
    assert "2024-08" in listing
    client.force_login(people.keeper)
    assert client.post(reverse("parcels:month-new"), {"month": "2024-08-14"}).status_code == 403
