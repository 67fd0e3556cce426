"""Which methods a path has: a 405 must say so (RFC 9110, 15.5.6), and Litestar's does not."""

import re

from litestar import Litestar, Response

from clara.adapters.http.request import HttpRequest

_PARAMETER = re.compile(r"\\\{[^/]+?\\\}")
_KEY = "methods"

Methods = tuple[tuple[re.Pattern[str], str], ...]


def allowed(app: Litestar, path: str) -> str:
    """The methods of `path`, as the header `Allow` writes them; empty where there is no route."""
    if _KEY not in app.state:
        app.state[_KEY] = _methods(app)
    table: Methods = app.state[_KEY]
    plain = "/" + "/".join(segment for segment in path.split("/") if segment)
    return next((methods for pattern, methods in table if pattern.fullmatch(plain)), "")


async def answer_options(request: HttpRequest) -> Response[None] | None:
    """The answer to OPTIONS; to anything else None. The framework's own leaves out what was added
    to a path after its first method."""
    if request.method != "OPTIONS":
        return None
    methods = allowed(request.app, request.scope["path"])
    return Response(None, status_code=204, headers={"allow": methods})


def _methods(app: Litestar) -> Methods:
    # As when requests are routed: a path in so many words goes before one with parameters.
    routes = sorted(app.routes, key=lambda route: route.path.count("{"))
    return tuple(
        (
            re.compile(_PARAMETER.sub("[^/]+", re.escape(route.path))),
            ", ".join(sorted(str(method) for method in getattr(route, "methods", ()))),
        )
        for route in routes
    )
