"""A text that a person reads, in both languages of the product."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One text in Chinese and in English; the domain holds such pairs because it knows no Django."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """Return the Chinese text for any code that starts with `zh`, otherwise the English one."""
        return self.zh if language.lower().startswith("zh") else self.en

    def __str__(self) -> str:
        return f"{self.zh} / {self.en}"


class BilingualError(ValueError):
    """A refusal that a person will read; `message` holds it in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        self.message = Bilingual(zh, en)
        super().__init__(str(self.message))
