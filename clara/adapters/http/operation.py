"""What a route says of itself, for the OpenAPI document."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from msgspec import Struct

from clara.application.use_case import UseCase


@dataclass(frozen=True, slots=True)
class Operation:
    """`data` is the view in the answer, or of each in a list where it `is_list`, `message` its
    sentence. `body` is what is sent as JSON besides the path; without it the command's other fields
    are query parameters. `media` replaces the JSON answer by a file, `upload` the JSON body by a
    multipart form. `as_it_is` is the schema of a body that is not read as fields, and that nobody
    repeats under a key. `also` are other successes, status to sentence; `as_task` is that of 202, for what may go
    on as a task. `basic` are fields that come
    from `Authorization: Basic`, `hidden` ones that the route fills in."""

    use_case: type[UseCase[Any, Any]]
    data: type[Struct] | None
    message: str
    tag: str
    status: int = 200
    body: bool = False
    media: tuple[str, ...] = ()
    upload: dict[str, Any] | None = None
    as_it_is: dict[str, Any] | None = None
    extra_query: tuple[dict[str, Any], ...] = ()
    statuses: tuple[int, ...] = ()
    basic: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    is_list: bool = False
    also: Mapping[int, str] = field(default_factory=dict)
    as_task: str = ""


def documented(operation: Operation) -> dict[str, Any]:
    """Arguments for a Litestar route decorator."""
    return {"opt": {"operation": operation}, "status_code": operation.status}
