"""Characters that no document may hold."""

from __future__ import annotations

import re

_ILLEGAL_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def printable(text: str) -> str:
    """Return the text with each character that XML forbids replaced by U+FFFD."""
    return _ILLEGAL_IN_XML.sub("\ufffd", text)
