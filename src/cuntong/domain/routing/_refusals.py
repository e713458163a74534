"""What is wrong with a problem, field by field, in both languages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cuntong.domain.values import Bilingual, BilingualError


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: the field as it is written in the file, and what would be right."""

    field: str
    message: Bilingual

    def __str__(self) -> str:
        return f"{self.field}: {self.message}"


class ProblemRefused(BilingualError):
    """The problem cannot be planned as it stands; `faults` names every field at fault."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(
            "；".join(f"{fault.field}：{fault.message.zh}" for fault in self.faults),
            "; ".join(f"{fault.field}: {fault.message.en}" for fault in self.faults),
        )


def fault(field: str, zh: str, en: str) -> Fault:
    return Fault(field, Bilingual(zh, en))


def refuse(field: str, zh: str, en: str) -> ProblemRefused:
    return ProblemRefused([fault(field, zh, en)])
