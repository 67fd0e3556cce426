"""In which language a page speaks."""

from clara.adapters.web.console.session import LANGUAGE, kept
from clara.adapters.web.request import WebRequest
from clara.domain.accounts.language import Language, preferred

PARAMETER = "lang"


def wished(request: WebRequest) -> Language | None:
    """What a link to another language asks for."""
    return _named(request.query_params.get(PARAMETER, ""))


def language_of(request: WebRequest, own: Language | None = None) -> Language:
    """What was chosen here, else what the person has set (`own`), else what the browser prefers of
    ours, else English."""
    accepted = preferred(request.headers.get("accept-language", ""))
    chosen = wished(request) or _named(kept(request, LANGUAGE))
    return chosen or own or accepted or Language.EN


def _named(text: str) -> Language | None:
    return next((one for one in Language if one.value == text), None)
