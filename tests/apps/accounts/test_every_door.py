"""Every address of the house, tried by every role and by nobody: what a role lacks is refused, the rest opens.

The addresses are filled with records of a furnished county, so that a door is tried with somebody's record behind it.
A room that is new is walked as well: where its records are not known here, its doors may lead to "not found".
"""

import re
import uuid

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from cuntong.apps.accounts.roles import RIGHTS, Role
from cuntong.apps.evidence.kinds import RECORD_KINDS
from cuntong.apps.imports.models import ImportBatch
from cuntong.apps.parcels.models import Decision
from cuntong.apps.services.models import ServiceOffer
from cuntong.config.api import api

from .conftest import kinds_without_a_sample

pytestmark = pytest.mark.django_db

SIGN_IN = "accounts/"
OPEN_TO_ALL = {
    "set_language",
    "account_confirm_email",
    "account_email_verification_sent",
    "account_inactive",
    "account_login",
    "account_logout",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_key",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_signup",
    "parcels:track",
    "phone:app",
    "phone:app-en",
    "phone:manifest",
    "phone:service-worker",
}
OPEN_TO_WHOEVER_SIGNS_IN = {"portal:home", "desk:save_view", "desk:forget_view"}
OPENS = {200, 302}
# A draft has no bundle yet; it comes with the approval.
ONLY_LATER = {"performance:report-bundle"}
STRANGERS = {"int": "1", "str": "x", "uuid": str(uuid.UUID(int=7))}


def _doors(patterns=None, prefix="", namespace=""):
    """Every (route, full name, view) below the patterns."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            space = ":".join(filter(None, (namespace, pattern.namespace or "")))
            yield from _doors(pattern.url_patterns, route, space)
        elif isinstance(pattern, URLPattern):
            yield route, ":".join(filter(None, (namespace, pattern.name or ""))), pattern.callback


def _house():
    """The rooms' pages: without the sign-in pages of the library, the interface, and the switch of language."""
    outside = (SIGN_IN, "api/", "language/")
    return [door for door in _doors() if not door[0].startswith(outside)]


def _behind(furnished):
    """What fills an address: by the words before its argument, by the argument's kind and name, or by its name."""
    at = {code: record.pk for code, record in furnished.items()}
    snapshot = furnished["performance.snapshot"]
    section = furnished["performance.report"].sections.first()
    return {
        "document_id": at["evidence.document"],
        "record_kind": "market.firm",
        "record_id": at["market.firm"],
        "sheets/code": "training.roster",
        "sheet/code": "training.roster",
        "user_id": at["staff.account"],
        "batch_id": at["imports.batch"],
        "columns/batch_id": ImportBatch.objects.get(sheet="parcels.OTHER").pk,
        "decision_id": Decision.objects.get().pk,
        "job_id": snapshot.job_id,
        "station_id": at["places.station"],
        "event_id": at["places.station_event"],
        "divisions/code": at["places.division"],
        "appropriations/pk": at["funds.appropriation"],
        "lines/pk": at["funds.budget_line"],
        "contracts/pk": at["funds.contract"],
        "milestones/pk": at["funds.milestone"],
        "applications/pk": at["funds.application"],
        "payments/pk": at["funds.payment"],
        "noun": "milestone",
        "<str:noun>/pk": at["funds.milestone"],
        "session_id": at["training.session"],
        "course_id": at["training.course"],
        "trainee_id": furnished["training.outcome"].trainee_id,
        "outcome_id": at["training.outcome"],
        "certificate_id": at["training.certificate"],
        "firm_id": at["market.firm"],
        "tenancy_id": at["market.tenancy"],
        "shop_id": at["market.shop"],
        "livestream_id": at["market.livestream"],
        "parcel_id": at["parcels.parcel"],
        "problem_id": at["parcels.problem"],
        "device_id": at["parcels.device"],
        "sorting/session_id": at["parcels.sorting"],
        "subscription_id": at["parcels.subscription"],
        "handset_id": at["phone.handset"],
        "entry/entry_id": at["phone.entry"],
        "contract_id": at["parcels.carrier_contract"],
        "scans/scan_id": uuid.UUID(int=1),
        "asides/scan_id": uuid.UUID(int=11),
        "entry_id": at["services.entry"],
        "close_id": at["services.day_close"],
        "group_id": at["services.group_order"],
        "offer_id": ServiceOffer.objects.get().pk,
        "button": "TRADE",
        "<int:station_id>/month": "2024-08",
        "visit_id": at["inspections.visit"],
        "uuid:problem_id": at["inspections.problem"],
        "draw_id": at["inspections.draw"],
        "unit_id": furnished["inspections.draw"].units.filter(is_chosen=True).first().pk,
        "uuid:assessment_id": at["inspections.assessment"],
        "grade_id": at["inspections.grade"],
        "replacement_id": at["inspections.replacement"],
        "vehicle_id": at["routes.vehicle"],
        "driver_id": at["routes.driver"],
        "route_id": at["routes.route"],
        "plan_id": at["routes.plan"],
        "trip_id": at["routes.trip"],
        "study_id": at["routes.study"],
        "price_contract_id": at["routes.price_contract"],
        "statement_id": at["routes.statement"],
        "line_id": furnished["routes.statement"].lines.get().pk,
        "dispute_id": at["routes.dispute"],
        "baseline_id": at["routes.baseline"],
        "fair_id": at["market.fair"],
        "exhibit_id": at["market.exhibit"],
        "figures/code": "ATTENDANCES",
        "target_id": at["performance.target"],
        "snapshot_id": snapshot.pk,
        "report_id": at["performance.report"],
        "section_code": section.code,
        "check_id": at["performance.check"],
        "findings/position": 1,
    }


def _address(route, behind):
    """The route with its arguments filled, and whether a record of the county stands behind all of them."""
    known = True

    def fill(match):
        nonlocal known
        before = route[: match.start()].rstrip("/").rpartition("/")[2]
        names = (f"{before}/{match['name']}", f"{match['kind']}:{match['name']}", match["name"])
        value = next((behind[name] for name in names if name in behind), None)
        known = known and value is not None
        return str(value) if value is not None else STRANGERS[match["kind"]]

    return "/" + re.sub(r"<(?P<kind>\w+):(?P<name>\w+)>", fill, route), known


def _ask(client, address):
    """GET, or what a page takes where it does not take that; whatever it did is taken back."""
    with transaction.atomic():
        response = client.get(address)
        for other in (client.post, client.put):
            if response.status_code == 405:
                response = other(address)
        # Not response.close(): that hangs up the database.
        for resource in response._resource_closers:
            resource()
        transaction.set_rollback(True)
    return response


def test_every_page_names_the_right_that_it_needs():
    nameless = {name for _route, name, view in _house() if not hasattr(view, "needs_right")}
    assert {
        name for name in nameless if not name.startswith("desk:")
    } <= OPEN_TO_WHOEVER_SIGNS_IN | OPEN_TO_ALL


def test_the_county_has_a_record_behind_every_kind_of_page(furnished):
    assert not kinds_without_a_sample(furnished)


def test_nobody_passes_without_signing_in(client, furnished):
    open_doors = {}
    for route, name, _view in _doors():
        if name in OPEN_TO_ALL or f"/{route}" in SIGNED or (route.startswith(SIGN_IN) and "login/" in route):
            continue
        response = _ask(client, _address(route, _behind(furnished))[0])
        to = response.headers.get("Location", "")
        refused = response.status_code == 401 if route.startswith("api/") else "/accounts/login/" in to
        if not refused and not to.startswith("/accounts/login/"):
            open_doors[route] = (name, response.status_code)
    assert open_doors == {}


def test_each_role_passes_exactly_the_doors_of_its_rights(client, people, furnished):
    wrong, behind = [], _behind(furnished)
    for role in Role:
        client.force_login(people.by_role[role])
        for route, name, view in _house():
            address, known = _address(route, behind)
            status = _ask(client, address).status_code
            right = getattr(view, "needs_right", None)
            if right is not None and right not in RIGHTS[role]:
                expected = {403}
            elif known and role == Role.BUREAU and name not in ONLY_LATER:
                expected = OPENS
            else:
                expected = OPENS | {403, 404} if "<" in route else OPENS
            if status not in expected:
                wrong.append((role.value, name, status))
    assert wrong == []


def test_a_record_opens_for_whom_it_is_visible_and_is_not_there_for_the_others(client, people, furnished):
    wrong = []
    for role in Role:
        user = people.by_role[role]
        client.force_login(user)
        for code, record in furnished.items():
            kind = RECORD_KINDS[code]
            if not user.may(kind.read):
                expected = 403
            else:
                expected = 200 if kind.visible_to(user).filter(pk=record.pk).exists() else 404
            status = client.get(reverse(kind.page, args=[record.pk])).status_code
            if status != expected:
                wrong.append((role.value, code, status, expected))
    assert wrong == []


def test_a_training_body_and_a_contractor_do_not_reach_what_is_others(client, people, furnished):
    client.force_login(people.trainer)
    for code in ("training.session", "training.outcome", "training.certificate", "imports.batch"):
        kind = RECORD_KINDS[code]
        assert client.get(reverse(kind.page, args=[furnished[code].pk])).status_code == 404, code
    client.force_login(people.keeper)
    station = RECORD_KINDS["places.station"]
    assert client.get(reverse(station.page, args=[furnished["places.station"].pk])).status_code == 404


def _library():
    """The sign-in pages, the library's own and those that stand in their place."""
    filled = {"key": "x", "uidb36": "1", "provider_id": "x"}
    for route, name, _view in _doors():
        if route.startswith(SIGN_IN):
            known = re.sub(r"\(\?P<(\w+)>[^)]*\)", lambda match: filled[match[1]], route)
            yield name, "/" + known.replace("^", "").replace("$", "").replace(".+", "1-x").replace("\\Z", "")


@pytest.mark.parametrize("method", ["get", "post"])
def test_no_sign_in_page_fails_for_anybody(client, people, method):
    wrong = []
    for person in (None, *people.by_role.values()):
        for name, address in _library():
            client.force_login(person) if person else client.logout()
            status = getattr(client, method)(address).status_code
            if status not in {200, 301, 302, 401, 403, 404, 405}:
                wrong.append((person and person.role, name, status))
    assert wrong == []


def test_sign_in_pages_that_need_mail_are_not_there(client, people):
    client.force_login(people.bureau)
    gone = ("signup/", "email/", "confirm-email/", "confirm-email/x/", "password/set/", "3rdparty/signup/")
    assert {client.get(f"/accounts/{path}").status_code for path in gone} == {404}
    explained = (
        "password/reset/",
        "password/reset/done/",
        "password/reset/key/1-x/",
        "password/reset/key/done/",
    )
    assert {client.get(f"/accounts/{path}").status_code for path in explained} == {200}


def test_an_auditor_has_no_right_that_writes():
    assert all(right.startswith("READ_") for right in RIGHTS[Role.AUDITOR])


def _endpoints():
    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                yield f"/api{prefix}{path}".replace("//", "/"), operation.methods


# Machines write here: devices with their key, services with their signature. tests/apps/parcels tries both.
WRITING = {"/api/parcels/scans", "/api/parcels/sorted"}
SIGNED = {"/api/parcels/pushes/kuaidi100", "/api/parcels/pushes/kuaidiniao"}
# What a sorter asks needs a right of its own and a number.
OF_MACHINES = WRITING | SIGNED | {"/api/parcels/chutes/{number}"}


# Phones, drivers and trackers write here, each entry under an id of its own; tests/apps/phone and tests/apps/routes try them.
OF_PHONES = ("/api/phone/", "/api/routes/")


def test_every_other_endpoint_only_reads():
    reading = {
        method
        for path, methods in _endpoints()
        if path not in WRITING | SIGNED and not path.startswith(OF_PHONES)
        for method in methods
    }
    assert reading == {"GET"}


def test_no_endpoint_answers_whoever_has_not_signed_in(client):
    for path, methods in _endpoints():
        ask = getattr(client, methods[0].lower())
        known = re.sub(r"\{(photo|handset)_id\}", str(uuid.UUID(int=1)), path)
        known = re.sub(r"\{(trip|stop)_id\}", "1", known)
        assert ask(known).status_code in ({400} if path in SIGNED else {302, 401}), path


# What an endpoint needs is the right of its room; places show their coverage to whoever reads places.
RIGHT_OF_ROOM = {
    room: f"READ_{room.upper()}"
    for room in ("places", "funds", "training", "parcels", "services", "market", "performance")
}


def test_endpoints_answer_exactly_the_roles_of_their_room(client, people, furnished):
    wrong = []
    for role in Role:
        client.force_login(people.by_role[role])
        for path, _methods in _endpoints():
            if path in OF_MACHINES or path.startswith(OF_PHONES):
                continue
            may = RIGHT_OF_ROOM[path.split("/")[2]] in RIGHTS[role]
            status = client.get(path, {"as_of": "2023-12-31"}).status_code
            if status != (200 if may else 403):
                wrong.append((role.value, path, status))
    assert wrong == []


def test_a_public_account_has_no_rights(people):
    assert people.public.rights == frozenset()
