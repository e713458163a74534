"""Nothing personal reaches the logs, whoever writes them."""

import logging

import structlog

from cuntong.config.logs import MaskingFormatter

PHONE, ID_NUMBER = "13812345678", "440281199001011234"


def test_an_event_shows_neither_names_nor_numbers(capsys):
    try:
        raise ValueError(f"row of {ID_NUMBER}")
    except ValueError:
        structlog.get_logger().exception(
            "import failed", name="张三丰", phone=PHONE, detail=f"call {PHONE}", rows=12
        )
    said = capsys.readouterr().out
    assert "rows=12" in said
    assert "ValueError" in said
    for personal in (PHONE, ID_NUMBER, "张三丰"):
        assert personal not in said


def test_other_loggers_are_masked_too():
    record = logging.LogRecord(
        "django", logging.ERROR, "x.py", 1, f"failed for {PHONE} {ID_NUMBER}", None, None
    )
    assert MaskingFormatter().format(record) == "failed for *** ***"


def test_other_numbers_stay():
    record = logging.LogRecord(
        "django", logging.ERROR, "x.py", 1, "order 440281103000, 11936000.00 yuan", None, None
    )
    assert MaskingFormatter().format(record) == "order 440281103000, 11936000.00 yuan"
