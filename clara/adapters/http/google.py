"""Signing in with Google in a browser: there, and back."""

from collections.abc import Mapping
from typing import Any

from litestar import Response, get
from litestar.datastructures import Cookie

from clara.adapters.http.envelope import redirect, success
from clara.adapters.http.operation import Operation, documented
from clara.adapters.http.request import HttpRequest
from clara.adapters.http.running import from_query, run
from clara.adapters.wire.users import SignedInView
from clara.application.accounts.begin_google_sign_in import LASTS, BeginGoogleSignIn
from clara.application.accounts.finish_google_sign_in import FinishGoogleSignIn
from clara.application.call import Draft
from clara.settings import Settings

_BEGIN = Operation(
    BeginGoogleSignIn, None, "On to Google.", "Auth", status=302, statuses=(404, 503)
)
_FINISH = Operation(
    FinishGoogleSignIn,
    SignedInView,
    "User logged in successfully.",
    "Auth",
    hidden=("flow",),
    statuses=(401, 404, 503),
)
_PATH = "/api/v1/auth/google"
_SENT_BY_GOOGLE = ("code", "state")


@get("/auth/google/browser", **documented(_BEGIN))
async def begin_google_sign_in(request: HttpRequest) -> Response[bytes]:
    done = await run(request, BeginGoogleSignIn, from_query(request))
    answer = redirect(done.result.url)
    answer.set_cookie(_cookie(request, done.result.flow, int(LASTS.total_seconds())))
    return answer


@get("/auth/google/callback", **documented(_FINISH))
async def finish_google_sign_in(request: HttpRequest) -> Response[bytes]:
    done = await run(request, FinishGoogleSignIn, _brought_back(request), keyed=False)
    answer = success(SignedInView.of(done.result), _FINISH.message)
    answer.set_cookie(_cookie(request, "", 0))
    return answer


def _brought_back(request: HttpRequest) -> Draft:
    """Of what Google adds to the address only this concerns us; it may add more any day."""

    def read() -> Mapping[str, Any]:
        given = request.query_params
        values = {name: given[name] for name in _SENT_BY_GOOGLE if name in given}
        return {**values, "flow": request.cookies.get(_name(request), "")}

    return Draft(read, lax=True)


def _is_secure(request: HttpRequest) -> bool:
    settings: Settings = request.app.state.settings
    return settings.public_url.startswith("https:")


def _name(request: HttpRequest) -> str:
    return "__Secure-clara_google" if _is_secure(request) else "clara_google"


def _cookie(request: HttpRequest, value: str, seconds: int) -> Cookie:
    return Cookie(
        key=_name(request),
        value=value,
        max_age=seconds,
        path=_PATH,
        secure=_is_secure(request),
        httponly=True,
        # Google's redirect is a navigation from another site: Strict would not be sent.
        samesite="lax",
    )


ROUTES = [begin_google_sign_in, finish_google_sign_in]
