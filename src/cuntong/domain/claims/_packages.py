"""Zip packages (.docx, .xlsx) with bounds on what they unpack to."""

from __future__ import annotations

import io
import zipfile
import zlib
from xml.etree import ElementTree

from ._unreadable import refuse

MOST_PARTS = 3_000
LARGEST_PART = 40 * 2**20
MOST_UNPACKED = 120 * 2**20
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    RuntimeError,
    ValueError,
    OSError,
    LookupError,
    NotImplementedError,
)


def open_zip(data: bytes) -> zipfile.ZipFile:
    """Return the package. Raises Unreadable where it is broken or unpacks to too much."""
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
        sizes = [member.file_size for member in package.infolist()]
    except _BROKEN as error:
        refuse(f"文件损坏，打不开：{error}", f"the file is broken and cannot be opened: {error}")
    if len(sizes) > MOST_PARTS or sum(sizes) > MOST_UNPACKED:
        refuse(
            f"文件解开后有{sum(sizes) // 2**20}MB、{len(sizes)}个部分，超过上限，未解开",
            f"the file unpacks to {sum(sizes) // 2**20} MB in {len(sizes)} parts, beyond the limit; not unpacked",
        )
    return package


def part(package: zipfile.ZipFile, name: str, largest: int = LARGEST_PART) -> bytes:
    """Return a part, whatever size the package states for it. Raises Unreadable, or KeyError if there is none."""
    package.getinfo(name)
    try:
        with package.open(name) as file:
            data = file.read(largest + 1)
    except _BROKEN as error:
        refuse(f"文件中的{name}读不出来：{error}", f"the part {name} cannot be read: {error}")
    if len(data) > largest:
        refuse(
            f"文件中的{name}解开后超过{largest // 2**20}MB，未读取",
            f"the part {name} unpacks to more than {largest // 2**20} MB; not read",
        )
    return data


def parse_xml(data: bytes, name: str) -> ElementTree.Element:
    """Return the root; document types are refused, so nothing expands."""
    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data:
        refuse(f"{name}含有文档类型声明，不予读取", f"{name} declares a document type; not read")
    try:
        return ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        refuse(f"{name}不是完好的XML：{error}", f"{name} is no well-formed XML: {error}")
