"""Charts of answered analyses, as pictures."""

from litestar import Response, get
from litestar.params import FromPath

from clara.adapters.http.operation import Operation, documented
from clara.adapters.http.request import HttpRequest
from clara.adapters.http.running import from_query, run
from clara.application.analysis.view_chart import PictureFormat, ViewChart

_PATH = "/users/{user_id:str}/tasks/{task_id:str}/chart"
_MEDIA = {PictureFormat.SVG: "image/svg+xml", PictureFormat.PNG: "image/png"}
_SVG, _PNG = (
    Operation(
        ViewChart,
        None,
        "Chart fetched successfully.",
        "Agent",
        media=(_MEDIA[format],),
        statuses=(404, 503),
        hidden=("format",),
    )
    for format in (PictureFormat.SVG, PictureFormat.PNG)
)
_HEADERS = {
    # A chart never changes, and is nobody else's.
    "cache-control": "private, max-age=3600, immutable",
    "vary": "Authorization",
    "x-content-type-options": "nosniff",
    # Opened by itself an SVG is a page of ours: it may style itself, and nothing else.
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
}


@get(_PATH + ".svg", **documented(_SVG))
async def view_chart_as_svg(
    request: HttpRequest, user_id: FromPath[str], task_id: FromPath[str]
) -> Response[bytes]:
    return await _picture(request, PictureFormat.SVG, user_id, task_id)


@get(_PATH + ".png", **documented(_PNG))
async def view_chart_as_png(
    request: HttpRequest, user_id: FromPath[str], task_id: FromPath[str]
) -> Response[bytes]:
    return await _picture(request, PictureFormat.PNG, user_id, task_id)


async def _picture(
    request: HttpRequest, format: PictureFormat, user_id: str, task_id: str
) -> Response[bytes]:
    draft = from_query(request, user_id=user_id, task_id=task_id, format=format.value)
    picture = (await run(request, ViewChart, draft)).result
    drawn = await picture.drawn()
    shown = f'inline; filename="chart.{format.value}"'
    return Response(
        drawn, media_type=_MEDIA[format], headers={**_HEADERS, "content-disposition": shown}
    )


ROUTES = [view_chart_as_svg, view_chart_as_png]
