"""Signing in to our own pages, on the way to one of them."""

from collections.abc import Mapping
from urllib.parse import urlencode

from litestar import Response, get, post

from clara.adapters.web.answers import answer, words_of
from clara.adapters.web.authorization import GET, POST, sent
from clara.adapters.web.errors import status_of
from clara.adapters.web.form import fields_of
from clara.adapters.web.markup import Field, alert, form, page, paragraph
from clara.adapters.web.own_path import own_path, relative
from clara.adapters.web.request import WebRequest
from clara.adapters.web.running import run
from clara.adapters.web.session_cookie import session_cookie
from clara.adapters.web.sign_in_page import code_field, sign_in_sentence, who_fields
from clara.application.accounts.sign_in import SignIn
from clara.domain.errors import ClaraError

NEXT = "next"
_MAX_NEXT = 4_001


@get("/login", **GET)
async def login(request: WebRequest) -> Response[str]:
    return _page(request, {NEXT: request.query_params.get(NEXT, "")})


@post("/login", **POST)
async def sign_in(request: WebRequest) -> Response[str]:
    given: dict[str, str] = {}
    try:
        given = await fields_of(request)
        fields = {name: given.get(name, "") for name in ("email", "password")}
        if given.get("code"):
            fields["code"] = given["code"]
        signed_in = await run(request, SignIn, fields)
    except ClaraError as error:
        return _page(request, given, error)
    where = own_path(given.get(NEXT, ""))
    if where is None:
        words = words_of(request)
        shown = answer(
            page(words.language, words.login.done_title, paragraph(words.login.done)), words
        )
    else:
        shown = sent(request, relative(where))
    shown.set_cookie(session_cookie(request, signed_in.token))
    return shown


ROUTES = [login, sign_in]


def to_login(request: WebRequest, path: str, query: Mapping[str, str]) -> Response[str]:
    """Sign in first, then come back to `path`."""
    return sent(request, "login?" + urlencode({NEXT: f"{path}?{urlencode(query)}"}))


def _page(
    request: WebRequest, given: Mapping[str, str], error: ClaraError | None = None
) -> Response[str]:
    words = words_of(request)
    wants_code = error is not None and error.data is not None
    where = own_path(given.get(NEXT, "")) or ""
    fields = [Field(name=NEXT, value=where, max_length=_MAX_NEXT), *who_fields(words, given)]
    if wants_code or given.get("code"):
        fields.append(code_field(words))
    problem = [alert(sign_in_sentence(error, words))] if error is not None else []
    content = form("login", fields, words.connect.sign_in_button)
    shown = page(words.language, words.connect.sign_in_title, *problem, content)
    # A second step is no mistake.
    return answer(shown, words, 200 if error is None or wants_code else status_of(error))
