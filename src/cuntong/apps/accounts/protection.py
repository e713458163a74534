"""Personal data: encrypted where it must be read again, keyed-hashed where it must only be matched, masked on screen."""

import base64
import hashlib
import hmac
from functools import cache

from cryptography.fernet import Fernet
from django.conf import settings


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
