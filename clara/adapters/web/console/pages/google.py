"""Signing in with Google, on the way to a page of ours or to a decision about a program.

The browser that comes back must be the one that went, which a cookie shows; from here it only ever
goes on to pages of ours.
"""

from collections.abc import Mapping

from litestar import get, post

from clara.adapters.web.console.opening import Visitor
from clara.adapters.web.console.pages.authorization import (
    CONTINUE,
    REQUEST,
    dead_end,
    onward,
    reopened,
    shown,
)
from clara.adapters.web.console.pages.connect import sign_in_form
from clara.adapters.web.console.pages.login import NEXT, begun, login_form
from clara.adapters.web.console.pages.on_the_way import Way, arrived, on_the_way, setting_out
from clara.adapters.web.console.proof import FIELD, proof_of, require_proof
from clara.adapters.web.console.visit import Answer, Visit
from clara.adapters.web.own_path import own_path
from clara.adapters.web.session_cookie import session_cookie
from clara.application.accounts.begin_google_sign_in import PAGE_CALLBACK, BeginGoogleSignIn
from clara.application.accounts.finish_google_sign_in import FinishGoogleSignIn
from clara.application.accounts.profile import SignedIn
from clara.application.accounts.sign_in_with_google import SignInWithGoogle
from clara.application.oauth.open_authorization import OpenedAuthorization
from clara.domain.errors import ClaraError

_SENT_BY_GOOGLE = ("code", "state")
_PROVED = ("id_token", "nonce")


@get("/login-google")
async def begin(visit: Visitor) -> Answer:
    path = own_path(visit.asked.get(NEXT, "")) or "/"
    try:
        begun_there = await visit.run(BeginGoogleSignIn)
    except ClaraError as error:
        return login_form(visit, path, error)
    visit.keep(setting_out(visit.request, begun_there.flow, path=path))
    return visit.leave(begun_there.url)


@get("/authorize-google")
async def begin_for_program(visit: Visitor) -> Answer:
    try:
        opened = await reopened(visit, visit.asked.get(CONTINUE, ""))
    except ClaraError as error:
        return dead_end(visit, error)
    try:
        begun_there = await visit.run(BeginGoogleSignIn)
    except ClaraError as error:
        return sign_in_form(visit, opened, error)
    visit.keep(setting_out(visit.request, begun_there.flow, sealed=opened.sealed or ""))
    return visit.leave(begun_there.url)


@get(PAGE_CALLBACK)
async def finish(visit: Visitor) -> Answer:
    way = on_the_way(visit.request)
    opened: OpenedAuthorization | None = None
    try:
        if not way.path:
            opened = await reopened(visit, way.sealed)
    except ClaraError as error:
        visit.keep(arrived(visit.request))
        return dead_end(visit, error)
    brought = {name: visit.asked[name] for name in _SENT_BY_GOOGLE if name in visit.asked}
    try:
        signed_in = await visit.run(FinishGoogleSignIn, **brought, flow=way.flow)
    except ClaraError as error:
        if error.data is not None:
            proved = {name: str(error.data[name]) for name in _PROVED}
            return _code_form(visit, way, opened, proved, error)
        visit.keep(arrived(visit.request))
        if opened is None:
            return login_form(visit, way.path, error)
        return sign_in_form(visit, opened, error)
    return _signed_in(visit, way, opened, signed_in)


@post("/login-google-code")
async def second_factor(visit: Visitor) -> Answer:
    return await _with_code(visit, None)


@post("/authorize-google-code")
async def second_factor_for_program(visit: Visitor) -> Answer:
    try:
        opened = await reopened(visit, visit.given.get(REQUEST, ""))
        return await _with_code(visit, opened)
    except ClaraError as error:
        return dead_end(visit, error)


ROUTES = [begin, begin_for_program, finish, second_factor, second_factor_for_program]


async def _with_code(visit: Visit, opened: OpenedAuthorization | None) -> Answer:
    """Raises `foreign_form`: another site's form signs nobody in."""
    way = on_the_way(visit.request)
    proved = {name: visit.given.get(name, "") for name in _PROVED}
    require_proof(visit.request, _about(way, opened, proved), visit.given.get(FIELD, ""))
    try:
        signed_in = await visit.run(SignInWithGoogle, **proved, code=visit.given.get("code", ""))
    except ClaraError as error:
        return _code_form(visit, way, opened, proved, error)
    return _signed_in(visit, way, opened, signed_in)


def _signed_in(
    visit: Visit, way: Way, opened: OpenedAuthorization | None, signed_in: SignedIn
) -> Answer:
    visit.keep(arrived(visit.request))
    if opened is None:
        return begun(visit, signed_in.token or "", way.path)
    visit.keep(session_cookie(visit.request, signed_in.token))
    return onward(visit, opened)


def _code_form(
    visit: Visit,
    way: Way,
    opened: OpenedAuthorization | None,
    proved: Mapping[str, str],
    error: ClaraError,
) -> Answer:
    """Only the code is missing, of somebody who showed otherwise who they are."""
    proof = proof_of(visit.request, _about(way, opened, proved))
    carried = {**proved, FIELD: proof}
    # A second step is no mistake.
    status = 200 if error.data is not None else None
    if opened is None:
        return visit.show("login/code.html", error=error, status=status, carried=carried)
    return shown(visit, "connect/code.html", opened, error=error, status=status, carried=carried)


def _about(way: Way, opened: OpenedAuthorization | None, proved: Mapping[str, str]) -> str:
    """What the form is bound to: the browser that began, and what Google proved to it."""
    where = opened.sealed if opened is not None else way.path
    return "\0".join((way.raw, where or "", *proved.values()))
