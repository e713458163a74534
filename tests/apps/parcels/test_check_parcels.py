"""`check_parcels` names every row that does not say what its scans say, and puts it right where it is asked to."""

import io

import pytest
from django.core.management import CommandError, call_command

from cuntong.apps.parcels import operations
from cuntong.apps.parcels.models import Parcel, Scan

from .conftest import batch_id, minutes, sent

pytestmark = pytest.mark.django_db


def check(**options):
    out = io.StringIO()
    call_command("check_parcels", stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def moved(people, parcel):
    one, other = parcel("A1"), parcel("A2")
    operations.receive_scans(
        batch_id=batch_id("1"),
        scans=[sent(0, "ARRIVED_HUB", "A1", place="ZX-1"), sent(1, "ARRIVED_HUB", "A3", place="ZX-1")],
        by=people.hub,
        at=minutes(9),
    )
    return one, other


def test_all_is_well(moved):
    assert check() == "Every parcel stands where its scans say.\n"


def test_a_row_that_says_something_else_is_named_and_put_right(moved, network):
    Parcel.objects.filter(number="A1").update(state="SORTED")
    Parcel.objects.filter(number="A2").update(state="AT_VILLAGE", place=network.village, moved_at=minutes(1))
    with pytest.raises(CommandError, match="2 differ"):
        check()
    said = check(repair=True)
    assert "YUANTONG A1: row SORTED at ZX-1" in said
    assert "YUANTONG A2: row AT_VILLAGE at CD-1" in said
    assert "Put right: 2" in said
    assert check() == "Every parcel stands where its scans say.\n"
    assert Parcel.objects.get(number="A2").moved_at is None


def test_a_scan_left_behind_is_named_and_taken_up(moved, parcel):
    late = parcel("A3")
    with pytest.raises(CommandError, match="1 differ"):
        check()
    assert "A3: its scans wait" in check(repair=True)
    late.refresh_from_db()
    assert (late.state, Scan.objects.filter(parcel=None).count()) == ("AT_HUB", 0)
