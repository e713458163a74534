"""What a phone holds for a day without network: rows under keys, each with a digest, so that only changes travel."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from cuntong.apps.accounts.models import User
from cuntong.apps.places.models import Station

from . import _counter, _inspections, _parcels, _phones, _routes

Rows = Mapping[str, dict]
_DIGITS = 12


@dataclass(frozen=True)
class Pack:
    """Rows by key (`parcel:17`), and the digest of each."""

    rows: Rows
    digests: Mapping[str, str]

    @property
    def etag(self) -> str:
        """The digest of everything: equal where a phone holds just this."""
        text = "\n".join(f"{key} {digest}" for key, digest in sorted(self.digests.items()))
        return sha256(text.encode()).hexdigest()[:32]


def stations_of(user: User) -> list[Station]:
    """The stations that somebody works at or looks after, with a phone in hand."""
    return list(_parcels.stations(user))


def pack_of(user: User, station: Station | None, at: datetime) -> Pack:
    """Everything that a person's phone holds for one station."""
    rows: dict[str, dict] = {}
    if station is not None:
        rows |= _parcels.rows(user, station, at) | _counter.rows(user, station, at)
    rows |= _inspections.rows(user, at) | _routes.rows(user, at)
    rows |= {
        f"entry:{entry.pk}": {
            "entry": str(entry.pk),
            "kind": entry.kind,
            "state": entry.state,
            "reason": entry.reason,
            "made_at": entry.made_at.isoformat(),
            "body": _phones.told_body(entry),
        }
        for entry in _phones.open_entries(_phones.entries_visible_to(user).filter(user_id=user.pk))[:200]
    }
    return Pack(rows, {key: _digest(row) for key, row in rows.items()})


def _digest(row: dict) -> str:
    text = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()[:_DIGITS]


def changes_since(pack: Pack, known: Mapping[str, str]) -> tuple[Rows, list[str]]:
    """What a phone that knows these digests lacks: the rows that are new or differ, and the keys that are gone."""
    differing = {key: row for key, row in pack.rows.items() if known.get(key) != pack.digests[key]}
    return differing, sorted(set(known) - set(pack.rows))
