"""What every page of ours is answered with."""

import logging

from litestar import Response

from clara.adapters.web.markup import alert, page
from clara.adapters.web.request import WebRequest, request_id_of
from clara.adapters.web.texts_en import ENGLISH
from clara.adapters.web.texts_es import SPANISH
from clara.adapters.web.texts_pt import PORTUGUESE
from clara.adapters.web.wording import Wording
from clara.domain.accounts.language import Language, preferred

WORDINGS: dict[Language, Wording] = {one.language: one for one in (ENGLISH, SPANISH, PORTUGUESE)}

_HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'",
    # Addresses of these pages hold codes.
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "vary": "accept-language",
}

_log = logging.getLogger("clara.web")


def words_of(request: WebRequest) -> Wording:
    """In the language the browser prefers of ours, else English."""
    return WORDINGS[preferred(request.headers.get("accept-language", "")) or Language.EN]


def answer(content: str, words: Wording, status: int = 200) -> Response[str]:
    headers = {**_HEADERS, "content-language": words.language.value}
    return Response(content, status_code=status, media_type="text/html", headers=headers)


def on_defect(request: WebRequest, error: Exception) -> Response[str]:
    """A defect: logged with its id, answered without its text."""
    words, request_id = words_of(request), request_id_of(request)
    _log.error("request %s failed", request_id, exc_info=error)
    said = alert(words.defect.format(request_id=request_id))
    return answer(page(words.language, words.defect_title, said), words, 500)
