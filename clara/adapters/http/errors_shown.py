"""Error answers in the OpenAPI document: which statuses an operation may give, and their shape."""

from typing import Any

from clara.adapters.http.operation import Operation
from clara.application.use_case import Effect
from clara.domain.ids import OfUser

ERROR_SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "Every error.",
    "required": ["data", "message", "status", "code", "request_id"],
    "properties": {
        "data": {"type": ["object", "null"], "description": "Null, or what a second step needs."},
        "message": {
            "type": "string",
            "description": "A sentence a person can act on.",
            "examples": ["Card with the given identifier does not exist."],
        },
        "status": {"type": "string", "enum": ["error"]},
        "code": {
            "type": "string",
            "description": "Stable; what programs decide by.",
            "examples": ["card_not_found"],
        },
        "request_id": {"type": ["string", "null"], "description": "To find it in the logs."},
        "details": {"type": "object", "description": "Which field and why, candidates, choices."},
        "remedy": {"type": "string", "description": "What to do next."},
        "retry_after": {"type": "integer", "description": "Seconds to wait."},
    },
}

_MEANINGS = {
    400: "The request is malformed: `details` names the field and the reason.",
    401: "No credential, or one that is wrong, expired, revoked or of another kind.",
    403: "The credential's scope or the caller's role does not allow it.",
    404: "There is no such thing, or not for this caller.",
    409: "The state does not allow it, the reference is ambiguous, or a first request still runs.",
    413: "The body is too large.",
    415: "The body has the wrong type.",
    422: "The idempotency key was used with a different request.",
    429: "Too many requests; wait `Retry-After` seconds.",
    500: "A defect; the request id finds it in the logs.",
    503: "Something the service needs is away; try again.",
}


def error_responses(operation: Operation) -> dict[str, Any]:
    """Status to answer."""
    use_case = operation.use_case
    statuses = {400, 429, 500, *operation.statuses}
    if not use_case.is_public:
        statuses |= {401, 503}
    if use_case.scope is not None:
        statuses |= {403, 404}
    if issubclass(use_case.command, OfUser):
        statuses.add(403)
    if use_case.effect is not Effect.READ:
        statuses |= {409, 413, 415, 422, 503}
    if "card" in use_case.command.__struct_fields__:
        statuses.add(409)
    return {str(status): _response(status) for status in sorted(statuses)}


def _response(status: int) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Error"}
    return {"description": _MEANINGS[status], "content": {"application/json": {"schema": schema}}}
