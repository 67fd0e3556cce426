"""Card transactions as a file: CSV, JSON Lines or XLSX."""

import tempfile
from collections.abc import Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import msgspec
from litestar import Response, get
from litestar.params import FromPath
from litestar.response import Stream

from clara.adapters.exports.manifest import Manifest
from clara.adapters.exports.text import csv_lines, json_lines
from clara.adapters.exports.workbook import write_workbook
from clara.adapters.http.card_transactions import NAMES
from clara.adapters.http.files import as_file, pieces_of, streamed
from clara.adapters.http.operation import Operation, documented
from clara.adapters.http.preferring import becomes_task, left_for_later
from clara.adapters.http.request import HttpRequest
from clara.adapters.http.running import from_query, run
from clara.application.call import Draft
from clara.application.card_transactions.export_card_transactions import (
    Export,
    ExportCardTransactions,
)
from clara.application.card_transactions.queue_export import QueueExport
from clara.domain.card_transactions.export_format import ExportFormat
from clara.domain.errors import Invalid

_FORMAT = {
    "name": "format",
    "in": "query",
    "description": "csv (default), jsonl or xlsx.",
    "schema": {"type": "string", "enum": list(ExportFormat), "default": "csv"},
    "example": "csv",
}
_LEFT = "Card transactions are being exported."
_EXPORT = Operation(
    ExportCardTransactions,
    None,
    "Card transactions exported successfully.",
    "Card transactions",
    media=tuple(one.media_type for one in ExportFormat),
    extra_query=(_FORMAT,),
    statuses=(409,),
    as_task=_LEFT,
)
_ENCODER = msgspec.json.Encoder(decimal_format="number")


@get("/companies/{company_id:str}/card_transactions/export", **documented(_EXPORT))
async def export_card_transactions(
    request: HttpRequest, company_id: FromPath[str]
) -> Response[Any]:
    """The manifest travels in the header `X-Export-Manifest`, in the last line of JSON Lines and
    on the second sheet of a workbook."""
    asked = from_query(request, drop=("format",), lists=NAMES, company_id=company_id)
    kinds = request.query_params.getall("format", ["csv"])

    def read() -> Mapping[str, Any]:
        if len(kinds) != 1 or kinds[0] not in list(ExportFormat):
            raise Invalid("unknown_format", f"A file is one of {', '.join(ExportFormat)}.")
        return asked.read()

    def read_with_format() -> Mapping[str, Any]:
        return {**read(), "format": kinds[0]}

    if not becomes_task(request, is_long=False):
        done = await run(request, ExportCardTransactions, Draft(read, lax=True))
        answer = await _answer(request, done.result, ExportFormat(kinds[0]))
        if answer is not None:
            return answer
    queued = await run(request, QueueExport, Draft(read_with_format, lax=True))
    return left_for_later(request, queued, _LEFT)


async def _answer(request: HttpRequest, export: Export, format: ExportFormat) -> Stream | None:
    """None when that would take too long for a request."""
    async with AsyncExitStack() as opening:
        exported = await opening.enter_async_context(export.opened)
        is_long = exported.totals.count > request.app.state.settings.export_task_rows
        if becomes_task(request, is_long=is_long):
            return None
        if format is ExportFormat.XLSX:
            folder = opening.enter_context(tempfile.TemporaryDirectory(prefix="clara-export-"))
            path = Path(folder) / "export.xlsx"
            await write_workbook(exported, path)
            content = pieces_of(path)
        else:
            lines = csv_lines if format is ExportFormat.CSV else json_lines
            content = lines(exported)
        manifest = _ENCODER.encode(Manifest.of(exported)).decode("ascii", "replace")
        opened = opening.pop_all()
    headers = {**as_file(format.file_name(export.period)), "x-export-manifest": manifest}
    return streamed(content, opened, format.media_type, headers)


ROUTES = [export_card_transactions]
