"""What every act at a counter does first: who may act there, one at a time, at a time that can be."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cuntong.apps.accounts.access import scope_of
from cuntong.apps.accounts.models import User
from cuntong.apps.accounts.protection import encrypt, mask_name, mask_phone
from cuntong.apps.accounts.roles import Right
from cuntong.apps.places.models import Station
from cuntong.domain.sealing import canonical_json
from cuntong.domain.values import BilingualError
from cuntong.rulebooks import load_service_rules

from ..kinds import Person
from ..models import Till
from ..queries import phone_hash

PHONE = re.compile(r"1[0-9]{10}|0[0-9]{2,3}-?[0-9]{7,8}")


def open_till(station: Station, by: User) -> Till:
    """Lets one act at a time happen at a counter, in the caller's transaction.

    Raises:
        PermissionDenied: without the right to serve there.
    """
    if not (by.may(Right.SERVE) or by.may(Right.WRITE_SERVICES)):
        raise PermissionDenied(
            _("Your role does not include this action (%(right)s).") % {"right": Right.SERVE}
        )
    if not scope_of(by).covers(station.division_id):
        raise PermissionDenied(_("“%(station)s” is not among your places.") % {"station": station})
    till, _created = Till.objects.select_for_update().get_or_create(station=station)
    return till


def day_of(made_at: datetime) -> date:
    """The county's day of a moment."""
    return timezone.localdate(made_at)


def check_clock(made_at: datetime, at: datetime) -> None:
    """Refuses a time that cannot be, so that a phone's wrong clock is seen and not believed.

    Raises:
        ValidationError: it lies in the future, or longer ago than an entry may wait in a phone.
    """
    rules = load_service_rules(day_of(at))
    shown = timezone.localtime(made_at).strftime("%Y-%m-%d %H:%M")
    if made_at - at > rules.limit("CLOCK_AHEAD").span:
        raise ValidationError(
            _("The phone's clock is wrong: it says %(time)s. Set it, and write the entry again.")
            % {"time": shown}
        )
    if at - made_at > rules.limit("CLOCK_BEHIND").span:
        raise ValidationError(
            _(
                "Written %(time)s: older than %(days)s days. Check the phone's clock, or import a paper ledger."
            )
            % {"time": shown, "days": rules.limit("CLOCK_BEHIND").count}
        )


Row = TypeVar("Row", bound=Model)


def repeated(known: Row | None, digest: str) -> Row | None:
    """The row that stands under the id already, where it says the same.

    Raises:
        ValidationError: under this id something else was received.
    """
    if known is not None and known.digest != digest:
        raise ValidationError(
            _("Under this id another entry was received. Both are kept apart: write this one again."),
            code="conflict",
        )
    return known


def digest_of(**content: Any) -> str:
    """What an entry says, as one value; a person is in it by keyed hash only.

    The time of writing is left out: what is sent again may come with its clock corrected by another second.
    """
    return sha256(canonical_json(content)).hexdigest()


def personal(person: Person) -> Mapping[str, str]:
    """The columns that keep a person: masked to show, encrypted to call back, hashed to match.

    Raises:
        ValidationError: a phone number that cannot be one.
    """
    phone = person.phone.replace(" ", "")
    if phone and not PHONE.fullmatch(phone):
        raise ValidationError(
            {
                "phone": _(
                    "This is no phone number: 11 digits, or area code and number. Leave it blank if unknown."
                )
            }
        )
    return {
        "person": mask_name(person.name.strip()),
        "phone": mask_phone(phone),
        "phone_hash": phone_hash(phone),
        "name_encrypted": encrypt(person.name.strip()),
        "phone_encrypted": encrypt(phone),
    }


def said(error: BilingualError) -> ValidationError:
    """A refusal of the domain, in the language of the page."""
    return ValidationError(error.message.en if get_language() == "en" else error.message.zh)
