"""Where a person decides about a program that asks for access: sign in, choose a company and what
the program may do, allow or decline.

Nothing is remembered between the steps but the sign-in: each form carries the sealed request.
"""

from litestar import get, post

from clara.adapters.web.console.console import Console
from clara.adapters.web.console.opening import Visitor, recognized
from clara.adapters.web.console.pages.authorization import (
    CONTINUE,
    REQUEST,
    back,
    dead_end,
    reopened,
    shown,
)
from clara.adapters.web.console.pages.on_the_way import MAX_CARRIED
from clara.adapters.web.console.proof import FIELD, require_proof
from clara.adapters.web.console.visit import Answer, Visit
from clara.adapters.web.request import settings_of
from clara.adapters.web.session_cookie import session_cookie
from clara.application.accounts.sign_in import SignIn
from clara.application.oauth.grant_access import GrantAccess
from clara.application.oauth.open_authorization import OpenAuthorization, OpenedAuthorization
from clara.application.oauth.view_authorization import ViewAuthorization
from clara.domain.credentials.guard import Unlocking
from clara.domain.credentials.scope import STAFF, Scope
from clara.domain.errors import ClaraError, Forbidden
from clara.domain.oauth.authorization import REFRESH_LIVES
from clara.domain.oauth.redirect_uri import host_of, is_loopback

_SCOPE, _ASK_FIRST = "scope:", "ask-first"
_PARAMETERS = (
    *("client_id", "redirect_uri", "response_type", "state", "scope"),
    *("code_challenge", "code_challenge_method", "resource"),
)


@get("/authorize")
async def authorize(visit: Visitor) -> Answer:
    """Changes nothing, whatever it is asked."""
    fields = {name: visit.asked[name] for name in _PARAMETERS if visit.asked.get(name)}
    if visit.asked.get(CONTINUE):
        fields = {"sealed": visit.asked[CONTINUE]}
    try:
        opened: OpenedAuthorization = await visit.run(OpenAuthorization, **fields)
    except ClaraError as error:
        return dead_end(visit, error)
    if opened.sealed is None:
        said = {"error": opened.error, "error_description": opened.error_description}
        return back(visit, opened, said)
    return await _next_step(visit, opened)


@post("/authorize-sign-in")
async def sign_in(visit: Visitor) -> Answer:
    try:
        opened = await reopened(visit, visit.given.get(REQUEST, ""))
    except ClaraError as error:
        return dead_end(visit, error)
    fields = {name: visit.given.get(name, "") for name in ("email", "password")}
    try:
        signed_in = await visit.run(SignIn, **fields, **visit.filled("code"))
    except ClaraError as error:
        return sign_in_form(visit, opened, error)
    page = await recognized(visit, signed_in.token)
    answering = page or visit
    answering.keep(session_cookie(visit.request, signed_in.token))
    if page is None:
        return visit.go("/activate", query={"email": signed_in.user.email})
    return await _question(page, opened)


@post("/authorize-decide")
async def decide(visit: Visitor) -> Answer:
    given = visit.given
    try:
        opened = await reopened(visit, given.get(REQUEST, ""))
        page = await recognized(visit)
        if page is None:
            raise Forbidden("foreign_form")
        require_proof(visit.request, page.token or "", given.get(FIELD, ""))
    except ClaraError as error:
        return dead_end(visit, error)
    if given.get("decision") == "sign-out":
        visit.keep(session_cookie(visit.request, None))
        return sign_in_form(visit, opened)
    if given.get("decision") != "allow":
        return back(visit, opened, {"error": "access_denied"})
    asks = Unlocking.CONFIRMED if given.get(_ASK_FIRST) else Unlocking.ALLOWED
    try:
        granted = await page.run(
            GrantAccess,
            company_id=given.get("company_id", ""),
            request=given[REQUEST],
            scopes=[name.removeprefix(_SCOPE) for name in given if name.startswith(_SCOPE)],
            guard={"unlocking": asks.value},
        )
    except ClaraError as error:
        return await _question(page, opened, error)
    return back(visit, opened, {"code": granted.code})


ROUTES = [authorize, sign_in, decide]


def sign_in_form(
    visit: Visit, opened: OpenedAuthorization, error: ClaraError | None = None
) -> Answer:
    """After a refusal with a field for the code where one is wanted."""
    is_step = error is not None and error.data is not None
    can_carry = len(opened.sealed or "") <= MAX_CARRIED
    return shown(
        visit,
        "connect/sign_in.html",
        opened,
        error=error,
        # A second step is no mistake.
        status=200 if is_step else None,
        wants_code=is_step or bool(visit.given.get("code")),
        has_google=settings_of(visit.request).has_google and can_carry,
    )


async def _next_step(visit: Visit, opened: OpenedAuthorization) -> Answer:
    """The question, to who is signed in; else the sign-in."""
    page = await recognized(visit)
    return await _question(page, opened) if page else sign_in_form(visit, opened)


async def _question(
    page: Console, opened: OpenedAuthorization, error: ClaraError | None = None
) -> Answer:
    """For who is signed in; who may not decide is told so."""
    page.is_bare = True
    seats = [seat for seat in page.seats if seat.role in STAFF]
    if not seats:
        return shown(page, "connect/nobody.html", opened, status=403)
    before = await page.run(ViewAuthorization, request=opened.sealed)
    known = {seat.company_id for seat in seats}
    return shown(
        page,
        "connect/question.html",
        opened,
        error=error,
        seats=seats,
        chosen=before.company_id if before.company_id in known else seats[0].company_id,
        before=before,
        asks_first=before.guard.unlocking is Unlocking.CONFIRMED,
        unlocks=Scope.CARDS_WRITE in before.asked,
        is_local=is_loopback(opened.redirect_uri),
        host="" if is_loopback(opened.redirect_uri) else host_of(opened.redirect_uri),
        days=REFRESH_LIVES.days,
    )
