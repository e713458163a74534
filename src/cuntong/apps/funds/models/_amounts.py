"""How an amount of money is stored: exact yuan with two decimals.

SQLite keeps decimals as binary floats, which hold fifteen digits exactly: amounts stay below ten trillion yuan,
so that what is read back and added up is the same to the cent on both databases.
"""

from decimal import Decimal

from django.db import models
from django.db.models.functions import Round

LARGEST_YUAN = Decimal("9999999999999.99")


def amount_field(label) -> models.DecimalField:
    return models.DecimalField(label, max_digits=18, decimal_places=2)


def amount_sound(name: str) -> models.CheckConstraint:
    """More than nothing, no part of a cent, and within what both databases hold exactly."""
    return models.CheckConstraint(
        condition=models.Q(amount_yuan__gt=0, amount_yuan__lte=LARGEST_YUAN)
        & models.Q(amount_yuan=Round("amount_yuan", precision=2)),
        name=name,
    )


def both_or_neither(first: str, second: str, *, name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=models.Q(**{f"{first}__isnull": True, f"{second}__isnull": True})
        | models.Q(**{f"{first}__isnull": False, f"{second}__isnull": False}),
        name=name,
    )
