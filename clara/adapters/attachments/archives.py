"""A look into a ZIP archive before anybody unpacks it."""

import zipfile
from pathlib import Path

from clara.adapters.attachments.limits import (
    LOCKED,
    MAX_UNZIPPED_BYTES,
    MAX_ZIP_ENTRIES,
    MAX_ZIP_RATIO,
    too_large,
    unreadable,
)


def names_in(path: Path) -> frozenset[str]:
    """The archive's entries. Raises `attachment_unreadable` for a damaged or locked archive and
    `attachment_too_large` for one that declares more than its size can justify; what lies about it
    meets the limit of memory."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise unreadable("The file is damaged.") from error
    if len(entries) > MAX_ZIP_ENTRIES:
        raise too_large(f"The file has more than {MAX_ZIP_ENTRIES:,} entries.")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > min(MAX_UNZIPPED_BYTES, path.stat().st_size * MAX_ZIP_RATIO):
        raise too_large(f"The file would unpack to {unpacked:,} bytes.")
    if any(entry.flag_bits & 1 for entry in entries):
        raise unreadable(LOCKED, "Save it without a password.")
    return frozenset(entry.filename for entry in entries)


def check_open_document(path: Path) -> None:
    names_in(path)
