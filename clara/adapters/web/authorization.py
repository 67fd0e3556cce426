"""What the pages of one authorization share: the request they carry, and where it ends."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from litestar import Response

from clara.adapters.web.answers import answer, on_defect, words_of
from clara.adapters.web.errors import sentence_of, status_of
from clara.adapters.web.form import MAX_FORM
from clara.adapters.web.markup import alert, page, paragraph
from clara.adapters.web.request import WebRequest
from clara.adapters.web.running import run
from clara.adapters.web.wording import Wording
from clara.application.oauth.open_authorization import OpenAuthorization, OpenedAuthorization
from clara.domain.errors import ClaraError
from clara.settings import Settings

CONTINUE = "continue"
"""The parameter with which `/authorize` goes on with a request that was opened before. OAuth has
none of this name."""
GET: dict[str, Any] = {"exception_handlers": {Exception: on_defect}, "include_in_schema": False}
POST: dict[str, Any] = {**GET, "request_max_body_size": MAX_FORM, "status_code": 200}
_FOR_DEVELOPERS = frozenset({"invalid_client_document"})
"""Codes whose own words help whoever runs the program."""


async def reopened(request: WebRequest, sealed: str) -> OpenedAuthorization:
    """The request that a page carried. Raises what opening it raises, and `invalid_cursor`."""
    opened: OpenedAuthorization = await run(request, OpenAuthorization, {"sealed": sealed})
    return opened


def onward(request: WebRequest, opened: OpenedAuthorization) -> Response[str]:
    """On to the question, at its own address: always ours."""
    return sent(request, f"authorize?{urlencode({CONTINUE: opened.sealed})}")


def back(
    request: WebRequest, opened: OpenedAuthorization, said: Mapping[str, str | None]
) -> Response[str]:
    """Back to the program, with `iss` (RFC 9207) and the state it sent."""
    settings: Settings = request.app.state.settings
    values = {**said, "state": opened.state, "iss": settings.public_url.rstrip("/")}
    query = urlencode({name: value for name, value in values.items() if value is not None})
    where = opened.redirect_uri
    return sent(request, where + ("&" if urlsplit(where).query else "?") + query)


def sent(request: WebRequest, where: str) -> Response[str]:
    gone = answer("", words_of(request), 303)
    gone.headers["location"] = where
    return gone


def dead_end(request: WebRequest, error: ClaraError) -> Response[str]:
    """Wrong in a way that the program can't be told of: the person stays here."""
    words = words_of(request)
    more = [paragraph(error.message)] if error.code in _FOR_DEVELOPERS else []
    content = page(words.language, words.connect.stopped, alert(sentence_of(error, words)), *more)
    return answer(content, words, status_of(error))


def answered(
    content: str, words: Wording, opened: OpenedAuthorization, status: int = 200
) -> Response[str]:
    """Browsers also hold the redirect after a form to what `form-action` allows."""
    shown = answer(content, words, status)
    parts = urlsplit(opened.redirect_uri)
    place = (
        f"{parts.scheme}://{parts.netloc}"
        if parts.scheme in ("http", "https")
        else f"{parts.scheme}:"
    )
    policy = str(shown.headers["content-security-policy"])
    shown.headers["content-security-policy"] = policy.replace(
        "form-action 'self'", f"form-action 'self' {place}"
    )
    return shown
