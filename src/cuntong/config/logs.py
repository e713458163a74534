"""Logs without personal data: numbers of people are masked wherever they turn up, and tracebacks show no variables."""

import logging
import re
from collections.abc import MutableMapping

import structlog

_PERSONAL_KEYS = frozenset({"name", "phone", "id_number", "password", "label"})
_PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_ID_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
MASK = "***"


def masked(text: str) -> str:
    """A text without phone and ID numbers."""
    return _ID_NUMBER.sub(MASK, _PHONE.sub(MASK, text))


def without_personal_data(_logger, _method, event: MutableMapping) -> MutableMapping:
    """A step of structlog: personal keys are blanked, numbers in all other texts masked."""
    for key, value in event.items():
        if key in _PERSONAL_KEYS:
            event[key] = MASK
        elif isinstance(value, str):
            event[key] = masked(value)
    return event


class MaskingFormatter(logging.Formatter):
    """The same for whatever else writes to the logs, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))


def configure() -> None:
    """One line for each event, as key and value, with the traceback as plain text below."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            without_personal_data,
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"]),
        ],
        logger_factory=structlog.PrintLoggerFactory(),
        cache_logger_on_first_use=False,
    )
