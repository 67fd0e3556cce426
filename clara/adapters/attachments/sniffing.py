"""What kind of file this is, by its content."""

from enum import Enum, auto
from pathlib import Path

from clara.adapters.attachments.archives import names_in
from clara.adapters.attachments.limits import LOCKED, unreadable, unsupported

_START = 4096
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_BOOKS = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book"))
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")
_PDF_WITHIN = 1024
"""Of the first bytes, as readers of PDF are used to (ISO 32000-1, annex H, note 13)."""


class Family(Enum):
    TEXT = auto()
    XLSX = auto()
    XLS = auto()
    ODS = auto()
    OFX = auto()
    XML = auto()
    PDF = auto()
    IMAGE = auto()


def family_of(path: Path) -> Family:
    """Raises `attachment_unsupported`, and `attachment_unreadable` for what is empty, damaged or
    locked."""
    with path.open("rb") as file:
        start = file.read(_START)
    if not start.strip(b"\x00 \t\r\n"):
        raise unreadable("The file is empty.")
    if start.startswith(b"PK\x03\x04"):
        return _archive(path)
    if start.startswith(_OLE):
        return _compound(path)
    if start.startswith(_PICTURES) or (start[:4] == b"RIFF" and start[8:12] == b"WEBP"):
        return Family.IMAGE
    if b"%PDF-" in start[:_PDF_WITHIN]:
        return Family.PDF
    return _text(start)


def _archive(path: Path) -> Family:
    names = names_in(path)
    if "xl/workbook.xml" in names:
        return Family.XLSX
    if "content.xml" in names and _is_open_spreadsheet(path):
        return Family.ODS
    raise unsupported("This is an archive or a document, not a spreadsheet.")


def _is_open_spreadsheet(path: Path) -> bool:
    """OpenDocument keeps its type as the first entry, not compressed (ODF 1.2, part 3, 3.3)."""
    with path.open("rb") as file:
        return b"application/vnd.oasis.opendocument.spreadsheet" in file.read(200)


def _compound(path: Path) -> Family:
    """A compound file names its streams in UTF-16."""
    content = path.read_bytes()
    if _ENCRYPTED in content:
        raise unreadable(LOCKED, "Save it without a password.")
    if any(name in content for name in _BOOKS):
        return Family.XLS
    raise unsupported("This is a document of an office program, not a spreadsheet.")


def _text(start: bytes) -> Family:
    """UTF-16 text begins with a mark; anything else with a zero byte is no text."""
    is_wide = start.startswith((b"\xff\xfe", b"\xfe\xff"))
    if b"\0" in start and not is_wide:
        raise unsupported("This kind of file is not known.")
    shown = (start.replace(b"\0", b"") if is_wide else start).lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    upper = shown.upper()
    if upper.startswith((b"OFXHEADER", b"<OFX>")) or b"<?OFX" in upper:
        return Family.OFX
    return Family.XML if shown.startswith(b"<") else Family.TEXT
