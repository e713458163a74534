"""How a recipient is matched without being named: hashes with the county's key."""

import re

from cuntong.apps.accounts.protection import keyed_hash

_TAIL = 4


def phone_hash(phone: str) -> str:
    """Matches equal phone numbers; "" for one with hidden digits, which matches nobody for sure."""
    return keyed_hash(phone, purpose="phone") if phone and "*" not in phone else ""


def recipient_hash(name: str, phone: str) -> str:
    """Matches equal recipients, name and phone; "" where either is blank or has hidden characters."""
    if not name or not phone or "*" in name + phone:
        return ""
    return keyed_hash(f"{name}\n{phone}", purpose="recipient")


def phone_tail_hash(number: str, phone: str) -> str:
    """Matches a waybill number together with the last four digits of the recipient's phone; "" where they are hidden.

    The waybill number is part of what is hashed: four digits alone are guessed in ten thousand tries.
    """
    tail = re.sub(r"[^0-9*]", "", phone.partition("-")[0] if phone[:1] == "1" else phone)[-_TAIL:]
    return keyed_hash(f"{number}:{tail}", purpose="phone tail") if re.fullmatch(r"[0-9]{4}", tail) else ""
