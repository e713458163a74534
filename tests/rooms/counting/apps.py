from django.apps import AppConfig


class CountingConfig(AppConfig):
    name = "tests.rooms.counting"
    label = "counting"
