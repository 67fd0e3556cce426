"""Whether a caller waits for long work or has it left for a task: `Prefer` (RFC 7240)."""

from litestar import Response

from clara.adapters.http.envelope import success
from clara.adapters.http.replay import marked
from clara.adapters.http.request import HttpRequest
from clara.adapters.wire.tasks import TaskView
from clara.application.call import Done
from clara.domain.errors import Invalid
from clara.domain.tasks.task import Task

_ASYNC, _WAIT = "respond-async", "wait"
_MAX_LENGTH = 1_000
"""Of all its lines together; what anybody prefers takes far less."""
PREFER = {
    "name": "Prefer",
    "in": "header",
    "description": "`respond-async`: answer 202 at once and go on as a task, whose `result` or file"
    " is fetched. `wait=600`: answer within the request, however long that takes. Without it, what"
    " is long becomes a task.",
    "schema": {"type": "string", "maxLength": _MAX_LENGTH},
    "example": _ASYNC,
}


def becomes_task(request: HttpRequest, *, is_long: bool) -> bool:
    """Whether it does, for work that is long or not."""
    wishes = _wishes(request)
    return _ASYNC in wishes or (is_long and _WAIT not in wishes)


def left_for_later(request: HttpRequest, done: Done[Task], message: str) -> Response[bytes]:
    """202, and where the task is found."""
    task = done.result
    response = success(TaskView.of(task), message, 202)
    response.headers["location"] = f"/api/v1/users/{task.user_id}/tasks/{task.id}"
    if _ASYNC in _wishes(request):
        response.headers["preference-applied"] = _ASYNC
    return marked(done, response)


def require_short_wishes(request: HttpRequest) -> None:
    """Raises `invalid_parameters` where more is preferred than the document has room for."""
    if len(_given(request)) > _MAX_LENGTH:
        error = {"field": "Prefer", "reason": f"Expected at most {_MAX_LENGTH} characters"}
        raise Invalid("invalid_parameters", details={"errors": [error]})


def _wishes(request: HttpRequest) -> frozenset[str]:
    """The names of preferences; what else a caller prefers is ignored, as it has to be."""
    return frozenset(
        one.partition(";")[0].partition("=")[0].strip().lower()
        for one in _given(request).split(",")
    )


def _given(request: HttpRequest) -> str:
    return ",".join(request.headers.getall("prefer", []))
