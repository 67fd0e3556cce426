"""What our pages say."""

from clara.adapters.web.console import texts
from clara.domain.accounts.language import Language

_TEXTS = texts.load()


def said(language: Language, name: str) -> str:
    """The text called `name` (`file.name`)."""
    return _TEXTS[language][name]
