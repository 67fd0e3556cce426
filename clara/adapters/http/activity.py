"""The activity log, as JSON or CSV."""

import csv
import io

import msgspec
from litestar import Response, get
from litestar.params import FromPath

from clara.adapters.http.envelope import success
from clara.adapters.http.operation import Operation, documented
from clara.adapters.http.request import HttpRequest
from clara.adapters.http.running import from_query, run
from clara.adapters.wire.activity import CSV_COLUMNS, ActivityListView
from clara.adapters.wire.csv_cells import safe_row
from clara.application.activity.view_activity import ViewActivity

_VIEW = Operation(
    ViewActivity,
    ActivityListView,
    "Activity fetched successfully.",
    "Activity",
    media=("text/csv",),
)


@get("/companies/{company_id:str}/activity", **documented(_VIEW))
async def view_activity(request: HttpRequest, company_id: FromPath[str]) -> Response[bytes]:
    done = await run(request, ViewActivity, from_query(request, company_id=company_id))
    view = ActivityListView.of(done.result)
    if "text/csv" in request.headers.get("accept", ""):
        return _csv(view)
    return success(view, _VIEW.message)


def _csv(view: ActivityListView) -> Response[bytes]:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(CSV_COLUMNS)
    for item in view.items:
        values = msgspec.to_builtins(item)
        writer.writerow(safe_row(values[column] for column in CSV_COLUMNS))
    headers = {
        "content-disposition": 'attachment; filename="activity.csv"',
        "x-content-type-options": "nosniff",
    }
    if view.next_cursor:
        headers["next-cursor"] = view.next_cursor
    return Response(text.getvalue().encode(), media_type="text/csv", headers=headers)


ROUTES = [view_activity]
