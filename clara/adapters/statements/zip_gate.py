"""Refuses a workbook that would unpack into more than its size and sheets can justify."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from clara.adapters.statements.limits import (
    MAX_COLUMNS,
    MAX_SHEET_CELLS,
    MAX_UNZIPPED_BYTES,
    MAX_ZIP_ENTRIES,
    MAX_ZIP_RATIO,
    too_large,
)
from clara.domain.errors import Invalid

_PIECE = 1 << 18
_OVERLAP = 512
_LOCAL_HEADER = 30
_TAG = rb"<(?:[\w.-]{1,20}:)?"
_REST = rb"[^<>]{0,%d}" % (_LONGEST_TAG := 200)
_PLACE = rb"\sr\s*=\s*[\"']"
# Every repetition is bounded, so that no sheet can make a search slow; `_STRANGE` catches what
# hides behind the bounds.
_REF = re.compile(_PLACE + rb"([A-Z]{1,3})(\d{1,7})[\"']")
_ROW_REF = re.compile(_TAG + rb"row\b" + _REST + rb"?" + _PLACE + rb"(\d{1,7})[\"']")
_CELL = re.compile(_TAG + rb"c\b")
_ROW = re.compile(_TAG + rb"row\b")
# A cell with a value, that is one not closed at once.
_FILLED = re.compile(_TAG + rb"c\b" + _REST + rb"?" + _REF.pattern + _REST + rb"(?<!/)>")
_PLACELESS = re.compile(_TAG + rb"c\b(?!" + _REST + _PLACE + rb")" + _REST + rb"(?<!/)>")
_STRANGE = re.compile(_TAG + rb"(?:c|row)\b[^<>]{%d}" % (2 * _LONGEST_TAG))
_NOT_XLSX = ("workbook.bin", "content.xml")
_ALPHABET = 26


def check_zip(path: Path) -> None:
    """Checks declared sizes, then unpacks every entry piece by piece to see that they are true, and
    how large a rectangle each sheet's cells span.

    Raises `import_too_large`, and `unreadable_file` for a damaged or dishonest archive.
    """
    try:
        with zipfile.ZipFile(path) as archive, path.open("rb") as file:
            entries = archive.infolist()
            _check_declared(entries, path.stat().st_size)
            for entry in entries:
                _check_entry(file, entry)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError) as error:
        raise _unreadable() from error


def _check_declared(entries: list[zipfile.ZipInfo], size: int) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    if (
        len(entries) > MAX_ZIP_ENTRIES
        or unpacked > MAX_UNZIPPED_BYTES
        or unpacked > size * MAX_ZIP_RATIO
    ):
        raise too_large(f"The workbook would unpack to {unpacked:,} bytes.")
    # Binary workbooks and OpenDocument files would pass by the checks on sheets.
    other = any(entry.filename.casefold().endswith(_NOT_XLSX) for entry in entries)
    if other or any(entry.flag_bits & 1 for entry in entries):
        raise _unreadable()


def _check_entry(file: IO[bytes], entry: zipfile.ZipInfo) -> None:
    height, width = _span(file, entry, _REF)
    if height * width > MAX_SHEET_CELLS:
        # Now without cells that have a style and no value: some sheets are painted to the edge.
        height, width = _span(file, entry, _FILLED)
    if height * width > MAX_SHEET_CELLS:
        raise too_large(f"A sheet spans {height:,} rows and {width:,} columns.")


def _span(file: IO[bytes], entry: zipfile.ZipInfo, cell: re.Pattern[bytes]) -> tuple[int, int]:
    """Rows and columns of the rectangle that the entry's cells span, none if it is no sheet."""
    size = height = rows = width = 0
    tail = b""
    for piece in _unpacked(file, entry):
        size += len(piece)
        if size > entry.file_size:
            raise _unreadable()
        rows += len(_ROW.findall(piece))
        text = tail + piece
        if _STRANGE.search(text):
            raise _unreadable()
        far, down = _extent(text, cell)
        height, width = max(height, rows, down), max(width, far)
        tail = text[-_OVERLAP:]
    if size != entry.file_size:
        raise _unreadable()
    return height, width


def _unpacked(file: IO[bytes], entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The entry's bytes as they are, however many its header declares."""
    file.seek(entry.header_offset)
    local = file.read(_LOCAL_HEADER)
    if len(local) < _LOCAL_HEADER:
        raise zipfile.BadZipFile
    skipped = int.from_bytes(local[26:28], "little") + int.from_bytes(local[28:30], "little")
    file.seek(skipped, 1)
    left = entry.compress_size
    inflate = zlib.decompressobj(-zlib.MAX_WBITS) if entry.compress_type == 8 else None
    if inflate is None and entry.compress_type != 0:
        raise NotImplementedError
    while left > 0:
        packed = file.read(min(left, _PIECE))
        if not packed:
            raise zipfile.BadZipFile
        left -= len(packed)
        while packed:
            yield inflate.decompress(packed, _PIECE) if inflate else packed
            packed = inflate.unconsumed_tail if inflate else b""
    if inflate:
        yield inflate.flush()


def _extent(text: bytes, cell: re.Pattern[bytes]) -> tuple[int, int]:
    """The last column and row that the XML in `text` names; any other kind of file names none."""
    cells = cell.findall(text)
    width = max(map(_column, {letters for letters, _ in cells}), default=0)
    rows = {*{row for _, row in cells}, *_ROW_REF.findall(text)}
    if len(_CELL.findall(text)) > len(cells) and _PLACELESS.search(text):
        width = max(width, MAX_COLUMNS)
    return width, max(map(int, rows), default=0)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * _ALPHABET + letter - 64
    return number


def _unreadable() -> Invalid:
    return Invalid(
        "unreadable_file",
        "The workbook is damaged, locked with a password or not honest about its size.",
        remedy="Open it and save it again as XLSX or CSV, without a password.",
    )
