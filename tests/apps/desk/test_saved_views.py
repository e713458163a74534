"""A person's saved views of a list."""

import pytest
from django.db import IntegrityError, transaction

from cuntong.apps.desk import operations, queries
from cuntong.apps.desk.lists import Listing
from cuntong.apps.desk.models import SavedView


def test_a_view_keeps_conditions_and_forgets_the_moment(people):
    view = operations.save_view(
        user=people.bureau,
        path="/stations/",
        name="拟建",
        query="state=PLANNED&page=3&q=&sort=-parcels&export=xlsx",
    )
    assert view.query == "sort=-parcels&state=PLANNED"
    assert view.address == "/stations/?sort=-parcels&state=PLANNED"


def test_the_same_name_again_replaces_the_conditions(people):
    for query in ("state=PLANNED", "state=OPERATING"):
        operations.save_view(user=people.bureau, path="/stations/", name="我的", query=query)
    assert [view.query for view in queries.saved_views_of(user=people.bureau, path="/stations/")] == [
        "state=OPERATING"
    ]


def test_views_are_a_persons_own(people, stations, page, ask):
    operations.save_view(user=people.bureau, path="/stations/", name="我的", query="state=PLANNED")
    assert len(Listing(ask(user=people.bureau), page, stations).saved_views) == 1
    assert Listing(ask(user=people.auditor), page, stations).saved_views == []
    assert Listing(ask(user=people.bureau, path="/other/"), page, stations).saved_views == []


def test_the_view_one_looks_at_is_marked(people, stations, page, ask):
    view = operations.save_view(user=people.bureau, path="/stations/", name="我的", query="state=PLANNED")
    assert Listing(ask("?state=PLANNED&page=2", user=people.bureau), page, stations).current_view == view
    assert Listing(ask("?state=OPERATING", user=people.bureau), page, stations).current_view is None


def test_saving_leads_back_to_the_list(client, people):
    client.force_login(people.bureau)
    response = client.post(
        "/desk/views/save/", {"path": "/stations/", "name": "我的", "query": "state=PLANNED"}
    )
    assert response["Location"] == "/stations/?state=PLANNED"
    assert SavedView.objects.get().user == people.bureau


@pytest.mark.parametrize("path", ["//evil.example/", "https://evil.example/", "evil", "/a?b", "/a b"])
def test_a_view_leads_nowhere_else(client, people, path):
    client.force_login(people.bureau)
    response = client.post("/desk/views/save/", {"path": path, "name": "我的", "query": "a=1"})
    assert response["Location"] == "/"
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("data", [{"name": ""}, {"name": "长" * 41}, {"query": ""}, {"query": "x" * 1001}])
def test_a_view_without_name_or_condition_is_refused(client, people, data):
    client.force_login(people.bureau)
    client.post("/desk/views/save/", {"path": "/stations/", "name": "我的", "query": "a=1"} | data)
    assert not SavedView.objects.exists()


def test_forgetting_is_for_the_owner(client, people):
    view = operations.save_view(user=people.bureau, path="/stations/", name="我的", query="state=PLANNED")
    client.force_login(people.auditor)
    assert client.post(f"/desk/views/{view.pk}/forget/").status_code == 404
    client.force_login(people.bureau)
    assert client.post(f"/desk/views/{view.pk}/forget/")["Location"] == "/stations/"
    assert not SavedView.objects.exists()


def test_a_stranger_saves_nothing(client, db):
    response = client.post("/desk/views/save/", {"path": "/", "name": "我的", "query": "a=1"})
    assert "login" in response["Location"]
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("fields", [{"name": ""}, {}])
def test_the_table_refuses_nameless_and_double_views(people, fields):
    ordinary = {"user": people.bureau, "path": "/stations/", "name": "我的", "query": "a=1"}
    SavedView.objects.create(**ordinary)
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedView.objects.create(**ordinary | fields)
