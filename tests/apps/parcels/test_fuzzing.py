"""Whatever is sent to the machines' doors gets an answer that the description names, and never a 500.

Requests are drawn by schemathesis from the OpenAPI description, fitting ones and broken ones, and answered in process.
"""

import json
from urllib.parse import quote

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode

from cuntong.apps.parcels import operations
from cuntong.apps.parcels.api import Limiter
from cuntong.config.api import api

from .conftest import START

pytestmark = pytest.mark.django_db
EXAMPLES = 40


def _operations():
    description = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    description["paths"] = {
        path: item for path, item in description["paths"].items() if path.startswith("/api/parcels/")
    }
    schema = schemathesis.openapi.from_dict(description)
    return [result.ok() for result in schema.get_all_operations()]


OPERATIONS = _operations()


@pytest.fixture
def key(people, network, parcel, monkeypatch):
    """A sorter at the hub on a day with a plan, and nobody is counted."""
    monkeypatch.setattr(
        "cuntong.apps.parcels.api._doors.limiter", Limiter(clock=iter(range(0, 10**9, 60)).__next__)
    )
    monkeypatch.setattr("django.utils.timezone.now", lambda: START.replace(hour=3))
    parcel()
    operations.plan_sorting(day=START.date(), chutes=5, by=people.hub, at=START)
    return operations.issue_device(name="分拣机", station=network.hub, by=people.hub, at=START)[1]


def test_every_endpoint_of_the_room_is_tried():
    assert {operation.path for operation in OPERATIONS} >= {
        "/api/parcels/scans",
        "/api/parcels/sorted",
        "/api/parcels/chutes/{number}",
        "/api/parcels/pushes/kuaidi100",
        "/api/parcels/pushes/kuaidiniao",
    }


@pytest.mark.parametrize(
    "mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fitting", "broken"]
)
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
def test_an_endpoint_answers_whatever_it_is_sent(client, key, operation, mode):
    named = {int(status) for status in operation.definition.raw["responses"]}

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def answers(case):
        response = _send(client, case, key)
        assert response.status_code < 500, response.content
        # 404: a path of another shape; 401: a header that took the key's place.
        assert response.status_code in named | {401, 404}, (response.status_code, response.content)

    answers()


def _send(client, case, key):
    """The case as a request of Django's client."""
    content, content_type = _content(case)
    parameters = {name: quote(str(value), safe="") for name, value in (case.path_parameters or {}).items()}
    query = {name: value for name, value in (case.query or {}).items() if isinstance(value, str | int | list)}
    return client.generic(
        case.method,
        case.path.format(**parameters),
        content,
        content_type=content_type,
        query_params=query,
        headers={"Authorization": f"Bearer {key}"},
    )


def _content(case):
    if case.media_type == "application/x-www-form-urlencoded":
        fields = case.body if isinstance(case.body, dict) else {}
        form = "&".join(f"{quote(str(name))}={quote(str(value))}" for name, value in fields.items())
        return form, case.media_type
    if case.media_type is None:
        return "", "application/json"
    if isinstance(case.body, bytes):
        return case.body, case.media_type
    return json.dumps(case.body, default=str), case.media_type
