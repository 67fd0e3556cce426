"""How large a statement may be; a file past any of these is refused, not cut."""

from clara.domain.errors import TooLarge

MAX_ROWS = 5_000_000
MAX_COLUMNS = 200
MAX_CELL_CHARACTERS = 65_536
MAX_LINE_BYTES = 1 << 20
MAX_UNZIPPED_BYTES = 512 << 20
MAX_ZIP_RATIO = 200
MAX_ZIP_ENTRIES = 2_000
MAX_SHEET_CELLS = 8 * 1_048_576
"""Of the rectangle that a sheet's filled cells span, which is what reading it takes in memory: about
70 bytes each, in the process that imports."""


def too_large(reason: str) -> TooLarge:
    return TooLarge(
        "import_too_large", reason, remedy="Split the statement into smaller files and import each."
    )
