"""What answers say, as data: the same keys in every language, without a digit."""

from collections.abc import Mapping

from clara.application.analysis.texts.attachments import ATTACHMENTS
from clara.application.analysis.texts.english import ENGLISH
from clara.application.analysis.texts.portuguese import PORTUGUESE
from clara.application.analysis.texts.spanish import SPANISH
from clara.domain.accounts.language import Language

TEXTS: Mapping[Language, Mapping[str, str]] = {
    Language.EN: {**ENGLISH, **ATTACHMENTS[Language.EN]},
    Language.ES: {**SPANISH, **ATTACHMENTS[Language.ES]},
    Language.PT: {**PORTUGUESE, **ATTACHMENTS[Language.PT]},
}
