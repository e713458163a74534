"""Documents of the demonstration: one page each, plainly marked, made here and taken from nobody.

Note [Chinese in a PDF without a font]
The page names a standard Chinese font that every reader replaces by one of its own, so no font is shipped.
"""

import hashlib
import struct
import zlib


def pdf(title: str, lines: tuple[str, ...] = ()) -> bytes:
    """A one-page PDF with a title, some lines, and the mark of demonstration."""
    page = [(24, 760, "演示数据：本件为合成，不是真实材料"), (20, 700, title)]
    page += [(14, 650 - 26 * number, line) for number, line in enumerate(lines)]
    content = "\n".join(
        f"BT /F1 {size} Tf 60 {height} Td <{text.encode('utf-16-be').hex()}> Tj ET"
        for size, height, text in page
    ).encode()
    return _assemble(
        (
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << /Font << /F1 5 0 R >> >> >>",
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
            b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [6 0 R] >>",
            b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light"
            b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /FontDescriptor 7 0 R >>",
            b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0"
            b" /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
        )
    )


def _assemble(objects: tuple[bytes, ...]) -> bytes:
    written, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return written + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, table, len(objects) + 1, len(written))
    )


def picture(name: str) -> bytes:
    """A small picture that nobody took: a pattern of bars that follows from its name alone."""
    shades = hashlib.sha256(name.encode()).digest()
    row = b"\0" + bytes(shade for shade in shades for _ in range(4))
    head = struct.pack(">IIBBBBB", 4 * len(shades), 96, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(kind, body)
        for kind, body in ((b"IHDR", head), (b"IDAT", zlib.compress(row * 96)), (b"IEND", b""))
    )


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
