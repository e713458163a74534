"""Every address of the house, tried by every role and by nobody: what a role lacks is refused, the rest opens."""

import uuid

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import URLPattern, URLResolver, get_resolver

from cuntong.apps.accounts.roles import RIGHTS, Role
from cuntong.config.api import api

pytestmark = pytest.mark.django_db

OPEN_TO_THE_WORLD = ("accounts/", "language/")
OPEN_TO_WHOEVER_SIGNS_IN = {"portal:home"}
SAMPLES = {"int": "1", "str": "x", "uuid": str(uuid.UUID(int=7)), "slug": "x", "path": "x"}
NOT_REFUSED = {200, 302, 404}


def _doors(patterns, prefix="", namespace=""):
    """Every (address with sample arguments, full name, view) below the patterns."""
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            space = ":".join(filter(None, (namespace, pattern.namespace or "")))
            yield from _doors(pattern.url_patterns, route, space)
        elif isinstance(pattern, URLPattern):
            for name, converter in pattern.pattern.converters.items():
                kind = next(
                    k
                    for k in SAMPLES
                    if type(converter).__name__.lower().startswith({"str": "string"}.get(k, k))
                )
                for text in (f"<{kind}:{name}>", f"<{name}>"):
                    route = route.replace(text, SAMPLES[kind])
            yield f"/{route}", ":".join(filter(None, (namespace, pattern.name or ""))), pattern.callback


def _house():
    return [
        door
        for door in _doors(get_resolver().url_patterns)
        if not door[0].startswith(("/api/", "/desk/")) and not door[0][1:].startswith(OPEN_TO_THE_WORLD)
    ]


def _ask(client, address):
    """GET, or POST where a page only takes POST."""
    response = client.get(address)
    if response.status_code == 405:
        response = client.post(address)
    return response


def test_every_page_names_the_right_that_it_needs():
    nameless = {name for _address, name, view in _house() if not hasattr(view, "needs_right")}
    assert nameless == OPEN_TO_WHOEVER_SIGNS_IN


def test_nobody_passes_without_signing_in(client):
    for address, name, _view in _house():
        response = _ask(client, address)
        assert response.status_code == 302, name
        assert response.headers["Location"].startswith("/accounts/login/"), name


@pytest.mark.parametrize("role", list(Role))
def test_each_role_passes_exactly_the_doors_of_its_rights(client, people, role):
    client.force_login(people.by_role[role])
    for address, name, view in _house():
        right = getattr(view, "needs_right", None)
        status = _ask(client, address).status_code
        if right is None or right in RIGHTS[role]:
            assert status in NOT_REFUSED | {403}, (name, status)
            if "<" not in address and status == 403:
                assert right is not None, name
        else:
            assert status == 403, (name, status)


def test_an_auditor_has_no_right_that_writes():
    assert all(right.startswith("READ_") for right in RIGHTS[Role.AUDITOR])


def _endpoints():
    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                yield f"/api{prefix}{path}".replace("//", "/"), operation.methods


def test_every_endpoint_only_reads():
    assert {method for _path, methods in _endpoints() for method in methods} == {"GET"}


def test_no_endpoint_answers_whoever_has_not_signed_in(client):
    for path, _methods in _endpoints():
        if "{" not in path:
            assert client.get(path).status_code in {302, 401}, path


@pytest.mark.parametrize("role", list(Role))
def test_endpoints_refuse_whom_the_pages_refuse(client, people, role):
    client.force_login(people.by_role[role])
    for path, _methods in _endpoints():
        if "{" not in path:
            assert client.get(path).status_code in ({403, 422} if not RIGHTS[role] else {200, 403, 422}), path


def test_a_public_account_has_no_rights(people):
    assert people.public.rights == frozenset()
    assert not AnonymousUser().is_authenticated
