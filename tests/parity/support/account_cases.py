"""Cases of accounts: before somebody has signed in, and of the person who has."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from clara.application.accounts.activate_user import ActivateUser
from clara.application.accounts.begin_google_sign_in import BeginGoogleSignIn
from clara.application.accounts.change_password import ChangePassword
from clara.application.accounts.disable_two_factor import DisableTwoFactor
from clara.application.accounts.enable_two_factor import EnableTwoFactor
from clara.application.accounts.enrol_authenticator import EnrolAuthenticator
from clara.application.accounts.finish_google_sign_in import FinishGoogleSignIn
from clara.application.accounts.register import Register
from clara.application.accounts.reset_api_key import ResetApiKey
from clara.application.accounts.send_code import SendCode
from clara.application.accounts.sign_in import SignIn
from clara.application.accounts.sign_in_with_google import SignInWithGoogle
from clara.application.accounts.sign_out import SignOut
from clara.application.accounts.update_user import UpdateUser
from clara.application.accounts.view_api_key import ViewApiKey
from clara.application.accounts.view_user import ViewUser
from clara.application.use_case import UseCase
from clara.domain.credentials.token import APPLICATIONS, PEOPLE
from clara.domain.ids import OfUser
from tests.parity.support.account_holders import CODE, LINK_CODE, PASSWORD, WAITING
from tests.parity.support.case import HOSTILE, LONG, NUL, Case

INVALID = "invalid_parameters"
REFUSED = "unauthenticated"
NO_GOOGLE = "google_not_configured"
LOST = "google_flow_lost"
ANA, LUIS = "signed-in administrator", "signed-in member"
OWNER = "<a.email.administrator>"
NEW = "another violin at midnight"
NEEDED: dict[type, dict[str, Any]] = {
    Register: {
        "first_name": "Nora",
        "last_name": "Prueba",
        "email": "nora@example.com",
        "password": PASSWORD,
    },
    SignIn: {"email": OWNER, "password": PASSWORD},
    SignInWithGoogle: {"id_token": "a.b.c"},
    SendCode: {"user_email": WAITING, "otp_type": "CHANGE_PASSWORD"},
    ActivateUser: {"user_email": WAITING, "code": CODE},
    ChangePassword: {"user_email": OWNER, "password": NEW, "code": CODE},
    EnableTwoFactor: {"code": CODE},
    DisableTwoFactor: {"code": CODE},
    UpdateUser: {"first_name": "Eva"},
}
"""What a command can't do without."""

_EMAIL = (
    Case("address of nobody", {"user_email": "nobody@example.com"}, REFUSED),
    Case("address that is none", {"user_email": "nora"}, INVALID),
    Case("address hostile", {"user_email": HOSTILE}, INVALID),
    Case("address with NUL", {"user_email": NUL}, INVALID),
    Case("address too long", {"user_email": LONG}, INVALID),
)
_CODE = (
    # A guess is counted, although it is refused.
    Case("code wrong", {"code": "421974"}, REFUSED, changes=True),
    Case("code spaced", {"code": " 421 973 "}, changes=True, makes=True),
    Case("code of a link", {"code": LINK_CODE}, changes=True, makes=True),
    Case("code of another link", {"code": "b" * 32}, REFUSED),
    Case("code hostile", {"code": HOSTILE}, INVALID),
    Case("code with NUL", {"code": NUL}, INVALID),
    Case("code too long", {"code": LONG}, INVALID),
    Case("code empty", {"code": ""}, INVALID),
    Case("code of a number", {"code": 421973}, INVALID),
    Case("code missing", {"code": ...}, INVALID),
)
_PASSWORD = (
    Case("password too short", {"password": "violin"}, "weak_password"),
    Case("password common", {"password": "P4ssw0rd!"}, "weak_password"),
    Case("password empty", {"password": ""}, INVALID),
    Case("password too long", {"password": LONG}, INVALID),
    Case("password of a number", {"password": 12345678}, INVALID),
)
_NAME = (
    Case("name empty", {"first_name": ""}, INVALID),
    Case("name of nothing to see", {"first_name": "\u200b"}, INVALID),
    Case("name too long", {"last_name": LONG}, INVALID),
    Case("name of a number", {"last_name": 7}, INVALID),
)
_TABLE: dict[type[UseCase[Any, Any]], tuple[Case, ...]] = {
    Register: (
        Case("plain", changes=True, makes=True),
        *_PASSWORD,
        *_NAME,
        Case("with a hostile name", {"first_name": HOSTILE}, changes=True, makes=True),
        Case("address taken", {"email": WAITING.upper()}, "user_exists"),
        Case("address that is none", {"email": "nora"}, INVALID),
        Case("active from the first", {"is_active": True}, INVALID),
    ),
    SignIn: (
        Case("plain", changes=True, makes=True),
        Case("with a colon in the password", {"password": "a:b"}, REFUSED, changes=True),
        Case("of nobody", {"email": "nobody@example.com"}, REFUSED, changes=True),
        Case("address hostile", {"email": HOSTILE}, REFUSED, changes=True),
        Case("address with NUL", {"email": NUL}, INVALID),
        Case("password with NUL", {"password": NUL}, REFUSED, changes=True),
        Case("code hostile", {"code": HOSTILE}, INVALID),
        Case("unknown field", {"bogus": "1"}, INVALID),
    ),
    SignInWithGoogle: (
        Case("plain", {}, NO_GOOGLE),
        Case("token empty", {"id_token": ""}, INVALID),
        Case("nonce empty", {"nonce": ""}, INVALID),
        Case("code hostile", {"code": HOSTILE}, INVALID),
    ),
    BeginGoogleSignIn: (Case("plain", {}, NO_GOOGLE), Case("unknown field", {"bogus": "1"}, INVALID)),
    FinishGoogleSignIn: (
        Case("plain", {"state": "a", "code": "b"}, LOST),
        Case("hostile", {"state": HOSTILE, "code": HOSTILE}, LOST),
        Case("state too long", {"state": LONG}, INVALID),
        # Google may add to the address what it likes.
        Case("unknown field", {"bogus": "1"}, INVALID, path=LOST),
    ),
    SendCode: (
        Case("plain", changes=True, makes=True),
        Case("on its way already", {"otp_type": "ACTIVATION"}),
        *(replace(case, code="ok") if case.code == REFUSED else case for case in _EMAIL),
        Case("purpose unknown", {"otp_type": "LOVE_LETTER"}, INVALID),
        Case("purpose with NUL", {"otp_type": NUL}, INVALID),
    ),
    ActivateUser: (
        Case("plain", changes=True, makes=True),
        *_CODE,
        *_EMAIL,
        Case("of who is active", {"user_email": OWNER}, REFUSED, changes=True),
    ),
    ChangePassword: (
        Case("plain", changes=True, makes=True),
        Case("signed in", {}, by=ANA, changes=True, makes=True),
        *_CODE,
        *_EMAIL,
        *_PASSWORD,
        Case("of another", {"user_email": WAITING}, "another_user", by=ANA),
        Case("of nobody", {"user_email": "nobody@example.com"}, "another_user", by=ANA),
        Case("with an API key", {}, REFUSED, by="administrator"),
    ),
    SignOut: (Case("plain", changes=True), Case("inactive", by="signed-in inactive", changes=True)),
    EnableTwoFactor: (
        Case("plain", changes=True, makes=True),
        *_CODE,
        Case("on already", {}, "two_factor_enabled", by=LUIS),
    ),
    DisableTwoFactor: (
        Case("plain", changes=True, makes=True),
        *_CODE,
        Case("off already", {}, "two_factor_disabled", by=ANA),
    ),
    EnrolAuthenticator: (Case("plain", changes=True, makes=True),),
    ViewUser: (
        Case("plain"),
        Case("signed in", by=ANA, mcp=REFUSED),
        Case("inactive", by="inactive", tool="account_inactive"),
        Case("as an employee", by="employee"),
        Case("of no company", by="signed-in guest", mcp=REFUSED),
    ),
    UpdateUser: (
        Case("plain", changes=True),
        Case("inactive", by="signed-in inactive", changes=True),
        *_NAME,
        Case("dark", {"is_dark_mode": True}, changes=True),
        Case("dark as text", {"is_dark_mode": "true"}, INVALID),
        Case("language", {"language": "pt"}, changes=True),
        Case("language of nobody", {"language": "xx"}, INVALID),
        Case("nothing", {"first_name": ...}, "empty_body"),
        Case("address", {"email": "eva@example.com"}, INVALID),
    ),
    ViewApiKey: (
        Case("plain"),
        Case("none", {}, "api_key_not_found", by="signed-in guest"),
    ),
    ResetApiKey: (Case("plain", changes=True, makes=True),),
}  # fmt: skip


def account_cases() -> Iterable[tuple[type[UseCase[Any, Any]], Case]]:
    """Every operation with each of its cases; who is not named is the application, or the person
    signed in."""
    for use_case, own in _TABLE.items():
        needed = {"company_id": ..., **NEEDED.get(use_case, {})}
        for case in (*own, *_common(use_case)):
            yield use_case, _by_default(use_case, case).with_fields(needed)


def _by_default(use_case: type[UseCase[Any, Any]], case: Case) -> Case:
    if case.by != "administrator" or case.name == "with an API key" or use_case is ViewUser:
        return case
    if use_case.accepts == PEOPLE:
        return replace(case, by=LUIS if use_case is DisableTwoFactor else ANA)
    return replace(case, by="application")


def _common(use_case: type[UseCase[Any, Any]]) -> Iterable[Case]:
    if use_case.is_public:
        return
    yield Case("unknown field", {"bogus": "1"}, INVALID)
    for name in ("revoked", "expired", "nobody"):
        yield Case(f"credential {name}", {}, REFUSED, by=name)
    if use_case.accepts == APPLICATIONS:
        yield Case("signed in", {}, REFUSED, by=ANA)
    if issubclass(use_case.command, OfUser):
        yield Case("application", {}, REFUSED, by="application")
        for name, whose in (("another", "<b.user>"), ("unknown", "user_" + "0" * 32)):
            yield Case(f"user {name}", {"user_id": whose}, "another_user", tool=INVALID)
        yield Case("user hostile", {"user_id": HOSTILE}, "another_user", tool=INVALID)
        yield Case("user too long", {"user_id": LONG}, INVALID)
        if not use_case.is_for_inactive:
            yield Case("inactive user", {}, "account_inactive", by="signed-in inactive")
