"""Card transactions as a file: CSV, JSON Lines or XLSX."""

import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import msgspec
from litestar import get
from litestar.background_tasks import BackgroundTask
from litestar.params import FromPath
from litestar.response import Stream

from clara.adapters.exports.manifest import Manifest
from clara.adapters.exports.text import csv_lines, json_lines
from clara.adapters.exports.workbook import write_workbook
from clara.adapters.http.card_transactions import NAMES
from clara.adapters.http.operation import Operation, documented
from clara.adapters.http.request import HttpRequest
from clara.adapters.http.running import from_query, run
from clara.application.call import Draft
from clara.application.card_transactions.export_card_transactions import (
    Export,
    ExportCardTransactions,
)
from clara.application.card_transactions.ports import Exported
from clara.domain.errors import Invalid

_TYPES = {
    "csv": "text/csv",
    "jsonl": "application/x-ndjson",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_CHUNK = 64 * 1024
_FORMAT = {
    "name": "format",
    "in": "query",
    "description": "csv (default), jsonl or xlsx.",
    "schema": {"type": "string", "enum": list(_TYPES), "default": "csv"},
    "example": "csv",
}
_EXPORT = Operation(
    ExportCardTransactions,
    None,
    "Card transactions exported successfully.",
    "Card transactions",
    media=tuple(_TYPES.values()),
    extra_query=(_FORMAT,),
)
_ENCODER = msgspec.json.Encoder(decimal_format="number")


@get("/companies/{company_id:str}/card_transactions/export", **documented(_EXPORT))
async def export_card_transactions(request: HttpRequest, company_id: FromPath[str]) -> Stream:
    """The manifest travels in the header `X-Export-Manifest`, in the last line of JSON Lines and
    on the second sheet of a workbook."""
    asked = from_query(request, drop=("format",), lists=NAMES, company_id=company_id)
    kinds = request.query_params.getall("format", ["csv"])

    def read() -> Mapping[str, Any]:
        if len(kinds) != 1 or kinds[0] not in _TYPES:
            raise Invalid("unknown_format", f"A file is one of {', '.join(_TYPES)}.")
        return asked.read()

    done = await run(request, ExportCardTransactions, Draft(read, lax=True))
    return await _answer(done.result, kinds[0])


async def _answer(export: Export, kind: str) -> Stream:
    async with AsyncExitStack() as opening:
        exported = await opening.enter_async_context(export.opened)
        if kind == "xlsx":
            folder = opening.enter_context(tempfile.TemporaryDirectory(prefix="clara-export-"))
            path = Path(folder) / "export.xlsx"
            await write_workbook(exported, path)
            content = _file(path)
        else:
            content = csv_lines(exported) if kind == "csv" else json_lines(exported)
        headers = _headers(export, exported, kind)
        opened = opening.pop_all()
    # A client that leaves stops the content wherever it is and says nothing to it; the background
    # task is run all the same, and outside of what was cancelled.
    return Stream(
        _whole(content, opened),
        media_type=_TYPES[kind],
        headers=headers,
        background=BackgroundTask(opened.aclose),
    )


def _headers(export: Export, exported: Exported, kind: str) -> dict[str, str]:
    period = export.period
    name = f"card-transactions-{period.first}-{period.last}.{kind}"
    return {
        "content-disposition": f'attachment; filename="{name}"',
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
        "x-export-manifest": _ENCODER.encode(Manifest.of(exported)).decode("ascii", "replace"),
    }


async def _whole(content: AsyncIterator[bytes], opened: AsyncExitStack) -> AsyncIterator[bytes]:
    """`content`; after a failure, which no background task follows, what it was read from is given
    back here."""
    try:
        async for piece in content:
            yield piece
    except Exception:
        await opened.aclose()
        raise


async def _file(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_CHUNK):
            yield piece


ROUTES = [export_card_transactions]
