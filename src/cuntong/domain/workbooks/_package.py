"""Open the zip of an .xlsx: check every part, and hand on a clean copy that holds just what was checked.

The copy is what makes the checks binding: a zip may state sizes that are not true, hold one name twice or
be read differently by two libraries; what the reader gets here has been unpacked and packed again.
"""

import io
import posixpath
import re
import struct
import zipfile
import zlib
from array import array
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO

from cuntong.domain.values import Bilingual

from ._messages import Refused, size
from ._part_xml import PartReader
from ._schema import Limits
from ._survey import Survey
from ._thin import without_blanks

_CHUNK = 2**20
_LOOKED_AT = 10 * 2**20
_PARTS = (".xml", ".rels")
_LEFT_OUT = ("/media/", "/drawings/", "/charts/", "/theme/", "/printersettings/", "customxml/", "docprops/")
# What zipfile raises for the ways in which an archive may be broken.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    RuntimeError,
    ValueError,
    OSError,
    LookupError,
)
_RELATIONS = "_rels/.rels"
# What some parts have to be, by their name.
_ROOTS = (
    (re.compile(r"(?:^|/)worksheets/(?!sharedstrings\.xml)[^/]+\.xml$"), "worksheet"),
    (re.compile(r"(?:^|/)sharedstrings\.xml$"), "sst"),
)
_WANTED = ("sheet", "workbookPr", "Relationship")


@dataclass(frozen=True)
class Package:
    """A clean .xlsx and the survey of each sheet in the order of the tabs; None for one without cells."""

    data: bytes
    surveys: tuple[Survey | None, ...]
    counts_from_1904: bool


def open_package(data: bytes, limits: Limits) -> Package:
    """Check and copy an .xlsx or .xlsm. Raises Refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _copy(archive, len(data), limits)
    except _BROKEN:
        raise Refused("DAMAGED") from None


def _copy(archive: zipfile.ZipFile, packed: int, limits: Limits) -> Package:
    members = [member for member in archive.infolist() if not member.filename.endswith("/")]
    if len(members) > limits.members:
        raise Refused("TOO_MANY_PARTS", actual=len(members), maximum=limits.members)
    named = {_clean_name(member.filename): member for member in members}
    _check_content(archive, named)
    if len({name.casefold() for name in named}) != len(members):
        raise Refused("DAMAGED")
    copier = _Copier(archive, packed, limits)
    data = copier.copy({name: named[name] for name in sorted(named, key=_turn) if _is_needed(name)})
    return Package(data, _surveys(copier.parts, limits), _counts_from_1904(copier.parts))


class _Copier:
    """Unpacks, checks and packs again one part after the other; `parts` holds what each was found to be."""

    def __init__(self, archive: zipfile.ZipFile, packed: int, limits: Limits) -> None:
        self.parts: dict[str, PartReader] = {}
        self._archive = archive
        self._limits = limits
        self._budget = _Budget(packed, limits)

    def copy(self, members: Mapping[str, zipfile.ZipInfo]) -> bytes:
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
            for name, member in members.items():
                with target.open(name, "w") as part:
                    self.parts[name.casefold()] = self._copy_part(name, member, part)
        return data.getvalue()

    def _copy_part(self, name: str, member: zipfile.ZipInfo, target: IO[bytes]) -> PartReader:
        root = next((root for pattern, root in _ROOTS if pattern.search(name.casefold())), "")
        is_sheet = root == "worksheet"
        reader = PartReader(self._limits, _WANTED, None if root == "sst" else self._text_lengths())
        chunks = self._chunks(member, streams=is_sheet)
        for chunk in without_blanks(chunks) if is_sheet else chunks:
            reader.feed(chunk)
            if root and reader.root not in ("", root):
                raise Refused("DAMAGED")  # a part must not pass as one that is checked differently
            target.write(chunk)
        reader.close()
        return reader

    def _text_lengths(self) -> "array[int]":
        """The lengths of the shared texts, which are read before any sheet."""
        if _RELATIONS not in self.parts:
            return array("I")
        texts = self.parts.get(f"{_workbook_folder(self.parts)}sharedstrings.xml".casefold())
        return texts.text_lengths if texts else array("I")

    def _chunks(self, member: zipfile.ZipInfo, *, streams: bool) -> Iterator[bytes]:
        if member.flag_bits & 1:
            raise Refused("ENCRYPTED")
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refused("DAMAGED")  # zipfile unpacks the others without a bound
        with self._archive.open(member) as part:
            while chunk := part.read(_CHUNK):
                self._budget.take(len(chunk), streams=streams)
                yield chunk


class _Budget:
    """Counts unpacked bytes against the limits while they stream."""

    def __init__(self, packed: int, limits: Limits) -> None:
        self._packed = packed
        self._limits = limits
        self._streamed = self._held = 0

    def take(self, count: int, *, streams: bool) -> None:
        if streams:
            self._streamed += count
        else:
            self._held += count
        total = self._streamed + self._held
        if total > _LOOKED_AT and total > self._packed * self._limits.ratio:
            raise Refused("BOMB", actual=size(total), ratio=total // self._packed)
        for used, most in (
            (self._streamed, self._limits.sheet_bytes),
            (self._held, self._limits.held_bytes),
        ):
            if used > most:
                raise Refused("UNPACKED_TOO_BIG", maximum=size(most))


def _clean_name(name: str) -> str:
    return posixpath.normpath(name.replace("\\", "/")).lstrip("/")


def _turn(name: str) -> int:
    """The order of reading: where the workbook is, its shared texts, everything else."""
    folded = name.casefold()
    return 0 if folded == _RELATIONS else 1 if folded.endswith("sharedstrings.xml") else 2


def _is_needed(name: str) -> bool:
    folded = name.casefold()
    return folded.endswith(_PARTS) and not any(folder in f"/{folded}" for folder in _LEFT_OUT)


def _check_content(archive: zipfile.ZipFile, names: Iterable[str]) -> None:
    """Raise Refused for a zip that is something other than a workbook."""
    folded = {name.casefold() for name in names}
    if any(name.endswith("workbook.xml") for name in folded):
        return
    if any(name.endswith("workbook.bin") for name in folded):
        raise Refused("OTHER_SHEET", found=Bilingual("二进制工作簿（.xlsb）", "a binary workbook (.xlsb)"))
    if "mimetype" in folded and b"spreadsheet" in _beginning(archive, "mimetype"):
        raise Refused("OTHER_SHEET", found=Bilingual("开放文档表格（.ods）", "an OpenDocument sheet (.ods)"))
    if any(name.startswith("word/") for name in folded):
        raise Refused("NOT_A_SHEET", found=Bilingual("Word 文档", "a Word document"))
    if any(name.startswith("ppt/") for name in folded):
        raise Refused("NOT_A_SHEET", found=Bilingual("演示文稿", "a presentation"))
    raise Refused("NOT_A_SHEET", found=Bilingual("压缩包（请先解压）", "an archive (please unpack it)"))


def _beginning(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        return part.read(200)


def _surveys(parts: dict[str, PartReader], limits: Limits) -> tuple[Survey | None, ...]:
    folder = _workbook_folder(parts)
    workbook, relations = (
        parts[f"{folder}{name}".casefold()] for name in ("workbook.xml", "_rels/workbook.xml.rels")
    )
    targets = {
        attributes.get("Id", ""): attributes.get("Target", "")
        for name, attributes in relations.elements
        if name == "Relationship"
    }
    sheets = [attributes for name, attributes in workbook.elements if name == "sheet"]
    if len(sheets) > limits.sheets:
        raise Refused("TOO_MANY_PARTS", actual=len(sheets), maximum=limits.sheets)
    return tuple(_survey_of(parts, folder, targets, attributes) for attributes in sheets)


def _survey_of(
    parts: dict[str, PartReader], folder: str, targets: dict[str, str], sheet: dict[str, str]
) -> Survey | None:
    target = targets.get(_relation_id(sheet), "")
    path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(folder + target)
    part = parts.get(path.casefold())
    if not part or part.root != "worksheet":
        return None
    part.survey.name = sheet.get("name", "")
    return part.survey


def _relation_id(attributes: dict[str, str]) -> str:
    return next((value for name, value in attributes.items() if name.rpartition(":")[2] == "id"), "")


def _workbook_folder(parts: dict[str, PartReader]) -> str:
    for name, attributes in parts[_RELATIONS].elements:
        if name == "Relationship" and attributes.get("Type", "").endswith("/officeDocument"):
            return attributes.get("Target", "").lstrip("/").rpartition("/")[0] + "/"
    raise Refused("DAMAGED")


def _counts_from_1904(parts: dict[str, PartReader]) -> bool:
    return any(
        attributes.get("date1904") in ("1", "true")
        for part in parts.values()
        for name, attributes in part.elements
        if part.root == "workbook" and name == "workbookPr"
    )
