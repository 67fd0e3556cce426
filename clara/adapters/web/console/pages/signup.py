"""Opening an account, and activating it with the code from the mail."""

from litestar import get, post

from clara.adapters.web.console.opening import Visitor
from clara.adapters.web.console.pages.from_mail import for_activation, from_mail
from clara.adapters.web.console.visit import Answer, Visit
from clara.adapters.web.session_cookie import session_cookie
from clara.application.accounts.activate_user import ActivateUser
from clara.application.accounts.register import Register
from clara.application.accounts.send_code import SendCode
from clara.domain.accounts.one_time_code import CodePurpose
from clara.domain.errors import ClaraError


@get("/signup")
async def sign_up_page(visit: Visitor) -> Answer:
    return visit.show("signup.html")


@post("/signup")
async def sign_up(visit: Visitor) -> Answer:
    try:
        signed_in = await visit.run(Register, **visit.given)
    except ClaraError as error:
        return visit.show("signup.html", error=error)
    visit.keep(session_cookie(visit.request, signed_in.token))
    return visit.go("/activate", query={"email": signed_in.user.email})


@get("/activate")
async def activation_page(visit: Visitor) -> Answer:
    return _form(visit)


@post("/activate")
async def activate(visit: Visitor) -> Answer:
    try:
        await visit.run(ActivateUser, **for_activation(visit.given))
    except ClaraError as error:
        return _form(visit, error)
    return visit.show("activate/done.html")


@post("/activate-again")
async def send_another_code(visit: Visitor) -> Answer:
    email = visit.given.get("email", "")
    try:
        await visit.run(SendCode, user_email=email, otp_type=CodePurpose.ACTIVATION.value)
    except ClaraError as error:
        return _form(visit, error)
    return visit.go("/activate", "activate.sent", query={"email": email})


ROUTES = [sign_up_page, sign_up, activation_page, activate, send_another_code]


def _form(visit: Visit, error: ClaraError | None = None) -> Answer:
    return visit.show("activate/form.html", error=error, **from_mail(visit, error))
