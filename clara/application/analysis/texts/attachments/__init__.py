"""What answers say of attached files, in every language."""

from collections.abc import Mapping

from clara.application.analysis.texts.attachments.english import ENGLISH
from clara.application.analysis.texts.attachments.portuguese import PORTUGUESE
from clara.application.analysis.texts.attachments.spanish import SPANISH
from clara.domain.accounts.language import Language

ATTACHMENTS: Mapping[Language, Mapping[str, str]] = {
    Language.EN: ENGLISH,
    Language.ES: SPANISH,
    Language.PT: PORTUGUESE,
}
