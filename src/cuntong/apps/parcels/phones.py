"""Phone numbers of recipients as they are matched: by keyed hash, whole or by their last four digits."""

import hmac
import re
import unicodedata

from cuntong.apps.accounts.protection import keyed_hash

_WHOLE = re.compile(r"1[0-9]{10}")
_TAIL = re.compile(r"[0-9]{4}")


def plain_phone(text: str) -> str:
    """The eleven digits of a mobile number, or empty: a masked or virtual number is none."""
    digits = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text)).removeprefix("+86")
    return digits if _WHOLE.fullmatch(digits) else ""


def phone_hash(phone: str) -> str:
    """The keyed hash of a whole number; empty for none."""
    return keyed_hash(plain, purpose="phone") if (plain := plain_phone(phone)) else ""


def tail_hash(tail: str) -> str:
    """The keyed hash of the last four digits; empty where these are not four digits."""
    digits = unicodedata.normalize("NFKC", tail).strip()
    return keyed_hash(digits, purpose="phone-tail") if _TAIL.fullmatch(digits) else ""


def same(stored: str, given: str) -> bool:
    """Whether two hashes are of the same number; never for an empty one."""
    return bool(stored and given) and hmac.compare_digest(stored, given)
