"""Which language model an operator has chosen, as the settings say it."""

from importlib.util import find_spec
from typing import Literal, TypeGuard
from urllib.parse import urlsplit

from msgspec import Struct

from clara.domain.errors import Invalid
from clara.settings import Settings

Service = Literal["openai", "anthropic", "ollama"]

_DEFAULT_URLS: dict[str, str] = {
    "openai": "https://api.openai.com/v1",
    "anthropic": "https://api.anthropic.com",
    "ollama": "http://127.0.0.1:11434/v1",
}
_WITH_KEY = ("openai", "anthropic")


class Choice(Struct, frozen=True, kw_only=True):
    """`service` is the protocol spoken at `base_url`; `api_key` is empty where none is needed."""

    service: Service
    model: str
    base_url: str
    api_key: str = ""

    @property
    def engine(self) -> str:
        """As answers name it."""
        return f"llm:{self.service}:{self.model}"

    @property
    def host(self) -> str:
        """Where questions go."""
        return urlsplit(self.base_url).hostname or ""

    def __repr__(self) -> str:
        return f"Choice(service={self.service!r}, model={self.model!r})"


def chosen(settings: Settings) -> Choice | None:
    """The model of the settings, None without one. Imports and connects to nothing.

    Raises `invalid_settings`, which quotes no key and no address.
    """
    if not settings.llm_model:
        if settings.llm_base_url or settings.llm_api_key:
            raise _wrong("CLARA_LLM_BASE_URL and CLARA_LLM_API_KEY go with CLARA_LLM_MODEL.")
        return None
    service, _, model = settings.llm_model.partition(":")
    if not _is_service(service) or not model.strip():
        raise _wrong("CLARA_LLM_MODEL names no service and model.")
    if service in _WITH_KEY and not settings.llm_base_url and not settings.llm_api_key:
        raise _wrong("CLARA_LLM_API_KEY is not set; the service of CLARA_LLM_MODEL wants one.")
    if not settings.llm_api_key.isascii() or not settings.llm_api_key.isprintable():
        raise _wrong("CLARA_LLM_API_KEY holds characters that no key has.")
    if find_spec("pydantic_ai") is None:
        raise Invalid(
            "invalid_settings",
            "CLARA_LLM_MODEL is set, and what speaks with language models is not installed.",
            remedy="Install it: pip install 'clara[llm]', or leave CLARA_LLM_MODEL out.",
        )
    return Choice(
        service=service,
        model=model.strip(),
        base_url=_address(settings.llm_base_url or _DEFAULT_URLS[service]),
        api_key=settings.llm_api_key,
    )


def _is_service(text: str) -> TypeGuard[Service]:
    return text in _DEFAULT_URLS


def _address(url: str) -> str:
    try:
        parts = urlsplit(url)
        is_whole = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_whole = False
    if not is_whole or "@" in parts.netloc or parts.query or parts.fragment:
        raise _wrong("CLARA_LLM_BASE_URL is no address without a name, password or query.")
    return url


def _wrong(sentence: str) -> Invalid:
    return Invalid(
        "invalid_settings",
        sentence,
        remedy="Write CLARA_LLM_MODEL=openai:<model>, anthropic:<model> or ollama:<model>, with"
        " CLARA_LLM_API_KEY, and CLARA_LLM_BASE_URL for a server of your own.",
    )
