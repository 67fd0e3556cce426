"""CSV and JSON Lines, a batch at a time, so that memory does not grow with the export."""

import csv
import io
from collections.abc import AsyncIterator, Iterable, Sequence

import msgspec

from clara.adapters.exports.columns import HEADERS, cells
from clara.adapters.exports.manifest import Manifest
from clara.adapters.wire.card_transactions import CardTransactionView
from clara.adapters.wire.csv_cells import safe_row
from clara.application.card_transactions.ports import Exported

_ENCODER = msgspec.json.Encoder(decimal_format="number")
_MARK = "\ufeff"
"""Tells spreadsheets that the file is UTF-8."""


async def csv_lines(exported: Exported) -> AsyncIterator[bytes]:
    """RFC 4180 with a byte-order mark; text cells that could be formulas are made harmless."""
    yield _lines([HEADERS], mark=_MARK)
    async for batch in exported.batches:
        yield _lines([safe_row(cells(row)) for row in batch])


async def json_lines(exported: Exported) -> AsyncIterator[bytes]:
    """One object a line, as in lists; the last line is `{"manifest": …}`."""
    async for batch in exported.batches:
        yield _ENCODER.encode_lines([CardTransactionView.of(row) for row in batch])
    yield _ENCODER.encode_lines([{"manifest": Manifest.of(exported)}])


def _lines(rows: Iterable[Sequence[object]], mark: str = "") -> bytes:
    text = io.StringIO()
    text.write(mark)
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
