"""The root of the JSON interface: every room's router under /api/<noun>/, signed in by session."""

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from ninja import NinjaAPI
from ninja.security import django_auth

api = NinjaAPI(
    title="Cuntong",
    version="1",
    description="Reads what the pages show. Each answer holds only the rows that the signed-in person may see.",
    auth=django_auth,
    docs_url="/docs",
)

for room in settings.ROOMS:
    if find_spec(f"{room}.api"):
        api.add_router(f"/{room.rsplit('.', 1)[-1]}/", import_module(f"{room}.api").router)
