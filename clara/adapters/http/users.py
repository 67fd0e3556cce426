"""The signed-in user: view, update, second factor, API key."""

from litestar import Response, delete, get, patch, post
from litestar.params import FromPath

from clara.adapters.http.envelope import no_content, success
from clara.adapters.http.operation import Operation, documented
from clara.adapters.http.replay import marked
from clara.adapters.http.request import HttpRequest
from clara.adapters.http.running import from_body, from_query, run
from clara.adapters.wire.users import ApiKeyView, EnrolmentView, IssuedApiKeyView, UserView
from clara.application.accounts.disable_two_factor import DisableTwoFactor
from clara.application.accounts.enable_two_factor import EnableTwoFactor
from clara.application.accounts.enrol_authenticator import EnrolAuthenticator
from clara.application.accounts.reset_api_key import ResetApiKey
from clara.application.accounts.update_user import UpdateUser
from clara.application.accounts.view_api_key import ViewApiKey
from clara.application.accounts.view_user import ViewUser

_VIEW = Operation(ViewUser, UserView, "User fetched successfully.", "User")
_UPDATE = Operation(UpdateUser, UserView, "User updated successfully.", "User", body=True)
_ENABLE = Operation(EnableTwoFactor, UserView, "User 2FA enabled successfully.", "Auth", body=True)
_DISABLE = Operation(
    DisableTwoFactor, None, "User 2FA disabled successfully.", "Auth", status=204, body=True
)
_ENROL = Operation(
    EnrolAuthenticator, EnrolmentView, "Authenticator enrolled successfully.", "Auth", status=201
)
_VIEW_KEY = Operation(
    ViewApiKey, ApiKeyView, "API key fetched successfully.", "API key", statuses=(404,)
)
_RESET_KEY = Operation(
    ResetApiKey, IssuedApiKeyView, "API key reset successfully.", "API key", status=201
)


@get("/users/{user_id:str}", **documented(_VIEW))
async def view_user(request: HttpRequest, user_id: FromPath[str]) -> Response[bytes]:
    done = await run(request, ViewUser, from_query(request, user_id=user_id))
    return success(UserView.of(done.result), _VIEW.message)


@patch("/users/{user_id:str}", **documented(_UPDATE))
async def update_user(request: HttpRequest, user_id: FromPath[str]) -> Response[bytes]:
    done = await run(request, UpdateUser, await from_body(request, user_id=user_id))
    return marked(done, success(UserView.of(done.result), _UPDATE.message))


@post("/users/{user_id:str}/2fa", **documented(_ENABLE))
async def enable_two_factor(request: HttpRequest, user_id: FromPath[str]) -> Response[bytes]:
    done = await run(request, EnableTwoFactor, await from_body(request, user_id=user_id))
    return marked(done, success(UserView.of(done.result), _ENABLE.message))


@delete("/users/{user_id:str}/2fa", **documented(_DISABLE))
async def disable_two_factor(request: HttpRequest, user_id: FromPath[str]) -> Response[None]:
    done = await run(request, DisableTwoFactor, await from_body(request, user_id=user_id))
    return marked(done, no_content())


@post("/users/{user_id:str}/2fa/authenticator", **documented(_ENROL))
async def enrol_authenticator(request: HttpRequest, user_id: FromPath[str]) -> Response[bytes]:
    draft = await from_body(request, required=False, user_id=user_id)
    done = await run(request, EnrolAuthenticator, draft)
    return marked(done, success(EnrolmentView.of(done.result), _ENROL.message, 201))


@get("/users/{user_id:str}/api_key", **documented(_VIEW_KEY))
async def view_api_key(request: HttpRequest, user_id: FromPath[str]) -> Response[bytes]:
    done = await run(request, ViewApiKey, from_query(request, user_id=user_id))
    return success(ApiKeyView.of(done.result), _VIEW_KEY.message)


@post("/users/{user_id:str}/api_key", **documented(_RESET_KEY))
async def reset_api_key(request: HttpRequest, user_id: FromPath[str]) -> Response[bytes]:
    done = await run(
        request, ResetApiKey, await from_body(request, required=False, user_id=user_id)
    )
    return marked(done, success(IssuedApiKeyView.of(done.result), _RESET_KEY.message, 201))


ROUTES = [
    view_user,
    update_user,
    enable_two_factor,
    disable_two_factor,
    enrol_authenticator,
    view_api_key,
    reset_api_key,
]
