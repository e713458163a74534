"""A table points only to tables of its own room or of rooms below it; a string reference is no import."""

import pytest
from django.apps import apps

PREFIX = "cuntong.apps."


def test_every_relation_points_down(app_floors):
    found = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models()
        if _room(model)
        for field in model._meta.get_fields(include_hidden=True)
        if not field.auto_created and field.is_relation and field.related_model
        if not _is_whoever_signs_in(field)
        if not _is_allowed(app_floors, _room(model), _room(field.related_model))
    ]
    assert not found


def _is_whoever_signs_in(field):
    """Whether the field points to the user by settings.AUTH_USER_MODEL: the framework's noun, known to every floor."""
    return getattr(field, "swappable_setting", None) == "AUTH_USER_MODEL"


def _room(model):
    """The app's name in the house; None for Django's and other people's tables."""
    package = model._meta.app_config.name
    return package.removeprefix(PREFIX) if package.startswith(PREFIX) else None


def _is_allowed(floors, importer, imported):
    return imported is None or importer == imported or floors[imported] < floors[importer]


def test_every_installed_room_stands_in_the_floor_plan(app_floors):
    rooms = {
        config.name.removeprefix(PREFIX)
        for config in apps.get_app_configs()
        if config.name.startswith(PREFIX)
    }
    assert rooms
    assert rooms <= set(app_floors)


@pytest.mark.parametrize(
    ("importer", "imported", "allowed"),
    [
        ("funds", "evidence", True),
        ("funds", "funds", True),
        ("funds", None, True),
        ("evidence", "funds", False),
        ("supply", "market", False),
        ("portal", "desk", True),
    ],
)
def test_the_order_of_the_rooms(app_floors, importer, imported, allowed):
    assert _is_allowed(app_floors, importer, imported) is allowed
