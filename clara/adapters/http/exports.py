"""Card transactions as a file: CSV, JSON Lines or XLSX."""

from collections.abc import Mapping
from typing import Any

from litestar import Response, get
from litestar.params import FromPath

from clara.adapters.exports.sending import sent
from clara.adapters.http.card_transactions import NAMES
from clara.adapters.http.operation import Operation, documented
from clara.adapters.http.preferring import becomes_task, left_for_later, require_short_wishes
from clara.adapters.http.request import HttpRequest
from clara.adapters.http.running import from_query, run
from clara.application.call import Draft
from clara.application.card_transactions.export_card_transactions import ExportCardTransactions
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


@get("/companies/{company_id:str}/card_transactions/export", **documented(_EXPORT))
async def export_card_transactions(
    request: HttpRequest, company_id: FromPath[str]
) -> Response[Any]:
    """The manifest travels in the header `X-Export-Manifest`, in the last line of JSON Lines and
    on the second sheet of a workbook."""
    asked = from_query(request, drop=("format",), lists=NAMES, company_id=company_id)
    kinds = request.query_params.getall("format", ["csv"])

    def read() -> Mapping[str, Any]:
        require_short_wishes(request)
        if len(kinds) != 1 or kinds[0] not in list(ExportFormat):
            raise Invalid("unknown_format", f"A file is one of {', '.join(ExportFormat)}.")
        return asked.read()

    def read_with_format() -> Mapping[str, Any]:
        return {**read(), "format": kinds[0]}

    if not becomes_task(request, is_long=False):
        done = await run(request, ExportCardTransactions, Draft(read, lax=True))
        answer = await sent(
            done.result, ExportFormat(kinds[0]), lambda rows: _is_left(request, rows)
        )
        if answer is not None:
            return answer
    queued = await run(request, QueueExport, Draft(read_with_format, lax=True))
    return left_for_later(request, queued, _LEFT)


def _is_left(request: HttpRequest, rows: int) -> bool:
    is_long = rows > request.app.state.settings.export_task_rows
    return becomes_task(request, is_long=is_long)


ROUTES = [export_card_transactions]
