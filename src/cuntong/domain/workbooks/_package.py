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
from collections.abc import Iterator
from dataclasses import dataclass

from cuntong.domain.values import Bilingual

from ._messages import Refused, size
from ._schema import Limits
from ._sheet_xml import PartReader
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
_SHEET = re.compile(r"(?:^|/)worksheets/[^/]+\.xml$")
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
    names = [_clean_name(member.filename) for member in members]
    _check_content(archive, names)
    if len({name.casefold() for name in names}) != len(names):
        raise Refused("DAMAGED")
    parts: dict[str, PartReader] = {}
    budget = _Budget(packed, limits)
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as target:
        for member, name in zip(members, names, strict=True):
            if _is_needed(name):
                parts[name.casefold()] = _copy_part(archive, member, target, name, budget, limits)
    return Package(copy.getvalue(), _surveys(parts, limits), _counts_from_1904(parts))


def _copy_part(
    archive: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    target: zipfile.ZipFile,
    name: str,
    budget: "_Budget",
    limits: Limits,
) -> PartReader:
    reader = PartReader(limits, _WANTED)
    is_sheet = bool(_SHEET.search(name.casefold()))
    chunks = _chunks(archive, member, budget, streams=is_sheet)
    with target.open(name, "w") as copy:
        for chunk in without_blanks(chunks) if is_sheet else chunks:
            reader.feed(chunk)
            if is_sheet and reader.root not in ("", "worksheet"):
                raise Refused("DAMAGED")  # a part that is held whole must not pass as one that streams
            copy.write(chunk)
    reader.close()
    return reader


def _chunks(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, budget: "_Budget", *, streams: bool
) -> Iterator[bytes]:
    if member.flag_bits & 1:
        raise Refused("ENCRYPTED")
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Refused("DAMAGED")  # zipfile unpacks the others without a bound
    with archive.open(member) as part:
        while chunk := part.read(_CHUNK):
            budget.take(len(chunk), streams=streams)
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


def _is_needed(name: str) -> bool:
    folded = name.casefold()
    return folded.endswith(_PARTS) and not any(folder in f"/{folded}" for folder in _LEFT_OUT)


def _check_content(archive: zipfile.ZipFile, names: list[str]) -> None:
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
    for name, attributes in parts["_rels/.rels"].elements:
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
