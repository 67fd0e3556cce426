"""Signing in with address and password, on the way to a page."""

from litestar import get, post

from clara.adapters.web.console.opening import Visitor
from clara.adapters.web.console.visit import Answer, Visit
from clara.adapters.web.own_path import own_path
from clara.adapters.web.request import settings_of
from clara.adapters.web.session_cookie import session_cookie
from clara.application.accounts.send_code import SendCode
from clara.application.accounts.sign_in import SignIn
from clara.domain.accounts.one_time_code import CodePurpose
from clara.domain.errors import ClaraError

NEXT = "next"


@get("/login")
async def login(visit: Visitor) -> Answer:
    return login_form(visit, visit.asked.get(NEXT, ""))


@post("/login")
async def sign_in(visit: Visitor) -> Answer:
    where = visit.given.get(NEXT, "")
    if visit.given.get("send"):
        return await _send_code(visit, where)
    fields = {name: visit.given.get(name, "") for name in ("email", "password")}
    try:
        signed_in = await visit.run(SignIn, **fields, **visit.filled("code"))
    except ClaraError as error:
        return login_form(visit, where, error)
    return begun(visit, signed_in.token, where)


ROUTES = [login, sign_in]


def begun(visit: Visit, token: str, where: str) -> Answer:
    """Signed in with a token that is new: whatever the browser came with is not taken over. On to
    `where` if that is a page of ours."""
    visit.keep(session_cookie(visit.request, token))
    return visit.go(own_path(where) or "/")


def login_form(
    visit: Visit,
    where: str,
    error: ClaraError | None = None,
    *,
    wants_code: bool = False,
    was_sent: bool = False,
) -> Answer:
    is_step = error is not None and error.data is not None
    return visit.show(
        "login/form.html",
        error=error,
        # A second step is no mistake.
        status=200 if is_step else None,
        next=own_path(where) or "",
        wants_code=wants_code or is_step or bool(visit.given.get("code")),
        was_sent=was_sent,
        has_google=settings_of(visit.request).has_google,
    )


async def _send_code(visit: Visit, where: str) -> Answer:
    email = visit.given.get("email", "")
    try:
        await visit.run(SendCode, user_email=email, otp_type=CodePurpose.TWO_FACTOR_AUTH.value)
    except ClaraError as error:
        return login_form(visit, where, error, wants_code=True)
    return login_form(visit, where, wants_code=True, was_sent=True)
