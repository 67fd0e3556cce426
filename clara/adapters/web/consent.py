"""Where a person decides about a program that asks for access: sign in, choose a company and what
the program may do, allow or decline.

Nothing is remembered between the steps but the sign-in: each form carries the sealed request.
"""

from collections.abc import Mapping

from litestar import Response, get, post

from clara.adapters.web.authorization import CONTINUE, GET, POST, back, dead_end, reopened
from clara.adapters.web.consent_forms import ASK_FIRST
from clara.adapters.web.consent_page import consent_page
from clara.adapters.web.form import fields_of
from clara.adapters.web.request import WebRequest
from clara.adapters.web.running import run
from clara.adapters.web.session_cookie import is_own_form, session_cookie, session_token
from clara.adapters.web.sign_in_page import sign_in_page
from clara.application.accounts.sign_in import SignIn
from clara.application.accounts.view_user import ViewUser
from clara.application.oauth.grant_access import GrantAccess
from clara.application.oauth.open_authorization import OpenAuthorization, OpenedAuthorization
from clara.domain.credentials.guard import Unlocking
from clara.domain.errors import ClaraError, Invalid

_SCOPE = "scope:"
ALLOWED, CONFIRMED = Unlocking.ALLOWED.value, Unlocking.CONFIRMED.value
_PARAMETERS = (
    *("client_id", "redirect_uri", "response_type", "state", "scope"),
    *("code_challenge", "code_challenge_method", "resource"),
)


@get("/authorize", **GET)
async def authorize(request: WebRequest) -> Response[str]:
    """Changes nothing, whatever it is asked."""
    query = request.query_params
    fields = {name: query[name] for name in _PARAMETERS if query.get(name)}
    if query.get(CONTINUE):
        fields = {"sealed": query[CONTINUE]}
    try:
        opened: OpenedAuthorization = await run(request, OpenAuthorization, fields)
    except ClaraError as error:
        return dead_end(request, error)
    if opened.sealed is None:
        said = {"error": opened.error, "error_description": opened.error_description}
        return back(request, opened, said)
    return await _next_step(request, opened)


@post("/authorize-sign-in", **POST)
async def sign_in(request: WebRequest) -> Response[str]:
    given: dict[str, str] = {}
    try:
        given = await fields_of(request)
        opened = await reopened(request, given.get("request", ""))
    except ClaraError as error:
        return dead_end(request, error)
    fields = {name: given.get(name, "") for name in ("email", "password")}
    if given.get("code"):
        fields["code"] = given["code"]
    try:
        signed_in = await run(request, SignIn, fields)
    except ClaraError as error:
        return sign_in_page(request, opened, given, error)
    shown = await consent_page(request, opened, signed_in.token, signed_in)
    shown.set_cookie(session_cookie(request, signed_in.token))
    return shown


@post("/authorize-decide", **POST)
async def decide(request: WebRequest) -> Response[str]:
    token = session_token(request)
    try:
        given = await fields_of(request)
        opened = await reopened(request, given.get("request", ""))
        _require_own_form(request, token, given)
    except ClaraError as error:
        return dead_end(request, error)
    if given.get("decision") == "sign-out":
        shown = sign_in_page(request, opened, {})
        shown.set_cookie(session_cookie(request, None))
        return shown
    if given.get("decision") != "allow":
        return back(request, opened, {"error": "access_denied"})
    scopes = [name.removeprefix(_SCOPE) for name in given if name.startswith(_SCOPE)]
    fields = {
        "company_id": given.get("company_id", ""),
        "request": given["request"],
        "scopes": scopes,
        "guard": {"unlocking": CONFIRMED if given.get(ASK_FIRST) else ALLOWED},
    }
    try:
        granted = await run(request, GrantAccess, fields, token)
    except ClaraError as error:
        return await _next_step(request, opened, error)
    return back(request, opened, {"code": granted.code})


ROUTES = [authorize, sign_in, decide]


async def _next_step(
    request: WebRequest, opened: OpenedAuthorization, error: ClaraError | None = None
) -> Response[str]:
    """The question, to who is signed in; else the sign-in."""
    token = session_token(request)
    if token is not None:
        try:
            profile = await run(request, ViewUser, {}, token)
        except ClaraError:
            return sign_in_page(request, opened, {}, error)
        if profile.user.is_active:
            return await consent_page(request, opened, token, profile, error)
    return sign_in_page(request, opened, {}, error)


def _require_own_form(request: WebRequest, token: str | None, given: Mapping[str, str]) -> None:
    about, proof = given.get("request", ""), given.get("proof", "")
    if token is None or not is_own_form(request, token, about, proof):
        raise Invalid("invalid_parameters")
