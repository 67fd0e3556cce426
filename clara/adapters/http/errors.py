"""The one table from kind of error to HTTP status, and the sentences of the framework's own."""

import logging

from litestar import Response
from litestar.exceptions import HTTPException

from clara.adapters.http.envelope import failure
from clara.adapters.http.methods import allowed
from clara.adapters.http.request import HttpRequest
from clara.domain.errors import ClaraError, Forbidden, Invalid, Kind, StorageFull, Unauthenticated

STATUS = {
    Kind.INVALID: 400,
    Kind.UNAUTHENTICATED: 401,
    Kind.FORBIDDEN: 403,
    Kind.PAYMENT_REQUIRED: 403,
    Kind.NOT_FOUND: 404,
    Kind.CONFLICT: 409,
    Kind.TOO_LARGE: 413,
    Kind.UNSUPPORTED: 415,
    Kind.KEY_REUSED: 422,
    Kind.LIMIT_EXCEEDED: 429,
    Kind.INTERNAL: 500,
    Kind.UNAVAILABLE: 503,
}

_FRAMEWORK = {
    400: ("invalid_request", Invalid.default_message),
    401: ("unauthenticated", Unauthenticated.default_message),
    403: ("forbidden", Forbidden.default_message),
    404: ("route_not_found", "The requested route does not exist."),
    405: ("method_not_allowed", "The requested method is not allowed for this route."),
    413: ("body_too_large", "The request body is too large."),
    415: ("unsupported_media_type", "The request body has a type that this route does not take."),
}

_log = logging.getLogger("clara.http")


def request_id_of(request: HttpRequest) -> str | None:
    """The id the gateway gave this request."""
    return request.scope.get("state", {}).get("request_id")


def on_clara_error(request: HttpRequest, error: ClaraError) -> Response[bytes]:
    return failure(
        STATUS[error.kind],
        error.code,
        error.message,
        request_id_of(request),
        data=error.data,
        details=error.details,
        remedy=error.remedy,
        retry_after=error.retry_after,
    )


def on_http_error(request: HttpRequest, error: HTTPException) -> Response[bytes]:
    """What Litestar refuses before a route runs."""
    code, message = _FRAMEWORK.get(error.status_code, ("internal", ClaraError.default_message))
    response = failure(
        error.status_code if error.status_code in _FRAMEWORK else 500,
        code,
        message,
        request_id_of(request),
    )
    if error.status_code == 405:
        response.headers["allow"] = allowed(request.app, request.scope["path"])
    return response


def on_defect(request: HttpRequest, error: Exception) -> Response[bytes]:
    """Anything else is a defect: logged with its id, answered without its text. But where a file of
    the request finds no room, the disk is full."""
    full = StorageFull.of(error)
    if full is not None:
        _log.warning("request %s failed: %s", request_id_of(request), error)
        return on_clara_error(request, full)
    request_id = request_id_of(request)
    _log.error("request %s failed", request_id, exc_info=error)
    return failure(500, "internal", ClaraError.default_message, request_id)
