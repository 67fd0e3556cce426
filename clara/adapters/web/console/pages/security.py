"""How one signs in: the password and the second factor, by an authenticator app or by mail.

What is confidential is shown once, in the answer to the form that made it.
"""

from base64 import b64encode

from litestar import get, post

from clara.adapters.web.console.console import Console
from clara.adapters.web.console.opening import Page
from clara.adapters.web.console.visit import Answer
from clara.application.accounts.change_password import ChangePassword
from clara.application.accounts.disable_two_factor import DisableTwoFactor
from clara.application.accounts.enable_two_factor import EnableTwoFactor
from clara.application.accounts.enrol_authenticator import EnrolAuthenticator, Enrolment
from clara.application.accounts.send_code import SendCode
from clara.domain.accounts.one_time_code import CodePurpose
from clara.domain.errors import ClaraError, Invalid

_HOME = "/settings/security"


@get(_HOME)
async def security(page: Page) -> Answer:
    return _overview(page)


@post(f"{_HOME}/authenticator")
async def enrol(page: Page) -> Answer:
    try:
        made: Enrolment = await page.run(EnrolAuthenticator)
    except ClaraError as error:
        return _overview(page, error)
    return page.show("security/enrol.html", made=made, qr=_as_picture(made.qr_svg))


@post(f"{_HOME}/on")
async def switch_on(page: Page) -> Answer:
    try:
        await page.run(EnableTwoFactor, code=page.given.get("code", ""))
    except ClaraError as error:
        return page.show("security/confirm.html", error=error)
    return page.go(_HOME, "security.switched_on")


@post(f"{_HOME}/off")
async def switch_off(page: Page) -> Answer:
    try:
        await page.run(DisableTwoFactor, code=page.given.get("code", ""))
    except ClaraError as error:
        return _overview(page, error)
    return page.go(_HOME, "security.switched_off")


@post(f"{_HOME}/code")
async def send_factor_code(page: Page) -> Answer:
    """By mail, to switch the second factor on or off."""
    try:
        await _send(page, CodePurpose.TWO_FACTOR_AUTH)
    except ClaraError as error:
        return _overview(page, error)
    if page.user.is_2fa_enabled:
        return page.go(_HOME, "security.sent")
    return page.show("security/confirm.html", was_sent=True)


@get(f"{_HOME}/password")
async def password_page(page: Page) -> Answer:
    return page.show("security/password.html")


@post(f"{_HOME}/password-code")
async def send_password_code(page: Page) -> Answer:
    try:
        await _send(page, CodePurpose.CHANGE_PASSWORD)
    except ClaraError as error:
        return page.show("security/password.html", error=error)
    return page.go(f"{_HOME}/password", "security.sent")


@post(f"{_HOME}/password")
async def change_password(page: Page) -> Answer:
    given = page.given
    try:
        if given.get("password_again") != given.get("password"):
            raise Invalid("passwords_differ", "The two passwords are not the same.")
        fields = {name: given.get(name, "") for name in ("password", "code")}
        await page.run(ChangePassword, user_email=page.user.email, **fields)
    except ClaraError as error:
        return page.show("security/password.html", error=error)
    return page.go(_HOME, "security.changed")


ROUTES = [
    security,
    enrol,
    switch_on,
    switch_off,
    send_factor_code,
    password_page,
    send_password_code,
    change_password,
]


def _overview(page: Console, error: ClaraError | None = None) -> Answer:
    return page.show("security/overview.html", error=error, is_on=page.user.is_2fa_enabled)


async def _send(page: Console, purpose: CodePurpose) -> None:
    await page.run(SendCode, user_email=page.user.email, otp_type=purpose.value)


def _as_picture(svg: str | None) -> str | None:
    """A QR code as an address of its own content: it is never stored anywhere."""
    return svg and "data:image/svg+xml;base64," + b64encode(svg.encode()).decode()
