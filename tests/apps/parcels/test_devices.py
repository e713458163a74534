"""Devices: a key shown once, bound to a place, and let in no more once revoked."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from cuntong.apps.evidence.models import TrailEntry
from cuntong.apps.parcels import operations, queries
from cuntong.apps.parcels.kinds import Outcome

from .conftest import START, batch_id, minutes, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def issued(people, network):
    return operations.issue_device(name="枪 1", station=network.village, by=people.hub, at=START)


def test_the_key_is_kept_as_a_hash_only(issued):
    device, key = issued
    assert len(key) > 40
    assert key not in (device.key_hash, device.key_beginning)
    assert key.startswith(device.key_beginning)
    assert queries.device_with_key_hash(operations.hash_of_key(key)) == device
    assert queries.device_with_key_hash(operations.hash_of_key(key + "x")) is None
    assert queries.device_with_key_hash(operations.hash_of_key(key.upper())) is None
    assert key not in "".join(TrailEntry.objects.values_list("leaf", flat=True))


def test_a_device_scans_at_its_own_place_and_nowhere_else(issued, network, parcel):
    device, _key = issued
    parcel()
    arrived = sent(0, "ARRIVED_VILLAGE")
    receipt = operations.receive_scans(batch_id=batch_id("1"), scans=[arrived], device=device, at=minutes(9))
    assert [answer.outcome for answer in receipt.answers] == [Outcome.COUNTED]
    own = sent(1, "LOADED", place="CD-1")
    operations.receive_scans(batch_id=batch_id("2"), scans=[own], device=device, at=minutes(9))
    with pytest.raises(PermissionDenied, match="示例村级点二"):
        operations.receive_scans(
            batch_id=batch_id("3"), scans=[sent(2, "LOADED", place="CD-2")], device=device, at=minutes(9)
        )


def test_the_trail_names_the_device_under_whoever_answers_for_it(issued, people, parcel):
    device, _key = issued
    parcel()
    operations.receive_scans(
        batch_id=batch_id("1"), scans=[sent(0, "ARRIVED_VILLAGE")], device=device, at=minutes(9)
    )
    entry = TrailEntry.objects.get(verb="scan")
    assert entry.by == people.hub
    assert f'"device":{device.pk}' in entry.leaf


def test_a_revoked_device_is_told_so(issued, people, parcel):
    device, _key = issued
    for at in (minutes(5), minutes(6)):
        device = operations.revoke_device(device=device, by=people.hub, at=at)
    assert device.revoked_at == minutes(5)
    with pytest.raises(PermissionDenied, match="吊销"):
        operations.receive_scans(
            batch_id=batch_id("1"), scans=[sent(0, "ARRIVED_VILLAGE")], device=device, at=minutes(9)
        )


def test_who_issues_and_revokes(issued, people, network):
    device, _key = issued
    for nobody in (people.keeper, people.driver, people.auditor):
        with pytest.raises(PermissionDenied):
            operations.issue_device(name="枪 2", station=network.village, by=nobody, at=START)
        with pytest.raises(PermissionDenied):
            operations.revoke_device(device=device, by=nobody, at=START)


@pytest.mark.parametrize("name", ["", "  ", "枪 1", "x" * 61])
def test_a_device_needs_a_name_of_its_own(issued, people, network, name):
    with pytest.raises(ValidationError) as refusal:
        operations.issue_device(name=name, station=network.village, by=people.hub, at=START)
    assert "name" in refusal.value.message_dict


def test_a_keeper_sees_the_devices_of_their_places(issued, people, network):
    operations.issue_device(name="枪 2", station=network.hub, by=people.hub, at=START)
    assert [device.name for device in queries.devices_visible_to(people.keeper)] == ["枪 1"]
    assert queries.devices_visible_to(people.hub).count() == 2
    assert not queries.devices_visible_to(people.contractor)
