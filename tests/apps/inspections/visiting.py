"""Visits as an inspector makes them, step by step, and the pictures that go with them."""

import io
import struct
import zlib
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from cuntong.apps.inspections import operations, queries
from cuntong.apps.inspections.operations import GivenAnswer

GOOD = {
    "NO_SECOND_FEE": "NO",
    "LAST_ENTRY": "WEEK",
    "LEDGER_SAMPLE": "10",
    "PARCELS_COUNT": "0",
    "AREA_MEASURED": "900",
}


def picture(shade: int = 200) -> io.BytesIO:
    """A small PNG of one shade."""
    rows = b"".join(b"\0" + bytes([shade]) * 8 for _ in range(8))

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 8, 8, 8, 0, 0, 0, 0)
    return io.BytesIO(
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def right_answers(visit) -> dict[str, str]:
    """What a station without any fault answers."""
    asked = queries.checklist_of(visit)
    return {one.code: GOOD.get(one.code, "TAKEN" if one.kind == "PHOTO" else "YES") for one in asked}


@dataclass
class Rounds:
    """Visits as an inspector makes them, each step at its time."""

    people: Any
    now: datetime
    made: list = field(default_factory=list)

    def planned(self, station, on: date | None = None, **given):
        visit = operations.plan_visit(
            entry_id=uuid4(),
            station=station,
            inspector=given.pop("inspector", self.people.inspector),
            planned_date=on or date(2024, 8, 14),
            made_at=self.now,
            by=given.pop("by", self.people.bureau),
            at=given.pop("at", self.now),
            **given,
        )
        self.made.append(visit)
        return visit

    def begun(self, station, position=None, **given):
        visit = self.planned(station, **given)
        return operations.begin_visit(
            entry_id=uuid4(),
            visit=visit,
            position=position,
            made_at=self.now,
            by=visit.inspector,
            at=self.now,
        )

    def answered(self, station, notes=None, **given):
        """A begun visit with a right answer to everything but what `given` says, by the question's code."""
        wrong = {code: value for code, value in given.items() if code.isupper()}
        visit = self.begun(station, **{name: value for name, value in given.items() if name not in wrong})
        values = right_answers(visit) | wrong
        answers = [
            GivenAnswer(
                uuid4(), code, value, 9, self.now + timedelta(seconds=9 * place), (notes or {}).get(code, "")
            )
            for place, (code, value) in enumerate(values.items())
        ]
        operations.answer(visit=visit, answers=answers, by=visit.inspector, at=self.now)
        operations.photograph(
            entry_id=uuid4(),
            visit=visit,
            question="FRONT_PHOTO",
            file=picture(),
            filename="front.png",
            made_at=self.now,
            by=visit.inspector,
            at=self.now,
        )
        return visit

    def finished(self, station, **given):
        visit = self.answered(station, **given)
        return operations.finish_visit(
            entry_id=uuid4(),
            visit=visit,
            signature=picture(10),
            made_at=self.now,
            by=visit.inspector,
            at=given.get("at", self.now),
        )
