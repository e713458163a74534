"""Starts Django for the commands that need the records."""

import os


def start_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cuntong.config.settings")
    import django

    django.setup()


def prepare_database(*, verbosity: int = 0) -> None:
    """Brings tables, cache and static files to this version; running it again changes nothing."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=verbosity)
    call_command("createcachetable", verbosity=verbosity)
    call_command("collectstatic", interactive=False, verbosity=0)
