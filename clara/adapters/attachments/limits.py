"""What reading one attachment may take."""

from clara.domain.errors import Invalid, TooLarge, Unsupported

MEMORY_BYTES = 512 * 1024 * 1024
"""Address space of the reading process: libraries are in it, too."""
CPU_SECONDS = 20
WALL_SECONDS = 30.0
AT_ONCE = 2
"""Reading processes at a time, so that a gigabyte is the most they take together."""
MAX_ZIP_ENTRIES = 2_000
MAX_ZIP_RATIO = 200
MAX_UNZIPPED_BYTES = 200 * 1024 * 1024
MAX_PAGES = 50
MAX_PIXELS = 50_000_000
READ_PIXELS = 3_000
"""Longest side that text is looked for in: 250 dots per inch of a page of A4."""

LOCKED = "The file is locked with a password."


def too_large(reason: str) -> TooLarge:
    return TooLarge(
        "attachment_too_large", reason, remedy="Divide the file, or attach a smaller one."
    )


def unreadable(reason: str, remedy: str = "Export it again, or save it anew.") -> Invalid:
    return Invalid("attachment_unreadable", reason, remedy=remedy)


def unsupported(reason: str) -> Unsupported:
    return Unsupported(
        "attachment_unsupported",
        reason,
        remedy="Attach one of the kinds that supported_attachments lists.",
    )
