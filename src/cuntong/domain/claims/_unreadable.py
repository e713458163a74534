"""The refusal of a file, in both languages."""

from __future__ import annotations

from typing import NoReturn

from cuntong.domain.values import BilingualError


class Unreadable(BilingualError):
    """A file that cannot be checked; `message` says why and what to do."""


def refuse(zh: str, en: str) -> NoReturn:
    """Raise Unreadable with its reason."""
    raise Unreadable(zh, en)
