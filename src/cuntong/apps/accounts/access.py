"""The door of every page, endpoint and operation: does this person have the right, and where?"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.utils.translation import gettext as _

from .models import User
from .roles import COUNTYWIDE, Right


@dataclass(frozen=True)
class Scope:
    """Where a person may look: everywhere, or inside some divisions, or in one organisation's matters."""

    everywhere: bool
    division_codes: tuple[str, ...] = ()
    organisation_id: int | None = None

    def divisions(self, field: str) -> Q:
        """Rows whose `field` (a 12-digit division code) lies inside the person's places."""
        if self.everywhere:
            return Q()
        inside = Q(pk__in=[])
        for code in self.division_codes:
            inside |= Q(**{f"{field}__startswith": significant(code)})
        return inside

    def organisation(self, field: str) -> Q:
        """Rows whose `field` (an organisation) is the person's own."""
        if self.everywhere:
            return Q()
        if self.organisation_id is None:
            return Q(pk__in=[])
        return Q(**{field: self.organisation_id})

    def covers(self, division_code: str) -> bool:
        return self.everywhere or any(division_code.startswith(significant(c)) for c in self.division_codes)


def significant(division_code: str) -> str:
    """The digits of a division code that its inner divisions share: 440281102000 → 440281102."""
    for length in (2, 4, 6, 9):
        if set(division_code[length:]) == {"0"}:
            return division_code[:length]
    return division_code


def scope_of(user: User) -> Scope:
    if user.role in COUNTYWIDE:
        return Scope(everywhere=True)
    codes = tuple(user.responsibilities.values_list("division_code", flat=True))
    return Scope(everywhere=False, division_codes=codes, organisation_id=user.organisation_id)


def require(user: User, right: Right) -> None:
    """Refuses whoever lacks the right.

    Raises:
        PermissionDenied: naming the right, so that the page can say what to ask for.
    """
    if not (user.is_authenticated and user.may(right)):
        raise PermissionDenied(_("Your role does not include this action (%(right)s).") % {"right": right})


def needs(right: Right) -> Callable:
    """Guards a page; the walk over all URLs reads `needs_right` to know what to expect."""

    def guard(page):
        @wraps(page)
        def guarded(request, *args, **kwargs):
            require(request.user, right)
            return page(request, *args, **kwargs)

        guarded.needs_right = right
        return guarded

    return guard
