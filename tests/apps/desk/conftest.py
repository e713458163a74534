"""A table of stations that exists for these tests only, and requests that look at it."""

import copy
import datetime
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.cookie import CookieStorage
from django.db import connection, models
from django.test import RequestFactory

from cuntong.apps.desk.formats import Mark
from cuntong.apps.desk.lists import Column, Filter, FilterKind, Kind, ListPage

UTC = datetime.UTC
MARKS = {"OPERATING": Mark.DONE, "PLANNED": Mark.PLANNED}


@pytest.fixture(autouse=True)
def _frame_without_the_rooms_above(settings):
    """The desk is the lowest room: its pages stand without the navigation that the configuration adds."""
    templates = copy.deepcopy(settings.TEMPLATES)
    options = templates[0]["OPTIONS"]
    options["context_processors"] = [name for name in options["context_processors"] if ".config." not in name]
    settings.TEMPLATES = templates
    settings.FORM_RENDERER = "cuntong.apps.desk.forms.DeskRenderer"


class Town(models.Model):
    name = models.CharField(max_length=20)

    class Meta:
        app_label = "desk_tests"


class Station(models.Model):
    class State(models.TextChoices):
        OPERATING = "OPERATING", "运营中"
        PLANNED = "PLANNED", "拟建"

    name = models.CharField(max_length=60)
    town = models.ForeignKey(Town, null=True, on_delete=models.CASCADE)
    state = models.CharField(max_length=12, choices=State, default=State.OPERATING)
    opened_date = models.DateField(null=True)
    seen_at = models.DateTimeField(null=True)
    parcels = models.IntegerField(null=True)
    amount_yuan = models.DecimalField(max_digits=14, decimal_places=2, default=0)
    rate = models.DecimalField(max_digits=6, decimal_places=4, null=True)

    class Meta:
        app_label = "desk_tests"

    def get_absolute_url(self):
        return f"/stations/{self.pk}/"


@pytest.fixture(scope="session")
def _tables(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            editor.create_model(Town)
            editor.create_model(Station)
        yield
        with connection.schema_editor() as editor:
            editor.delete_model(Station)
            editor.delete_model(Town)


@pytest.fixture
def stations(_tables, db):
    """Sixty stations: every third planned, amounts 0.01, 1.01, … yuan, two towns, one opened a day."""
    towns = [Town.objects.create(name=name) for name in ("北乡镇", "九峰镇")]
    Station.objects.bulk_create(
        Station(
            name=f"第{number}村",
            town=towns[number % 2],
            state="PLANNED" if number % 3 == 0 else "OPERATING",
            opened_date=datetime.date(2023, 1, 1) + datetime.timedelta(days=number),
            seen_at=datetime.datetime(2023, 1, 1, 4, tzinfo=UTC) + datetime.timedelta(hours=6 * number),
            parcels=number,
            amount_yuan=Decimal(number) + Decimal("0.01"),
            rate=Decimal(number) / 100,
        )
        for number in range(60)
    )
    return Station.objects.all()


@pytest.fixture
def page():
    return ListPage(
        title="站点",
        columns=[
            Column("名称", "name", Kind.LINK, sortable=True),
            Column("乡镇", "town__name", sortable=True),
            Column("状态", "state", Kind.STATE, marks=MARKS),
            Column("开业", "opened_date", Kind.DATE),
            Column(
                "快件",
                "parcels",
                Kind.FIGURE,
                url=lambda row: f"/figures/{row.pk}/",
                total=True,
                sortable=True,
            ),
            Column("资金", "amount_yuan", Kind.MONEY_YUAN, unit="元", total=True),
            Column("资金（万元）", "amount_yuan", Kind.MONEY_WAN, unit="万元", decimals=2),
            Column("送达率", "rate", Kind.PERCENT, decimals=1),
            Column("上报", "seen_at", Kind.TIME),
            Column("代码", "pk", export_only=True),
        ],
        filters=[
            Filter("state", "状态", choices=Station.State.choices),
            Filter("town", "乡镇", FilterKind.TEXT, apply="town__name"),
            Filter("opened", "开业", FilterKind.DATE_RANGE, apply="opened_date"),
            Filter("seen", "上报", FilterKind.TIME_RANGE, apply="seen_at"),
            Filter(
                "few",
                "件数",
                choices=[("yes", "不到十件")],
                apply=lambda rows, value: rows.filter(parcels__lt=10),
            ),
            Filter(
                "place",
                "地点",
                FilterKind.PLACE,
                apply="name",
                choices=lambda request: [("北乡镇", [("第1村", "一村")])],
            ),
        ],
        search=["name", "town__name"],
        order=["pk"],
        page_size=25,
    )


@pytest.fixture
def ask(people):
    """ask("?state=PLANNED", user=…, **headers): a request as the middleware would hand it to a page."""

    def make(query="", *, user=None, path="/stations/", **headers):
        request = RequestFactory().get(f"{path}{query}", headers=headers)
        request.user = user or AnonymousUser()
        request._messages = CookieStorage(request)
        return request

    return make
