"""What stands in the bar above every page: the places a person's role leads to."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cuntong.apps.accounts.roles import Right
from cuntong.apps.places.queries import county

WORK = (
    (_("Home"), "portal:home", None),
    (_("Stations"), "places:stations", Right.READ_PLACES),
    (_("Counter"), "parcels:arrivals", Right.SCAN),
    (_("Parcels"), "parcels:parcels", Right.READ_PARCELS),
    (_("Services"), "services:home", Right.READ_SERVICES),
    (_("Hub"), "parcels:hub", Right.READ_PARCELS),
    (_("Routes"), "routes:today", Right.READ_ROUTES),
    (_("Inspections"), "inspections:visits", Right.READ_INSPECTIONS),
    (_("Funds"), "funds:overview", Right.READ_FUNDS),
    (_("Training"), "training:sessions", Right.READ_TRAINING),
    (_("Market"), "market:firms", Right.READ_MARKET),
    (_("Performance"), "performance:figures", Right.READ_PERFORMANCE),
)
OFFICE = (
    (_("Report check"), "performance:checks", Right.READ_EVIDENCE),
    (_("Evidence"), "evidence:documents", Right.READ_EVIDENCE),
    (_("Trail"), "evidence:trail", Right.READ_TRAIL),
    (_("Imports"), "imports:batches", Right.IMPORT),
    (_("Jobs"), "jobs:list", Right.READ_JOBS),
    (_("Phones"), "phone:handsets", Right.MANAGE_DEVICES),
    (_("People"), "staff:people", Right.MANAGE_ACCOUNTS),
)
"""What serves all the work; behind “More”, so that the bar stays one line."""


def frame(request) -> dict:
    """Context of every page: navigation, county and whether what is shown is synthetic."""
    known = county()
    work, office = _open_to(request, WORK), _open_to(request, OFFICE)
    here = _current(request.path, [one["url"] for one in (*work, *office)])
    for one in (*work, *office):
        one["current"] = one["url"] == here
    return {
        "navigation": work,
        "navigation_office": office,
        "county_name": known.name if known else "",
        "synthetic": known.synthetic if known else False,
    }


def _open_to(request, sections) -> list[dict]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or user.must_change_password:
        return []
    return [
        {"label": label, "url": reverse(name)}
        for label, name, right in sections
        if right is None or user.may(right)
    ]


def _current(path: str, urls: list[str]) -> str:
    """The section that a page belongs to: the longest address that its own begins with."""
    homes = [url for url in urls if path == url or (url != "/" and path.startswith(url))]
    return max(homes, key=len, default="")
