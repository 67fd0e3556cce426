"""A forgotten password: a code by mail, and a new one with it."""

from litestar import get, post

from clara.adapters.web.console.opening import Visitor
from clara.adapters.web.console.pages.from_mail import for_new_password, from_mail
from clara.adapters.web.console.visit import Answer, Visit
from clara.application.accounts.change_password import ChangePassword
from clara.application.accounts.send_code import SendCode
from clara.domain.accounts.one_time_code import CodePurpose
from clara.domain.errors import ClaraError


@get("/forgot")
async def forgot_page(visit: Visitor) -> Answer:
    return visit.show("reset/forgot.html")


@post("/forgot")
async def forgot(visit: Visitor) -> Answer:
    email = visit.given.get("email", "")
    try:
        await visit.run(SendCode, user_email=email, otp_type=CodePurpose.CHANGE_PASSWORD.value)
    except ClaraError as error:
        return visit.show("reset/forgot.html", error=error)
    return visit.go("/reset-password", "reset.sent", query={"email": email})


@get("/reset-password")
async def password_page(visit: Visitor) -> Answer:
    return _form(visit)


@post("/reset-password")
async def reset_password(visit: Visitor) -> Answer:
    try:
        await visit.run(ChangePassword, **for_new_password(visit.given))
    except ClaraError as error:
        return _form(visit, error)
    return visit.show("reset/done.html")


ROUTES = [forgot_page, forgot, password_page, reset_password]


def _form(visit: Visit, error: ClaraError | None = None) -> Answer:
    return visit.show("reset/form.html", error=error, **from_mail(visit, error))
