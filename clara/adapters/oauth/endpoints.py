"""Registration, tokens, revocation."""

import base64
import binascii
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote_plus

import msgspec
from litestar import Response, post

from clara.adapters.oauth.answers import (
    OAuthRequest,
    answer,
    on_clara_error,
    on_defect,
)
from clara.application.call import Call, Draft
from clara.application.oauth.exchange_code import ExchangeCode
from clara.application.oauth.issuing import IssuedTokens
from clara.application.oauth.refresh_access import RefreshAccess
from clara.application.oauth.register_client import RegisterClient
from clara.application.oauth.revoke_access import RevokeAccess
from clara.application.runner import Runner
from clara.application.use_case import UseCase
from clara.domain.credentials.actor import Door
from clara.domain.errors import ClaraError, Invalid
from clara.domain.oauth.errors import invalid_client, invalid_request
from clara.domain.text import clean

_MAX_BODY = 32 * 1024
_MAX_FIELDS = 32
_MAX_CLIENT = 100
_GRANTS: dict[str, tuple[type[UseCase[Any, IssuedTokens]], tuple[str, ...]]] = {
    "authorization_code": (ExchangeCode, ("code", "code_verifier", "redirect_uri", "resource")),
    "refresh_token": (RefreshAccess, ("refresh_token", "resource")),
}
_METADATA = ("redirect_uris", "client_name", "token_endpoint_auth_method")
_HANDLERS: dict[Any, Any] = {ClaraError: on_clara_error, Exception: on_defect}


_OPTIONS: dict[str, Any] = {
    "exception_handlers": _HANDLERS,
    "include_in_schema": False,
    "request_max_body_size": _MAX_BODY,
}


@post("/register", **_OPTIONS)
async def register_client(request: OAuthRequest) -> Response[bytes]:
    raw = await request.body()

    def read() -> Mapping[str, Any]:
        try:
            given = msgspec.json.decode(raw, type=dict[str, Any])
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise Invalid("invalid_client_metadata", "Send a JSON object.") from error
        # What else clients say of themselves is ignored (RFC 7591, 2).
        return {name: given[name] for name in _METADATA if given.get(name) is not None}

    done = await _run(request, RegisterClient, read)
    client = done.client
    body: dict[str, Any] = {
        "client_id": client.id,
        "client_id_issued_at": int(client.created_at.timestamp()),
        "client_name": client.name,
        "redirect_uris": client.redirect_uris,
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "token_endpoint_auth_method": client.auth.value,
    }
    if done.secret is not None:
        body |= {"client_secret": done.secret, "client_secret_expires_at": 0}
    return answer(body, 201)


@post("/token", status_code=200, **_OPTIONS)
async def token(request: OAuthRequest) -> Response[bytes]:
    form = await _form(request)
    use_case, names = _GRANTS.get(form.get("grant_type", ""), (None, ()))
    if use_case is None:
        raise Invalid(
            "unsupported_grant_type", "grant_type is authorization_code or refresh_token."
        )
    fields = _client(request, form) | {name: form[name] for name in names if name in form}
    issued = await _run(request, use_case, lambda: fields)
    return answer(
        {
            "access_token": issued.access_token,
            "token_type": "Bearer",
            "expires_in": issued.expires_in,
            "refresh_token": issued.refresh_token,
            "scope": " ".join(scope.value for scope in issued.scopes),
        }
    )


@post("/revoke", status_code=200, **_OPTIONS)
async def revoke(request: OAuthRequest) -> Response[bytes]:
    form = await _form(request)
    fields = _client(request, form) | {"token": form.get("token", "")}
    await _run(request, RevokeAccess, lambda: fields)
    return answer({})


ROUTES = [register_client, token, revoke]


async def _run(request: OAuthRequest, use_case: type[UseCase[Any, Any]], read: Any) -> Any:
    runner: Runner = request.app.state.runner
    call = Call(
        door=Door.WEB,
        request_id=request.scope.get("state", {}).get("request_id") or "",
        source=request.client.host if request.client else "",
        client=clean(request.headers.get("user-agent", ""), _MAX_CLIENT) or None,
    )
    return (await runner.run(use_case, Draft(read), call)).result


async def _form(request: OAuthRequest) -> dict[str, str]:
    """Each parameter once (RFC 6749, 3.2). Raises `invalid_request`."""
    try:
        text = (await request.body()).decode("ascii")
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MAX_FIELDS)
    except ValueError as error:
        raise invalid_request("Send a form, as application/x-www-form-urlencoded.") from error
    form = dict(pairs)
    if len(form) != len(pairs):
        raise invalid_request("A parameter came twice.")
    return {name: value for name, value in form.items() if value}


def _client(request: OAuthRequest, form: Mapping[str, str]) -> dict[str, str]:
    """Who the client says it is: in the body or in `Authorization: Basic`, not in both."""
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    said = {name: form[name] for name in ("client_id", "client_secret") if name in form}
    if scheme.lower() != "basic":
        if "client_id" not in said:
            raise invalid_client("Say which client asks: client_id is missing.")
        return said
    try:
        pair = base64.b64decode(encoded.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        raise invalid_client() from error
    client_id, colon, secret = (unquote_plus(part) for part in pair.partition(":"))
    if not colon or "client_secret" in said or said.get("client_id", client_id) != client_id:
        raise invalid_client()
    return {"client_id": client_id, "client_secret": secret}
