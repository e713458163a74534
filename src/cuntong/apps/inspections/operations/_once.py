"""What every write here begins with: may this person act there, and was this entry sent before?"""

import hashlib
from typing import BinaryIO, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from cuntong.apps.accounts.access import require
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.roles import Right
from cuntong.apps.places import queries as places
from cuntong.apps.places.models import Station

M = TypeVar("M", bound=Model)


def reach(station: Station, by: User, right: Right) -> None:
    """Refuses whoever lacks the right, or has no business at the station.

    Raises:
        PermissionDenied: naming which of the two.
    """
    require(by, right)
    if not places.visible_to(by).filter(pk=station.pk).exists():
        raise PermissionDenied(_("“%(station)s” is not among your places.") % {"station": station})


def same_entry(row: M, **content) -> M:
    """The row of an entry that was sent before.

    Raises:
        ValidationError: it came with other content then.
    """
    if any(getattr(row, name) != value for name, value in content.items()):
        raise other_content()
    return row


def other_content() -> ValidationError:
    """The refusal of an entry that came before with other content."""
    return ValidationError(
        _(
            "This entry came before with other content. What was recorded first stays; correct it by a new entry."
        ),
        code="other_content",
    )


def digest_of(file: BinaryIO | None) -> str:
    """The digest under which a file is kept as a document; empty where there is none."""
    if file is None:
        return ""
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()


def is_synthetic() -> bool:
    """Whether what is entered in this county is demonstration data, documents included."""
    known = places.county()
    return known is not None and known.synthetic
