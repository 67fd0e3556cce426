"""Signing in with Google on the way to a decision: there, back, and a second factor in between.

The browser that comes back must be the one that went, which a cookie shows; from here it only ever
goes on to our own `/authorize`.
"""

from collections.abc import Mapping

from litestar import Response, get, post

from clara.adapters.web.authorization import CONTINUE, GET, POST, dead_end, onward, reopened, sent
from clara.adapters.web.form import fields_of
from clara.adapters.web.google_cookie import google_cookie, on_the_way
from clara.adapters.web.request import WebRequest
from clara.adapters.web.running import run
from clara.adapters.web.session_cookie import form_proof, is_own_form, session_cookie
from clara.adapters.web.sign_in_page import code_page, sign_in_page
from clara.application.accounts.begin_google_sign_in import PAGE_CALLBACK, BeginGoogleSignIn
from clara.application.accounts.finish_google_sign_in import FinishGoogleSignIn
from clara.application.accounts.profile import SignedIn
from clara.application.accounts.sign_in_with_google import SignInWithGoogle
from clara.application.oauth.open_authorization import OpenedAuthorization
from clara.domain.errors import ClaraError, Invalid

_SENT_BY_GOOGLE = ("code", "state")
_PROVED = ("id_token", "nonce")
_IN_BETWEEN = "."


@get("/authorize-google", **GET)
async def begin(request: WebRequest) -> Response[str]:
    try:
        opened = await reopened(request, request.query_params.get(CONTINUE, ""))
    except ClaraError as error:
        return dead_end(request, error)
    try:
        begun = await run(request, BeginGoogleSignIn, {})
    except ClaraError as error:
        return sign_in_page(request, opened, {}, error)
    gone = sent(request, begun.url)
    gone.set_cookie(google_cookie(request, f"{begun.flow}{_IN_BETWEEN}{opened.sealed}"))
    return gone


@get(PAGE_CALLBACK, **GET)
async def finish(request: WebRequest) -> Response[str]:
    flow, _, sealed = on_the_way(request).partition(_IN_BETWEEN)
    try:
        opened = await reopened(request, sealed)
    except ClaraError as error:
        return _ended(request, dead_end(request, error))
    query = request.query_params
    brought = {name: query[name] for name in _SENT_BY_GOOGLE if name in query}
    try:
        signed_in = await run(request, FinishGoogleSignIn, {**brought, "flow": flow})
    except ClaraError as error:
        if error.data is not None:
            proved = {name: str(error.data[name]) for name in _PROVED}
            return _code_page(request, opened, proved, error)
        return _ended(request, sign_in_page(request, opened, {}, error))
    return _signed_in(request, opened, signed_in)


@post("/authorize-google-code", **POST)
async def second_factor(request: WebRequest) -> Response[str]:
    try:
        given = await fields_of(request)
        opened = await reopened(request, given.get("request", ""))
        proved = {name: given.get(name, "") for name in _PROVED}
        about = _about(opened, proved)
        if not is_own_form(request, on_the_way(request), about, given.get("proof", "")):
            raise Invalid("invalid_parameters")
    except ClaraError as error:
        return dead_end(request, error)
    try:
        fields = {**proved, "code": given.get("code", "")}
        signed_in = await run(request, SignInWithGoogle, fields)
    except ClaraError as error:
        return _code_page(request, opened, proved, error)
    return _signed_in(request, opened, signed_in)


ROUTES = [begin, finish, second_factor]


def _signed_in(
    request: WebRequest, opened: OpenedAuthorization, signed_in: SignedIn
) -> Response[str]:
    gone = onward(request, opened)
    gone.set_cookie(session_cookie(request, signed_in.token))
    return _ended(request, gone)


def _code_page(
    request: WebRequest, opened: OpenedAuthorization, proved: Mapping[str, str], error: ClaraError
) -> Response[str]:
    proof = form_proof(request, on_the_way(request), _about(opened, proved))
    hidden = {**proved, "proof": proof}
    return code_page(request, opened, "authorize-google-code", hidden, error)


def _about(opened: OpenedAuthorization, proved: Mapping[str, str]) -> str:
    """What the form is bound to, besides the browser that began: another site's form signs nobody
    in."""
    return "\0".join((opened.sealed or "", *proved.values()))


def _ended(request: WebRequest, shown: Response[str]) -> Response[str]:
    shown.set_cookie(google_cookie(request, ""))
    return shown
