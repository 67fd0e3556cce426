"""Card statements as files on this machine."""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from clara.domain.imports.report import StatementFile

HEADER = ("Date", "Merchant", "Amount", "Card", "Cardholder")


def statement_file(path: Path) -> StatementFile:
    """What a door says of a file it was given."""
    content = path.read_bytes()
    return StatementFile(
        path=str(path),
        name=path.name,
        size=len(content),
        digest=hashlib.sha256(content).hexdigest(),
    )


def write_csv(
    path: Path, rows: Iterable[Sequence[object]], header: Sequence[str] = HEADER
) -> StatementFile:
    """A CSV file of `rows` under `header`."""
    lines = [",".join(map(str, row)) for row in (header, *rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return statement_file(path)


def purchases(count: int, start: int = 0) -> list[tuple[object, ...]]:
    """Rows that differ, without card or holder: 1.00, 1.01, 1.02 …"""
    return [
        (f"2026-11-{1 + number % 19:02d}", f"Shop {number % 7}", f"{1 + number / 100:.2f}", "", "")
        for number in range(start, start + count)
    ]
