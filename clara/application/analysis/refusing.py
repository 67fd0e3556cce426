"""Refusals in words: why not, and what can be asked instead; and notices."""

from collections.abc import Sequence

from clara.application.analysis.ports import Planned
from clara.application.analysis.texts import TEXTS
from clara.domain.accounts.language import Language
from clara.domain.analysis.notice import Notice
from clara.domain.analysis.refusal import Refusal


def in_words(refusal: Refusal, language: Language) -> str:
    """The words that stand in the way are quoted; nothing else of the question is repeated."""
    texts = TEXTS[language]
    said = [texts[f"refused.{refusal.reason.value}"].format(words=_quoted(refusal.words))]
    if refusal.tool:
        said.append(texts["refused.tool"].format(tool=refusal.tool))
    if refusal.nearest:
        names = f" {texts['refused.or']} ".join(refusal.nearest)
        said.append(texts["refused.nearest"].format(names=names))
    if refusal.try_:
        said.append(_offered(refusal.try_, language))
    return " ".join(said)


def without_questions(said: str, questions: Sequence[str], language: Language) -> str:
    """What `in_words` said of a refusal, for who shows the questions to ask instead apart."""
    return said.removesuffix(_offered(questions, language)).rstrip()


def said_of(planned: Planned) -> tuple[Notice, ...]:
    """What whoever asked should know of how the question was understood."""
    texts = TEXTS[planned.language]
    return tuple(Notice(code=code, text=texts[f"notice.{code.value}"]) for code in planned.notices)


def _offered(questions: Sequence[str], language: Language) -> str:
    return TEXTS[language]["refused.try"].format(questions=" · ".join(questions))


def _quoted(words: Sequence[str]) -> str:
    return ", ".join(f"“{word}”" for word in words)
