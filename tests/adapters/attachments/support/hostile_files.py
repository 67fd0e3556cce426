"""Files that somebody made to break, fill or fool whoever opens them. Each builder writes one."""

import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from pypdf import PdfReader, PdfWriter

from tests.adapters.attachments.support.good_files import (
    RECEIPT,
    cfdi,
    csv_file,
    ods_file,
    pdf_file,
    pdf_of,
    xlsx_file,
)

Build = Callable[[Path], None]
_MEGABYTE = 1 << 20


def _zip_of_zeros(path: Path) -> None:
    """3 MB that unpack to 600 MB."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(600):
                sheet.write(bytes(_MEGABYTE))


def _dense_sheet(path: Path) -> None:
    """Within every declared limit, and half a gigabyte of cells for whoever holds them all."""
    random_ = random.Random(1)
    rows = [
        f"<row>{''.join(f'<c><v>{random_.randrange(2)}</v></c>' for _ in range(190))}</row>"
        for _ in range(1_000)
    ]
    sheet = "".join(random_.choices(rows, k=70_000))
    _with_sheet(path, f"<worksheet><sheetData>{sheet}</sheetData></worksheet>")


def _with_sheet(path: Path, content: str) -> None:
    """A workbook whose only sheet is `content`."""
    with zipfile.ZipFile(xlsx_file(path), "r") as book:
        entries = {name: book.read(name) for name in book.namelist()}
    entries["xl/worksheets/sheet1.xml"] = content.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)


def _far_cell(path: Path) -> None:
    """One cell at the far corner of a sheet."""
    first = '<row r="1"><c r="A1"><v>1</v></c></row>'
    last = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    _with_sheet(path, f"<worksheet><sheetData>{first}{last}</sheetData></worksheet>")


def _lying_zip(path: Path) -> None:
    """Declares a hundred bytes where 600 MB come out."""
    _zip_of_zeros(path)
    content = bytearray(path.read_bytes())
    place = content.rfind(b"PK\x01\x02")
    struct.pack_into("<L", content, place + 24, 100)
    path.write_bytes(content)


def _many_entries(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "")
        for number in range(60_000):
            archive.writestr(f"{number}", "")


def _repeated_ods(path: Path) -> None:
    """Two tags that stand for seventeen billion cells."""
    cell = '<table:table-cell office:value-type="float" office:value="1"'
    row = '<table:table-row table:number-rows-repeated="1048576">'
    ods_file(path, after=f'{row}{cell} table:number-columns-repeated="16384"/></table:table-row>')


def _billion_laughs(path: Path) -> None:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    start = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{entities}]>'
    path.write_text(start + cfdi("&a9;").partition("?>")[2])


def _external_entity(path: Path) -> None:
    start = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    path.write_text(start + cfdi().partition("?>")[2].replace("ESCUELA DE PRUEBA", "&e;"))


def _external_dtd(path: Path) -> None:
    start = '<?xml version="1.0"?><!DOCTYPE x SYSTEM "http://127.0.0.1:9/evil.dtd">'
    path.write_text(start + cfdi().partition("?>")[2])


def _entity_in_ofx(path: Path) -> None:
    entity = '<!DOCTYPE OFX [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    path.write_text(
        f'<?OFX OFXHEADER="200"?>{entity}<OFX><STMTTRN><DTPOSTED>20261101<TRNAMT>-1.00<MEMO>&e;</OFX>'
    )


def _deep_xml(path: Path) -> None:
    path.write_text("<a>" * 900_000 + "</a>" * 900_000)


def _wide_xml(path: Path) -> None:
    path.write_text("<r>" + "<a/>" * 2_400_000 + "</r>")


def _quadratic_xml(path: Path) -> None:
    path.write_text("<r " + " ".join(f'a{n}="1"' for n in range(700_000)) + "/>")


def _pdf_bomb(path: Path) -> None:
    """600 MB of page, compressed twice into a few kilobytes."""
    packer = zlib.compressobj(1)
    once = b"".join(packer.compress(bytes(_MEGABYTE)) for _ in range(600)) + packer.flush()
    path.write_bytes(pdf_of([zlib.compress(once, 9)], b"/Filter [/FlateDecode /FlateDecode]"))


def _pdf_of_operators(path: Path) -> None:
    """A page that takes minutes to read."""
    stream = zlib.compress(b"BT /F1 1 Tf (a) Tj ET\n" * 3_000_000, 1)
    path.write_bytes(pdf_of([stream], b"/Filter /FlateDecode"))


def _pdf_that_circles(path: Path) -> None:
    path.write_bytes(pdf_of([b""]).replace(b"/Kids [3 0 R]", b"/Kids [2 0 R]"))


def _locked_pdf(path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(pdf_file(path, RECEIPT)))
    writer.encrypt("secret", algorithm="AES-256")
    writer.write(path)


def _locked_workbook(path: Path) -> None:
    """The head of a compound file that names what Office calls an encrypted workbook."""
    name = "EncryptedPackage".encode("utf-16-le")
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + name + bytes(4_000))


def _huge_picture(path: Path) -> None:
    """A PNG of 60,000 by 60,000 pixels in a few bytes."""
    head = struct.pack(">LLBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"IDAT", zlib.compress(bytes(100_000), 9))
        + _chunk(b"IEND", b"")
    )


def _chunk(name: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(name + content)
    return struct.pack(">L", len(content)) + name + content + struct.pack(">L", checksum)


def _program(path: Path) -> None:
    path.write_bytes(b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x03\x00>\x00" + bytes(4_000))


def _archive_of_documents(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")


def _truncated(build: Callable[[Path], object]) -> Build:
    def cut(path: Path) -> None:
        build(path)
        content = path.read_bytes()
        path.write_bytes(content[: len(content) * 2 // 3])

    return cut


def _too_many_rows(path: Path) -> None:
    csv_file(path, [("2026-11-03", f"SHOP {number}", 1) for number in range(50_001)])


def _one_long_line(path: Path) -> None:
    path.write_bytes(b"a," * 4_000_000)


def _quotation_mark(path: Path) -> None:
    path.write_text('Fecha,Comercio,Cargo\n2026-11-03,"OXXO,1\n' + "2026-11-03,A,1\n" * 200_000)


def _blank(path: Path) -> None:
    path.write_bytes(b"")


def _zeros(path: Path) -> None:
    path.write_bytes(bytes(100_000))


def _random_archive_bytes(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04" + bytes(range(256)) * 100)


REFUSED: dict[str, tuple[Build, frozenset[str]]] = {}
"""Builder, and the codes that it may be refused with."""
_LARGE, _UNREADABLE, _UNSUPPORTED = (
    frozenset({f"attachment_{code}"}) for code in ("too_large", "unreadable", "unsupported")
)
for _codes, _builders in (
    (
        _LARGE,
        {
            "zip_of_zeros.xlsx": _zip_of_zeros,
            "dense_sheet.xlsx": _dense_sheet,
            "far_cell.xlsx": _far_cell,
            "many_entries.xlsx": _many_entries,
            "bomb.pdf": _pdf_bomb,
            "operators.pdf": _pdf_of_operators,
            "huge.png": _huge_picture,
            "rows.csv": _too_many_rows,
            "one_line.csv": _one_long_line,
        },
    ),
    (
        _UNREADABLE,
        {
            "laughs.xml": _billion_laughs,
            "external_entity.xml": _external_entity,
            "external_dtd.xml": _external_dtd,
            "locked.pdf": _locked_pdf,
            "locked.xlsx": _locked_workbook,
            "truncated.xlsx": _truncated(xlsx_file),
            "truncated.ods": _truncated(ods_file),
            "truncated.xml": _truncated(lambda path: path.write_text(cfdi())),
            "quotation.csv": _quotation_mark,
            "blank.csv": _blank,
            "zeros.csv": _zeros,
            "archive.xlsx": _random_archive_bytes,
        },
    ),
    (_UNSUPPORTED, {"program.csv": _program, "document.xlsx": _archive_of_documents}),
    (
        _UNREADABLE | _LARGE,
        {
            "repeated.ods": _repeated_ods,
            "lying.xlsx": _lying_zip,
            "circle.pdf": _pdf_that_circles,
        },
    ),
    (
        _UNSUPPORTED | _LARGE | _UNREADABLE,
        {"deep.xml": _deep_xml, "wide.xml": _wide_xml, "quadratic.xml": _quadratic_xml},
    ),
):
    REFUSED.update({_name: (_build, _codes) for _name, _build in _builders.items()})

ROWS_AT_THE_LIMIT = [
    (f"2026-11-{1 + number % 28:02d}", f"SHOP {number % 700}", round(1 + number / 100, 2))
    for number in range(50_000)
]
MISLABELLED: dict[str, Callable[[Path], object]] = {
    "workbook.csv": xlsx_file,
    "text.xlsx": csv_file,
    "receipt.xml": lambda path: pdf_file(path, RECEIPT),
    "invoice.pdf": lambda path: path.write_text(cfdi()),
    "ofx_with_entity.csv": _entity_in_ofx,
}
"""Read for what they are."""
