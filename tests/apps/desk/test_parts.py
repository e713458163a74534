"""Parts of pages refuse what would mislead, and forms what would get lost."""

from decimal import Decimal

import pytest
from django import forms
from django.template import Context, Template

from cuntong.apps.desk.formats import Figure, Mark, State
from cuntong.apps.desk.forms import Section, Sections, error_links
from cuntong.apps.desk.kinds import Chart, Map, Marker, Progress, Series


def chart(**changed):
    parts = {
        "key": "c",
        "title": "t",
        "kind": "bar",
        "labels": ["甲", "乙"],
        "series": [Series("s", [1, None])],
    }
    return Chart(**parts | changed)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"kind": "pie"}, "pie"),
        ({"series": []}, "one to five"),
        ({"series": [Series("s", [1, 2])] * 6}, "not 6"),
        ({"series": [Series("甲组", [1])]}, "1 values for 2 labels"),
    ],
)
def test_a_chart_that_would_mislead_is_refused(changed, told):
    with pytest.raises(ValueError, match=told):
        chart(**changed)


def test_a_missing_value_stays_a_gap():
    drawn = chart(series=[Series("s", [Decimal("1.5"), None])], decimals=1)
    assert drawn.data["series"][0]["values"] == [1.5, None]
    assert drawn.table == [("甲", ["1.5"]), ("乙", ["—"])]


def test_a_map_counts_its_states():
    done, planned = State("已建", Mark.DONE), State("拟建", Mark.PLANNED)
    places = [Marker("甲", 25, 113, done), Marker("乙", 25, 113, planned), Marker("丙", 25, 113, done)]
    assert Map("m", "t", places).states == [(done, 2), (planned, 1)]


@pytest.mark.parametrize(("seconds", "minutes"), [(59, 1), (60, 1), (61, 2), (None, None)])
def test_minutes_left_are_rounded_up(seconds, minutes):
    assert Progress("导入", State("进行中"), 1, 2, seconds_left=seconds).minutes_left == minutes


def test_progress_of_unknown_length_has_no_share():
    assert Progress("导入", State("进行中"), 7, 0).share is None


class Payment(Sections, forms.Form):
    amount_yuan = forms.DecimalField(label="金额")
    note = forms.CharField(label="备注", required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)
    units = {"amount_yuan": "元"}
    sections = [Section("付多少", ["note", "amount_yuan"])]

    def clean(self):
        raise forms.ValidationError("合同已付清")


def test_a_form_stands_in_the_order_of_its_sections():
    text = str(Payment())
    assert text.index("id_note") < text.index("id_amount_yuan")
    assert '<span class="unit">元</span>' in text
    assert "（选填）" in text
    assert 'type="hidden" name="secret"' in text


def test_a_field_that_no_section_names_is_refused():
    class Forgetful(Payment):
        sections = [Section("付多少", ["note"])]

    with pytest.raises(LookupError, match="amount_yuan"):
        str(Forgetful())


def test_errors_are_listed_general_ones_first_then_by_field():
    assert error_links(Payment()) == []
    links = error_links(Payment({"amount_yuan": "很多"}))
    assert [(link["id"], link["label"]) for link in links] == [("", ""), ("id_amount_yuan", "金额")]


def test_an_error_stands_between_label_and_box_and_is_tied_to_it():
    text = str(Payment({"amount_yuan": "很多"}))
    assert text.index("金额") < text.index("errorlist") < text.index('name="amount_yuan"')
    assert 'aria-invalid="true"' in text
    assert "id_amount_yuan_error" in text.split('name="amount_yuan"')[1].split(">")[0]


@pytest.mark.parametrize(
    ("source", "context", "shown"),
    [
        ('{% figure 117 unit="个" url="/f/" %}', {}, '<a class="chip" href="/f/" data-drawer>'),
        ("{% figure none %}", {"none": None}, "无记录"),
        ("{% figure 117 typed=True %}", {}, "chip-typed"),
        ("{{ figure|shown }}", {"figure": Figure(Decimal("1.005"), decimals=2)}, "1.01"),
        ('{{ "已建成"|state:"done" }}', {}, 'data-mark="done"'),
        ("{{ amount|wan:1 }}", {"amount": Decimal("123456.00")}, "12.3"),
        ("{{ value|shown }}", {"value": None}, "—"),
        ("{{ value|shown }}", {"value": "<b>"}, "&lt;b&gt;"),
    ],
)
def test_template_words(source, context, shown):
    assert shown in Template("{% load desk %}" + source).render(Context(context))
