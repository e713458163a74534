"""Personal data: encrypted where it must be read again, keyed-hashed where it must only be matched, masked on screen."""

import base64
import hashlib
import hmac
import secrets
from functools import cache

from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher, get_hasher, make_password


@cache
def _key(purpose: str) -> bytes:
    """One key for each purpose, derived from the county's field key."""
    return hmac.new(settings.FIELD_KEY.encode(), purpose.encode(), hashlib.sha256).digest()


@cache
def _cipher() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_key("encrypt")))


def encrypt(text: str) -> str:
    return _cipher().encrypt(text.encode()).decode() if text else ""


def decrypt(token: str) -> str:
    return _cipher().decrypt(token.encode()).decode() if token else ""


def keyed_hash(text: str, *, purpose: str) -> str:
    """A stable pseudonym of an ID or phone number: equal numbers match, and nobody without the key can guess them."""
    return hmac.new(_key(purpose), text.strip().upper().encode(), hashlib.sha256).hexdigest()


def mask_name(name: str) -> str:
    """张三丰 → 张**"""
    return name[:1] + "*" * max(len(name) - 1, 1) if name else ""


def mask_phone(phone: str) -> str:
    """13812345678 → 138****5678"""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 8 else "*" * len(phone)


def mask_id_number(number: str) -> str:
    """Keeps the county (first six) and the last digit: enough to tell two people apart, too little to use."""
    return f"{number[:6]}{'*' * 11}{number[-1:]}" if len(number) == 18 else "*" * len(number)


# No letter or digit that is taken for another one when it is read from paper.
_LEGIBLE = "abcdefghjkmnpqrstuvwxyz23456789"
_QUICK_ITERATIONS = 1_000


def one_time_password() -> str:
    """A random password for the first sign-in, as it is read from a slip of paper: 59 bits."""
    parts = ("".join(secrets.choice(_LEGIBLE) for _ in range(4)) for _ in range(3))
    return "-".join(parts)


def quick_hash(password: str) -> str:
    """The stored form of a random password.

    Many rounds make up for what people choose; a random password needs few, and a workbook of a hundred accounts
    would otherwise hold the database for a minute. At the first sign-in it is hashed anew with the usual rounds.
    """
    hasher = get_hasher()
    if isinstance(hasher, PBKDF2PasswordHasher):
        return hasher.encode(password, hasher.salt(), iterations=_QUICK_ITERATIONS)
    return make_password(password)
