"""From a request to the Runner: who calls, with what, and how the command's fields are read."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from msgspec import Struct

from clara.adapters.http.errors import request_id_of
from clara.adapters.http.json_object import json_object
from clara.adapters.http.request import HttpRequest
from clara.application.call import Call, Done, Draft
from clara.application.runner import Runner
from clara.application.use_case import UseCase
from clara.domain.accounts.language import preferred
from clara.domain.credentials.actor import Door
from clara.domain.credentials.token import CredentialKind, token_kind
from clara.domain.errors import Invalid, Unsupported
from clara.domain.text import clean

C = TypeVar("C", bound=Struct)
R = TypeVar("R", bound=Struct)

REST_KINDS = frozenset(
    {CredentialKind.USER_TOKEN, CredentialKind.API_KEY, CredentialKind.PUBLIC_KEY}
)
"""MCP tokens are for MCP only."""

MAX_CLIENT_LENGTH = 100
MAX_PARAMETERS = 64
MAX_NAME_LENGTH = 64


async def run(
    request: HttpRequest, use_case: type[UseCase[C, R]], draft: Draft, *, keyed: bool = True
) -> Done[R]:
    """Run `use_case` for whoever sent `request`; under their idempotency key unless not `keyed`: as
    long as nobody knows who calls, keys would be everybody's."""
    call = call_of(request)
    if not keyed:
        call = replace(call, idempotency_key=None)
    return await runner_of(request).run(use_case, draft, call)


def runner_of(request: HttpRequest) -> Runner:
    runner: Runner = request.app.state.runner
    return runner


def call_of(request: HttpRequest) -> Call:
    """Who asks, and what is logged of the asking."""
    agent = request.headers.get("user-agent", "")
    return Call(
        door=Door.REST,
        request_id=request_id_of(request) or "",
        token=_presented(request),
        accepts=REST_KINDS,
        company_id=request.headers.get("company-id"),
        source=request.client.host if request.client else "",
        language=preferred(request.headers.get("accept-language", "")),
        idempotency_key=request.headers.get("idempotency-key"),
        client=clean(agent, MAX_CLIENT_LENGTH) or None,
    )


def _presented(request: HttpRequest) -> str | None:
    """The token of `Authorization`: after Bearer, or an application's public key alone."""
    given = request.headers.get("authorization", "").strip()
    scheme, _, token = given.partition(" ")
    if scheme.lower() == "bearer":
        found = token.strip()
        return found if token_kind(found) is not CredentialKind.PUBLIC_KEY else None
    return given if token_kind(given) is CredentialKind.PUBLIC_KEY else None


def from_query(
    request: HttpRequest,
    *,
    drop: Collection[str] = (),
    lists: Collection[str] = (),
    **path: str,
) -> Draft:
    """A command from the query and the path. A parameter that comes again is a list with commas, or
    one whose members may hold commas where it is in `lists`; those in `drop` are the route's own."""

    def read() -> Mapping[str, Any]:
        values: dict[str, Any] = {}
        pairs = list(request.query_params.multi_items())
        if len(pairs) > MAX_PARAMETERS:
            raise _bad("query", f"Expected at most {MAX_PARAMETERS} parameters")
        for name, value in pairs:
            if name in drop:
                continue
            if name in path:
                raise _bad(name, "Given by the path already")
            if name in lists:
                values.setdefault(name, []).append(value)
            else:
                values[name] = f"{values[name]},{value}" if name in values else value
        return {**values, **path}

    return Draft(read, lax=True)


async def from_body(request: HttpRequest, *, required: bool = True, **path: str) -> Draft:
    """A command from a JSON object and the path; there is nothing to say in the query."""
    raw = await request.body()

    def read() -> Mapping[str, Any]:
        without_query(request)
        if not raw.strip():
            if required:
                raise Invalid("empty_body", "Request body is empty.")
            if not raw:
                return path
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json" and not kind.endswith("+json"):
            raise Unsupported("unsupported_media_type", "Send the body as application/json.")
        without_coding(request)
        try:
            values = json_object(raw)
        except ValueError as error:
            raise _bad("body", "Expected a JSON object, each name in it once") from error
        for name in path:
            if name in values:
                raise _bad(name, "Given by the path already")
        return {**values, **path}

    return Draft(read)


def without_coding(request: HttpRequest) -> None:
    """Raises `unsupported_content_coding` for a compressed body (RFC 9110, 8.4): how large it
    becomes is known too late."""
    if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
        raise Unsupported("unsupported_content_coding", "Send the body without Content-Encoding.")


def without_query(request: HttpRequest) -> None:
    """Raises `invalid_parameters` for a query: what would be ignored is better refused."""
    for name in request.query_params:
        raise _bad(name, "Expected no parameters in the query")


def _bad(field: str, reason: str) -> Invalid:
    error = {"field": field[:MAX_NAME_LENGTH], "reason": reason}
    return Invalid("invalid_parameters", details={"errors": [error]})
