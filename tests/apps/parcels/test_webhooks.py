"""Movements told to subscriptions: signed, in order, until they are taken or given up; and never into the own network."""

import hmac
import json
import threading
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from cuntong.apps.jobs import operations as jobs
from cuntong.apps.jobs.models import Job
from cuntong.apps.jobs.operations import Progress
from cuntong.apps.parcels import operations, outgoing
from cuntong.apps.parcels.models import Delivery, Scan, Subscription
from cuntong.apps.parcels.outgoing import Answer

from .conftest import START, batch_id, minutes, sent

pytestmark = pytest.mark.django_db
LATER = minutes(600)


class Listener:
    """A system that listens on loopback and answers as it is told to."""

    def __init__(self):
        self.heard, self.answers = [], []
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                listener.heard.append((self.path, dict(self.headers), body))
                status = listener.answers.pop(0) if listener.answers else 204
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", f"{listener.url}/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_args):
                """Says nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/heard?of=parcels"
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def close(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def listener(settings):
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    one = Listener()
    yield one
    one.close()


@pytest.fixture
def subscribed(people, listener):
    return operations.subscribe(name="示例系统", url=listener.url, by=people.hub, at=START)


def move(people, *scans, name="1"):
    return operations.receive_scans(batch_id=batch_id(name), scans=scans, by=people.hub, at=LATER)


ARRIVED = sent(0, "ARRIVED_HUB", place="ZX-1")
SORTED = sent(5, "SORTED", place="ZX-1")


def run_jobs():
    return [jobs.run(job_id=str(job.pk), clock=lambda: LATER) for job in Job.objects.filter(state="QUEUED")]


def test_a_movement_is_told_with_a_signature_that_the_secret_proves(people, parcel, listener, subscribed):
    _subscription, secret = subscribed
    parcel()
    move(people, ARRIVED)
    (job,) = run_jobs()
    assert (job.state, job.result) == ("DONE", {"sent": 1})
    ((path, headers, body),) = listener.heard
    assert path == "/heard?of=parcels"
    expected = hmac.new(
        secret.encode(), f"{headers['Cuntong-Timestamp']}.".encode() + body, sha256
    ).hexdigest()
    assert headers["Cuntong-Signature"] == f"sha256={expected}"
    assert headers["Cuntong-Delivery"] == str(Delivery.objects.get().key)
    assert json.loads(body) == {
        "parcels": [
            {
                "carrier": "YUANTONG",
                "number": "YT0000000000001",
                "state": "AT_HUB",
                "place": "ZX-1",
                "moved_at": "2024-08-14T01:00:00+00:00",
            }
        ]
    }


def test_what_moves_nothing_is_not_told(people, parcel, subscribed):
    parcel()
    move(people, ARRIVED)
    move(
        people, sent(3, "ARRIVED_HUB", place="ZX-1"), sent(3, "ARRIVED_HUB", "NOBODY", place="ZX-1"), name="2"
    )
    move(people, sent(4, "PROBLEM", place="CD-1"), name="3")
    assert Delivery.objects.count() == 1


def test_an_annulled_scan_is_told_as_well(people, parcel, subscribed):
    parcel()
    move(people, ARRIVED)
    operations.annul_scan(scan=Scan.objects.get(), reason="扫错", by=people.hub, at=LATER)
    last = Delivery.objects.last()
    states = {json.loads(one.body)["parcels"][0]["state"] for one in Delivery.objects.all()}
    assert states == {"AT_HUB", "EXPECTED"}
    assert "recipient" not in last.body


def test_nobody_listens_and_nothing_is_queued(people, parcel):
    parcel()
    move(people, ARRIVED)
    assert not Job.objects.exists()


def test_messages_wait_in_order_and_go_out_together(people, parcel, listener, subscribed):
    parcel()
    move(people, ARRIVED)
    move(people, SORTED, name="2")
    assert Job.objects.count() == 1, "one waiting job carries all"
    run_jobs()
    assert [json.loads(body)["parcels"][0]["state"] for _p, _h, body in listener.heard] == [
        "AT_HUB",
        "SORTED",
    ]


class Pauses(list):
    """Keeps how long it was asked to pause, and pauses not at all."""

    def __call__(self, seconds):
        self.append(seconds)


def deliver(subscription, send, pauses=()):
    job = jobs.start(kind=operations.DELIVER, arguments={}, by=subscription.added_by, at=LATER)
    Job.objects.filter(pk=job.pk).update(state="RUNNING", attempts=1)
    paused = Pauses()
    result = operations.deliver(
        subscription_id=subscription.pk,
        progress=Progress(job_id=str(job.pk), attempt=1, clock=lambda: LATER),
        send=send,
        pause=paused,
        pauses=pauses,
    )
    return result, paused


def test_a_listener_that_fails_is_tried_again_after_pauses(people, parcel, listener, subscribed):
    subscription, _secret = subscribed
    parcel()
    move(people, ARRIVED)
    move(people, SORTED, name="2")
    listener.answers = [500, 503]
    result, paused = deliver(subscription, outgoing.post, pauses=(1, 2, 3))
    assert (result, paused) == ({"sent": 2}, [1, 2])
    first, second = Delivery.objects.all()
    assert (first.attempts, second.attempts) == (3, 1)
    assert Delivery.objects.filter(delivered_at=None).count() == 0


def test_what_is_not_taken_waits_for_the_next_job(people, parcel, subscribed):
    subscription, _secret = subscribed
    parcel()
    move(people, ARRIVED)
    result, _paused = deliver(subscription, lambda *_: Answer(False, "HTTP 500"))
    assert result == {"sent": 0, "waiting": 1}
    delivery = Delivery.objects.get()
    assert (delivery.attempts, delivery.last_answer, delivery.delivered_at) == (1, "HTTP 500", None)


def test_after_too_many_tries_a_message_is_given_up_and_the_next_goes(people, parcel, subscribed):
    subscription, _secret = subscribed
    parcel()
    move(people, ARRIVED)
    Delivery.objects.update(attempts=19)
    move(people, SORTED, name="2")
    asked = []
    result, _paused = deliver(subscription, lambda *_: Answer(bool(asked.append(1)) or len(asked) > 1, "x"))
    assert result["sent"] == 2
    assert Delivery.objects.filter(given_up_at=LATER).count() == 1
    assert Delivery.objects.filter(delivered_at=LATER).count() == 1


def test_a_redirection_is_not_followed(people, parcel, listener, subscribed):
    parcel()
    move(people, ARRIVED)
    listener.answers = [302]
    subscription, _secret = subscribed
    deliver(subscription, outgoing.post)
    assert len(listener.heard) == 1
    assert Delivery.objects.get().last_answer == "HTTP 302"


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.com/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://",
        "https://user:word@example.com/",
        "https://example.com:99999/",
        "https://[::1/",
        "http://127.0.0.1/",
        "http://10.1.2.3/",
        "http://169.254.169.254/latest/meta-data",
        "http://192.168.1.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://0.0.0.0/",
        "http://224.0.0.1/",
    ],
)
def test_an_address_of_the_own_network_or_of_another_kind_is_refused(people, url):
    with pytest.raises(ValidationError) as refusal:
        operations.subscribe(name="x", url=url, by=people.hub, at=START)
    assert "url" in refusal.value.message_dict


def test_a_name_that_points_into_the_own_network_reaches_nothing():
    answer = outgoing.post("http://localhost:1/", b"{}", {})
    assert not answer.taken
    assert "内部网络" in answer.words


def test_a_listener_that_is_away_is_an_answer_too(listener):
    url = listener.url
    listener.server.server_close()
    answer = outgoing.post(url, b"{}", {})
    assert not answer.taken
    assert answer.words


def test_an_ended_subscription_hears_nothing_more(people, parcel, listener, subscribed):
    subscription, _secret = subscribed
    parcel()
    move(people, ARRIVED)
    operations.end_subscription(subscription=subscription, by=people.hub, at=LATER)
    operations.end_subscription(subscription=subscription, by=people.hub, at=LATER)
    move(people, SORTED, name="2")
    run_jobs()
    assert not listener.heard
    assert Delivery.objects.filter(given_up_at=LATER).count() == 1


def test_who_subscribes_and_with_what_name(people, subscribed, listener):
    for nobody in (people.keeper, people.auditor, people.driver):
        with pytest.raises(PermissionDenied):
            operations.subscribe(name="x", url=listener.url, by=nobody, at=START)
    for name in ("", "示例系统"):
        with pytest.raises(ValidationError):
            operations.subscribe(name=name, url=listener.url, by=people.hub, at=START)


def test_the_pages_of_a_subscription(client, people, parcel, listener):
    client.force_login(people.hub)
    shown = client.post(reverse("parcels:subscription-new"), {"name": "示例系统", "url": listener.url})
    assert shown.headers["Cache-Control"] == "no-store"
    subscription = Subscription.objects.get()
    assert subscription.secret_encrypted not in shown.content.decode()
    parcel()
    move(people, ARRIVED)
    page = client.get(reverse("parcels:subscription", args=[subscription.pk])).content.decode()
    assert "重新发送待发消息" in page
    Job.objects.all().delete()
    client.post(reverse("parcels:subscription-again", args=[subscription.pk]))
    run_jobs()
    assert len(listener.heard) == 1
    client.post(reverse("parcels:subscription-end", args=[subscription.pk]))
    assert "已停止" in client.get(reverse("parcels:subscriptions")).content.decode()
    wrong = client.post(reverse("parcels:subscription-new"), {"name": "y", "url": "http://10.0.0.1/"})
    assert "内部网络" in wrong.content.decode()
