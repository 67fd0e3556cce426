"""From a request to the Runner: who calls, with what, and how the command's fields are read."""

from collections.abc import Collection, Mapping
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from clara.adapters.http.errors import request_id_of
from clara.adapters.http.request import HttpRequest
from clara.application.runner import Call, Done, Draft, Runner
from clara.application.use_case import UseCase
from clara.domain.credentials.actor import Door
from clara.domain.credentials.token import CredentialKind
from clara.domain.errors import Invalid, Unsupported

C = TypeVar("C", bound=Struct)
R = TypeVar("R", bound=Struct)

PEOPLE_AND_PROGRAMS = frozenset({CredentialKind.USER_TOKEN, CredentialKind.API_KEY})
MAX_CLIENT_LENGTH = 100
MAX_PARAMETERS = 64


async def run(
    request: HttpRequest,
    use_case: type[UseCase[C, R]],
    draft: Draft,
    accepts: frozenset[CredentialKind] = PEOPLE_AND_PROGRAMS,
) -> Done[R]:
    """Run `use_case` for whoever sent `request`."""
    runner: Runner = request.app.state.runner
    agent = request.headers.get("user-agent", "")
    call = Call(
        door=Door.REST,
        request_id=request_id_of(request) or "",
        token=_bearer(request),
        accepts=accepts,
        idempotency_key=request.headers.get("idempotency-key"),
        client=agent[:MAX_CLIENT_LENGTH] or None,
    )
    return await runner.run(use_case, draft, call)


def _bearer(request: HttpRequest) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").strip().partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def from_query(request: HttpRequest, *, drop: Collection[str] = (), **path: str) -> Draft:
    """A command from the query and the path. A parameter that comes again is a list; those in
    `drop` are the route's own."""

    def read() -> Mapping[str, Any]:
        values: dict[str, str] = {}
        pairs = list(request.query_params.multi_items())
        if len(pairs) > MAX_PARAMETERS:
            raise _bad("query", f"Expected at most {MAX_PARAMETERS} parameters")
        for name, value in pairs:
            if name in drop:
                continue
            if name in path:
                raise _bad(name, "Given by the path already")
            values[name] = f"{values[name]},{value}" if name in values else value
        return {**_without_nul(values), **path}

    return Draft(read, lax=True)


async def from_body(request: HttpRequest, *, required: bool = True, **path: str) -> Draft:
    """A command from a JSON object and the path."""
    raw = await request.body()

    def read() -> Mapping[str, Any]:
        if not raw.strip():
            if required:
                raise Invalid("empty_body", "Request body is empty.")
            return path
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json" and not kind.endswith("+json"):
            raise Unsupported("unsupported_media_type", "Send the body as application/json.")
        try:
            values = msgspec.json.decode(raw, type=dict[str, Any])
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise _bad("body", "Expected a JSON object") from error
        for name in path:
            if name in values:
                raise _bad(name, "Given by the path already")
        return {**values, **path}

    return Draft(read)


def from_path(**path: str) -> Draft:
    """A command from the path alone."""
    return Draft(lambda: path)


def _without_nul(values: dict[str, str]) -> dict[str, str]:
    for name, value in values.items():
        if "\0" in value:
            raise _bad(name, "Expected text without NUL characters")
    return values


def _bad(field: str, reason: str) -> Invalid:
    return Invalid("invalid_parameters", details={"errors": [{"field": field, "reason": reason}]})
