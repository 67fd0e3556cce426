"""From a request to its `Visit` or `Console`: what every page of the console needs before it runs."""

from typing import Any
from urllib.parse import urlencode

from litestar.di import NamedDependency, Provide

from clara.adapters.web.console.console import Console
from clara.adapters.web.console.forms import NOTHING, Fields, asked_fields, sent_fields
from clara.adapters.web.console.languages import language_of, wished
from clara.adapters.web.console.proof import FIELD, require_own_origin, require_proof
from clara.adapters.web.console.session import LANGUAGE, keeping
from clara.adapters.web.console.visit import Visit
from clara.adapters.web.own_path import own_path
from clara.adapters.web.request import WebRequest
from clara.adapters.web.session_cookie import session_token
from clara.application.accounts.profile import Profile
from clara.application.accounts.view_user import ViewUser
from clara.application.call import Done
from clara.domain.errors import Invalid, Unauthenticated

_FEW = 16
"""Fields of a form that anybody may send."""

Page = NamedDependency[Console]
"""The parameter `page` of a handler whose page is for people who have signed in."""
Visitor = NamedDependency[Visit]
"""The parameter `visit` of a handler whose page is for everybody."""


class Elsewhere(Exception):
    """The person has to be on another page first; `path` is an own one with its query."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


async def visited(request: WebRequest) -> Visit:
    """Raises `foreign_form` and what is wrong with a form, each field of which comes once."""
    given = await _given(request, most=_FEW, with_files=False)
    if not given.is_plain:
        raise Invalid("invalid_parameters")
    visit = Visit(request, language_of(request), given)
    _keep_language(visit)
    return visit


async def opened(request: WebRequest) -> Console:
    """Raises `Elsewhere` for who has not signed in or whose account is not active yet, and
    `foreign_form`."""
    known = await _who(request)
    if known is None:
        raise Elsewhere(_to_login(request))
    token, done = known
    profile: Profile = done.result
    if not profile.user.is_active:
        raise Elsewhere("/activate?" + urlencode({"email": profile.user.email}))
    given = await _given(request)
    if request.method == "POST":
        require_proof(request, token, given.get(FIELD, ""))
    page = _console(request, token, done, given)
    request.state.page = page
    _keep_language(page)
    return page


async def recognized(visit: Visit, token: str | None = None) -> Console | None:
    """The same request as that of somebody who has signed in, by `token` if it was just made, and is
    active; None of anybody else."""
    known = await _who(visit.request, token)
    if known is None or not known[1].result.user.is_active:
        return None
    return _console(visit.request, *known, visit.given)


DEPENDENCIES: dict[str, Any] = {"page": Provide(opened), "visit": Provide(visited)}


async def _who(request: WebRequest, token: str | None = None) -> tuple[str, Done[Any]] | None:
    """A session's token and whose it is."""
    token = token or session_token(request)
    if token is None:
        return None
    stranger = Visit(request, language_of(request))
    stranger.token = token
    try:
        return token, await stranger.done(ViewUser)
    except Unauthenticated:
        return None


def _console(request: WebRequest, token: str, done: Done[Any], given: Fields) -> Console:
    profile: Profile = done.result
    language = language_of(request, profile.user.language)
    return Console(request, language, given, token=token, profile=profile, actor=done.actor)


async def _given(request: WebRequest, **bounds: Any) -> Fields:
    if request.method != "POST":
        return NOTHING
    require_own_origin(request)
    return await sent_fields(request, **bounds)


def _keep_language(visit: Visit) -> None:
    chosen = wished(visit.request)
    if chosen is not None:
        visit.keep(keeping(visit.request, LANGUAGE, chosen.value))


def _to_login(request: WebRequest) -> str:
    """Back to what was looked at; what a form would have done is not done later by itself."""
    if request.method != "GET":
        return "/login"
    query = urlencode(asked_fields(request).pairs)
    here = own_path(request.scope["path"] + (f"?{query}" if query else ""))
    return "/login" if here in (None, "/") else "/login?" + urlencode({"next": here})
