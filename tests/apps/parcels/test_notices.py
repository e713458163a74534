"""Notices over HTTP: signed, tried again, sent once; nobody's number in a log."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace

import pytest

from cuntong.apps.jobs import operations as jobs
from cuntong.apps.jobs.models import Job
from cuntong.apps.parcels import gateways
from cuntong.apps.parcels.gateways import Message, NotSent
from cuntong.apps.parcels.models import Notice

from .conftest import minutes
from .test_shelf import PHONE, coming, shelved  # noqa: F401

KEY = "shared-key"


@pytest.fixture
def provider(settings):
    """A provider on this machine; `answers` are its next states, then 200."""
    told = SimpleNamespace(requests=[], answers=[])

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            told.requests.append((dict(self.headers), body))
            self.send_response(told.answers.pop(0) if told.answers else 200)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        do_GET = do_POST

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.NOTICE_GATEWAY, settings.NOTICE_KEY = "http", KEY
    settings.NOTICE_URL = f"http://127.0.0.1:{server.server_port}/notices"
    yield told
    server.shutdown()
    thread.join()
    server.server_close()


def send_all(people, at):
    job = jobs.start(kind="parcels.send_notices", arguments={}, by=people.hub, at=at)
    return jobs.run(job_id=job.pk, clock=lambda: at).result


@pytest.mark.django_db
def test_what_the_provider_gets(shelved, provider, people):  # noqa: F811
    _parcel, code = shelved()
    assert send_all(people, minutes(61)) == {"sent": 1, "failed": 0}
    ((headers, body),) = provider.requests
    said = json.loads(body)
    assert (said["template"], said["to"], said["id"]) == (
        "PARCEL_ARRIVED",
        PHONE,
        f"notice-{Notice.objects.get().pk}",
    )
    assert said["parameters"] == {
        "station": "示例村级点一",
        "code": code.code,
        "carrier": "圆通速递",
        "tail": "0001",
        "days": "7",
    }
    assert headers["X-Cuntong-Timestamp"] == str(int(minutes(61).timestamp()))
    signature = gateways.signature(headers["X-Cuntong-Timestamp"], body, KEY)
    assert headers["X-Cuntong-Signature"] == signature != gateways.signature("0", body, KEY)


@pytest.mark.django_db
def test_a_failed_notice_is_tried_again_later_under_the_same_id(shelved, provider, people, caplog, capsys):  # noqa: F811
    shelved()
    provider.answers = [503, 503]
    assert send_all(people, minutes(61)) == {"sent": 0, "failed": 1}
    notice = Notice.objects.get()
    assert (notice.state, notice.error, notice.next_try_at) == ("WAITING", "HTTP 503", minutes(66))
    assert send_all(people, minutes(65)) == {"sent": 0, "failed": 0}
    assert send_all(people, minutes(66)) == {"sent": 0, "failed": 1}
    assert send_all(people, minutes(76)) == {"sent": 1, "failed": 0}
    assert len({json.loads(body)["id"] for _headers, body in provider.requests}) == 1
    assert send_all(people, minutes(999)) == {"sent": 0, "failed": 0}
    assert PHONE not in caplog.text + "".join(capsys.readouterr())


@pytest.mark.django_db
def test_it_is_given_up_after_as_many_attempts_as_the_rulebook_says(shelved, provider, people):  # noqa: F811
    shelved()
    provider.answers = [500] * 9
    for hour in range(1, 9):
        send_all(people, minutes(60 + 60 * 24 * hour))
    notice = Notice.objects.get()
    assert (notice.state, notice.attempts, len(provider.requests)) == ("FAILED", 5, 5)


@pytest.mark.django_db
def test_a_job_that_died_after_sending_sends_under_the_same_id(shelved, provider, people):  # noqa: F811
    """The lease keeps others away while the job may still live; after it the provider knows the id."""
    shelved()
    job = Job.objects.get(kind="parcels.send_notices")
    Job.objects.filter(pk=job.pk).update(state="RUNNING", attempts=1)
    progress = jobs.Progress(job_id=str(job.pk), attempt=1, clock=lambda: minutes(61))
    from cuntong.apps.parcels.operations import _notices

    taken = _notices._take_due(progress)
    assert taken is not None
    assert _notices._take_due(progress) is None
    assert send_all(people, minutes(62)) == {"sent": 0, "failed": 0}
    assert send_all(people, minutes(67)) == {"sent": 1, "failed": 0}


@pytest.mark.parametrize(("status", "code"), [(400, "HTTP 400"), (302, "HTTP 302"), (500, "HTTP 500")])
def test_whatever_is_not_taken_is_not_sent(provider, status, code):
    provider.answers = [status]
    with pytest.raises(NotSent, match=code):
        gateways.send(Message("1", "T", PHONE, {}, "text"), at=minutes(0))
    assert len(provider.requests) == 1


def test_no_provider_is_a_failure_without_a_name(settings):
    settings.NOTICE_GATEWAY, settings.NOTICE_URL = "http", "http://127.0.0.1:9/"
    with pytest.raises(NotSent, match="NO_CONNECTION") as failure:
        gateways.send(Message("1", "T", PHONE, {}, "text"), at=minutes(0))
    assert PHONE not in str(failure.value)
