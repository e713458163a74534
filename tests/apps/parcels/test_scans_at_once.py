"""The same scans over two connections at the same moment, and scans of one parcel from two places at once.

On PostgreSQL they meet; SQLite lets one writer in after the other anyway, so there they run one after the other.
"""

import threading

import pytest
from django.db import connection, connections

from cuntong.apps.parcels import operations
from cuntong.apps.parcels.kinds import Outcome
from cuntong.apps.parcels.models import Scan, ScanBatch

from .conftest import batch_id, minutes, sent

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """Begins all acts at the same moment, each on a connection of its own, and returns what they return."""
    if connection.vendor == "sqlite":
        return [act() for act in acts]
    ready, answers = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number, act):
        ready.wait()
        try:
            answers[number] = act()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def receive(people, name, *scans):
    return lambda: operations.receive_scans(
        batch_id=batch_id(name), scans=scans, by=people.hub, at=minutes(600)
    )


def test_one_batch_sent_twice_at_once_counts_once(people, network, parcel):
    parcel()
    scans = [sent(n, "SORTED", place="ZX-1") for n in range(20)]
    receipts = at_once(receive(people, "1", *scans), receive(people, "1", *scans))
    counted = sorted(receipt.count(Outcome.COUNTED) for receipt in receipts)
    assert counted == [0, 20]
    assert (Scan.objects.count(), ScanBatch.objects.count()) == (20, 1)


def test_scans_of_one_parcel_from_two_places_at_once_lose_nothing(people, network, parcel):
    one = parcel()
    for round_ in range(5):
        at = round_ * 10
        at_once(
            receive(people, f"{round_} a", sent(at, "LOADED", place="ZX-1")),
            receive(people, f"{round_} b", sent(at + 5, "ARRIVED_TOWNSHIP", place="ZZ-1")),
        )
    one.refresh_from_db()
    assert (one.state, one.place, one.moved_at) == ("AT_TOWNSHIP", network.township, minutes(45))
    assert list(operations.check_parcels()) == []
