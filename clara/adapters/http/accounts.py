"""Accounts before and while somebody signs in: register, sign in and out, codes, passwords."""

from litestar import Response, delete, patch, post
from litestar.params import FromPath

from clara.adapters.http.basic import with_basic
from clara.adapters.http.envelope import no_content, success
from clara.adapters.http.operation import Operation, documented
from clara.adapters.http.replay import marked
from clara.adapters.http.request import HttpRequest
from clara.adapters.http.running import from_body, run
from clara.adapters.wire.users import SignedInView, UserView
from clara.application.accounts.activate_user import ActivateUser
from clara.application.accounts.change_password import ChangePassword
from clara.application.accounts.register import Register
from clara.application.accounts.send_code import SendCode
from clara.application.accounts.sign_in import SignIn
from clara.application.accounts.sign_in_with_google import SignInWithGoogle
from clara.application.accounts.sign_out import SignOut

_REGISTER = Operation(
    Register, SignedInView, "User registered successfully.", "Auth", status=201, body=True
)
_SIGN_IN = Operation(
    SignIn,
    SignedInView,
    "User logged in successfully.",
    "Auth",
    body=True,
    basic=("email", "password"),
    statuses=(401,),
)
_GOOGLE = Operation(
    SignInWithGoogle,
    SignedInView,
    "User logged in successfully.",
    "Auth",
    status=201,
    body=True,
    statuses=(404, 503),
)
_SIGN_OUT = Operation(SignOut, None, "User logged out successfully.", "Auth", status=204)
_PASSWORD = Operation(
    ChangePassword, None, "User password changed successfully.", "Auth", body=True, statuses=(403,)
)
_CODE = Operation(SendCode, None, "OTP sent successfully.", "Auth", status=201)
_ACTIVATE = Operation(ActivateUser, UserView, "User activated successfully.", "Auth", body=True)


@post("/auth/register", **documented(_REGISTER))
async def register(request: HttpRequest) -> Response[bytes]:
    done = await run(request, Register, await from_body(request))
    return marked(done, success(SignedInView.of(done.result), _REGISTER.message, 201))


@post("/auth/session", **documented(_SIGN_IN))
async def sign_in(request: HttpRequest) -> Response[bytes]:
    draft = with_basic(request, await from_body(request, required=False))
    done = await run(request, SignIn, draft, keyed=False)
    return marked(done, success(SignedInView.of(done.result), _SIGN_IN.message))


@post("/auth/google", **documented(_GOOGLE))
async def sign_in_with_google(request: HttpRequest) -> Response[bytes]:
    done = await run(request, SignInWithGoogle, await from_body(request))
    return marked(done, success(SignedInView.of(done.result), _GOOGLE.message, 201))


@delete("/auth/session", **documented(_SIGN_OUT))
async def sign_out(request: HttpRequest) -> Response[None]:
    return marked(
        await run(request, SignOut, await from_body(request, required=False)), no_content()
    )


@patch("/users/{user_email:str}/password", **documented(_PASSWORD))
async def change_password(request: HttpRequest, user_email: FromPath[str]) -> Response[bytes]:
    done = await run(request, ChangePassword, await from_body(request, user_email=user_email))
    return marked(done, success(None, _PASSWORD.message))


@post("/users/{user_email:str}/otp/{otp_type:str}", **documented(_CODE))
async def send_code(
    request: HttpRequest, user_email: FromPath[str], otp_type: FromPath[str]
) -> Response[bytes]:
    draft = await from_body(request, required=False, user_email=user_email, otp_type=otp_type)
    return marked(await run(request, SendCode, draft), success(None, _CODE.message, 201))


@post("/users/{user_email:str}/activate", **documented(_ACTIVATE))
async def activate_user(request: HttpRequest, user_email: FromPath[str]) -> Response[bytes]:
    done = await run(request, ActivateUser, await from_body(request, user_email=user_email))
    return marked(done, success(UserView.of(done.result), _ACTIVATE.message))


ROUTES = [
    register,
    sign_in,
    sign_in_with_google,
    sign_out,
    change_password,
    send_code,
    activate_user,
]
