"""What went wrong, as a page: for routes of the console, and for addresses that are nobody's."""

import logging
from collections.abc import Callable
from typing import Any

from litestar.exceptions import HTTPException

from clara.adapters.web.console.languages import language_of
from clara.adapters.web.console.opening import Elsewhere
from clara.adapters.web.console.problems import problems_of, status_of
from clara.adapters.web.console.visit import Answer, Visit
from clara.adapters.web.request import WebRequest
from clara.domain.errors import ClaraError

_TEMPLATE = "failed.html"
_PROGRAMS = ("/api", "/mcp", "/.well-known", "/openapi.json", "/docs/", "/assets/")
_KNOWN = frozenset({400, 403, 404, 405, 413, 415})

_log = logging.getLogger("clara.web")


def on_elsewhere(request: WebRequest, error: Elsewhere) -> Answer:
    return _visit(request).go(error.path)


def on_clara_error(request: WebRequest, error: ClaraError) -> Answer:
    """What no handler caught: said in the reader's words, with the id to ask about it."""
    visit = _visit(request)
    problems = problems_of(error, visit.texts("failed"))
    status = status_of(error)
    return visit.show(_TEMPLATE, status=status, failure=status, told=problems)


def on_http_error(request: WebRequest, error: HTTPException) -> Answer:
    """What Litestar refuses."""
    status = error.status_code if error.status_code in _KNOWN else 500
    return _visit(request).show(_TEMPLATE, status=status, failure=status, told=None)


def on_defect(request: WebRequest, error: Exception) -> Answer:
    """A defect: logged with its id, answered without its text."""
    visit = _visit(request)
    _log.error("request %s failed", visit.request_id, exc_info=error)
    return visit.show(_TEMPLATE, status=500, failure=500, told=None)


HANDLERS: dict[int | type[Exception], Callable[[WebRequest, Any], Answer]] = {
    Elsewhere: on_elsewhere,
    ClaraError: on_clara_error,
    HTTPException: on_http_error,
    Exception: on_defect,
}


def page_for_browsers(request: WebRequest, error: HTTPException) -> Answer | None:
    """A page where a browser asked for one at an address of no route; None where a program asks."""
    path: str = request.scope["path"]
    is_for_programs = path.startswith(_PROGRAMS)
    if is_for_programs or "text/html" not in request.headers.get("accept", ""):
        return None
    return on_http_error(request, error)


def _visit(request: WebRequest) -> Visit:
    """As whoever the page was opened for, so that they find their way on; nobody is asked who it is,
    since that may be what failed."""
    page: Visit | None = request.state.get("page")
    return page or Visit(request, language_of(request))
