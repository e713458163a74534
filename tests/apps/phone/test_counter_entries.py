"""The counter's journal comes in from a phone: services, what is taken back, the evening's count."""

import pytest

from cuntong.apps.phone import queries
from cuntong.apps.services.models import DayClose, ServiceEntry

from .conftest import entry, minutes

pytestmark = pytest.mark.django_db


def test_a_day_at_the_counter(send, network, people):
    at_point = {"station": network.village.pk}
    sold = entry(
        "services.record",
        70,
        kind="AGENCY_SELLING",
        amount_yuan="120.50",
        subject="柰李",
        name="示例村民",
        **at_point,
    )
    answers = send(
        entry("services.record", 60, kind="BILL_PAYMENT", amount_yuan="50", subject="话费", **at_point),
        sold,
        entry("services.record", 75, kind="INFORMATION", **at_point),
        entry("services.record", 80, kind="NOTHING", **at_point),
        entry("services.record", 81, kind="BILL_PAYMENT", amount_yuan="1", station=network.other_village.pk),
        entry("services.reverse", 90, entry=str(sold.id), reason="记错"),
        at=minutes(120),
    )
    assert [one.state for one in answers] == ["DONE", "DONE", "CONFLICT", "REFUSED", "REFUSED", "DONE"]
    kept = ServiceEntry.objects.get(pk=sold.id)
    assert (kept.made_at, kept.made_by) == (minutes(70), people.keeper)
    rows = queries.pack_of(people.keeper, network.village, minutes(121)).rows
    assert rows[f"journal:{sold.id}"].get("reversible") is False
    assert "示例村民" not in str(rows)

    counted = {"50": 1} if rows["till"]["expected"] == "50.00" else {}
    (answer,) = send(
        entry("services.close", 130, day=rows["till"]["day"], counts=counted, **at_point), at=minutes(140)
    )
    assert answer.state == "DONE", (answer, rows["till"])
    assert DayClose.objects.get().counted_yuan == DayClose.objects.get().expected_yuan
