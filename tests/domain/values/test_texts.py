from __future__ import annotations

from cuntong.domain.values import Bilingual, BilingualError


def test_a_text_speaks_the_language_asked_for() -> None:
    text = Bilingual("人次", "attendance")
    assert text.in_language("zh-hans") == "人次"
    assert text.in_language("zh_CN") == "人次"
    assert text.in_language("en") == "attendance"
    assert str(text) == "人次 / attendance"


def test_an_error_carries_both_languages() -> None:
    error = BilingualError("缺少列", "a column is missing")
    assert error.message == Bilingual("缺少列", "a column is missing")
    assert str(error) == "缺少列 / a column is missing"
