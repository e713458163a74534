"""Who a sign-in row is: one person across all sessions, told by ID number, or by phone and name where none was given."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from cuntong.apps.accounts.protection import encrypt, keyed_hash, mask_name

from .models import Trainee

CHUNK = 5_000
IDENTITY = ("id_hash", "id_number_encrypted", "phone_hash", "phone_encrypted")
"""What a later sheet may add to a person that an earlier one left blank."""


@dataclass(frozen=True)
class Person:
    """A person as written on a sheet. An ID number or a phone number is needed to tell people apart."""

    name: str
    id_number: str = ""
    phone: str = ""

    def __post_init__(self):
        if not (self.id_number or self.phone):
            raise ValueError("a person needs an ID number or a phone number")

    @cached_property
    def id_hash(self) -> str | None:
        return keyed_hash(self.id_number, purpose="id-number") if self.id_number else None

    @cached_property
    def phone_hash(self) -> str:
        return keyed_hash(self.phone, purpose="phone") if self.phone else ""

    @cached_property
    def name_hash(self) -> str:
        return keyed_hash(self.name, purpose="name")

    @property
    def key(self) -> str:
        """The pseudonym under which a new person is kept from now on."""
        return self.id_hash or keyed_hash(f"{self.phone}\n{self.name}", purpose="person")

    def as_trainee(self, import_batch) -> Trainee:
        return Trainee(
            person_key=self.key,
            id_hash=self.id_hash,
            phone_hash=self.phone_hash,
            name_hash=self.name_hash,
            label=mask_name(self.name),
            name_encrypted=encrypt(self.name),
            phone_encrypted=encrypt(self.phone),
            id_number_encrypted=encrypt(self.id_number),
            import_batch=import_batch,
        )


class Register:
    """The people already known among those of a sheet; finds or makes the trainee of each person.

    A person first met by phone alone and later with an ID number is the same one where phone and name agree;
    an equal phone alone is not enough, since families share phones. What a later sheet knows is added to the
    person, so that one sheet and the same rows in several sheets make the same people; only a phone number under
    which somebody of that name is known already stays with whoever had it first.
    """

    def __init__(self, persons: Sequence[Person]):
        self.by_id = {t.id_hash: t for t in _known("id_hash", {p.id_hash for p in persons if p.id_hash})}
        by_phone = _known("phone_hash", {p.phone_hash for p in persons if p.phone_hash})
        self.by_phone: dict[tuple[str, str], Trainee] = {}
        for trainee in by_phone:
            self.by_phone.setdefault((trainee.phone_hash, trainee.name_hash), trainee)
        self.fresh: list[Trainee] = []
        self.completed: list[Trainee] = []

    def trainee(self, person: Person, import_batch) -> Trainee:
        found = self.by_id.get(person.id_hash) if person.id_hash else None
        found = found or self._by_phone(person)
        if found is None:
            found = person.as_trainee(import_batch)
            self.fresh.append(found)
        else:
            self._complete(found, person)
        self._remember(found)
        return found

    def _by_phone(self, person: Person) -> Trainee | None:
        found = self.by_phone.get((person.phone_hash, person.name_hash)) if person.phone_hash else None
        if found and person.id_hash and found.id_hash not in (None, person.id_hash):
            return None
        return found

    def _complete(self, trainee: Trainee, person: Person) -> None:
        without_id = person.id_hash and trainee.id_hash is None
        shared = (person.phone_hash, trainee.name_hash) in self.by_phone
        without_phone = person.phone_hash and not trainee.phone_hash and not shared
        if without_id:
            trainee.id_hash, trainee.id_number_encrypted = person.id_hash, encrypt(person.id_number)
        if without_phone:
            trainee.phone_hash, trainee.phone_encrypted = person.phone_hash, encrypt(person.phone)
        if trainee.pk and (without_id or without_phone):
            self.completed.append(trainee)

    def _remember(self, trainee: Trainee) -> None:
        if trainee.id_hash:
            self.by_id[trainee.id_hash] = trainee
        if trainee.phone_hash:
            self.by_phone.setdefault((trainee.phone_hash, trainee.name_hash), trainee)


def _known(field: str, hashes: Iterable[str]) -> list[Trainee]:
    wanted = sorted(hashes)
    found: list[Trainee] = []
    for start in range(0, len(wanted), CHUNK):
        found += Trainee.objects.filter(**{f"{field}__in": wanted[start : start + CHUNK]}).order_by("pk")
    return found
