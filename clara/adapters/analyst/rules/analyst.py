"""The rules analyst: a question in, a plan or a refusal out. No model, no network, no store."""

from pathlib import Path

from msgspec import structs

from clara.adapters.analyst.rules.calendar import Calendar
from clara.adapters.analyst.rules.intents import asked
from clara.adapters.analyst.rules.lexicon import Lexicon, load
from clara.adapters.analyst.rules.names import index_of
from clara.adapters.analyst.rules.planner import plan_of
from clara.adapters.analyst.rules.reading import read
from clara.adapters.analyst.rules.refusals import refused
from clara.adapters.analyst.rules.sentence import Impossible
from clara.adapters.analyst.rules.suggestions import suggestions
from clara.adapters.analyst.rules.tokens import Token, tokenise
from clara.adapters.analyst.rules.too_much import unclear
from clara.application.analysis.ports import Analyst, Planned, Question
from clara.domain.accounts.language import Language
from clara.domain.analysis.plan import QueryPlan
from clara.domain.analysis.refusal import Refusal, RefusalReason
from clara.domain.text import clean

MAX_QUESTION = 500
"""Characters of a question that are read."""

ENGINE = "rules"


class RulesAnalyst(Analyst):
    """Understands English, Spanish and Portuguese questions by their words alone.

    `lexicon` is a folder with an operator's own `en.toml`, `es.toml` and `pt.toml`. Raises
    `invalid_lexicon` when one of them cannot be understood.
    """

    def __init__(self, lexicon: Path | None = None) -> None:
        self._lexicons = {has: load(lexicon, has_files=has) for has in (False, True)}
        self._words = {
            has: {language: one.words for language, one in lexicons.items()}
            for has, lexicons in self._lexicons.items()
        }

    async def plan(self, question: Question) -> Planned:
        tokens = tokenise(clean(question.text, MAX_QUESTION))
        language = self._language(tokens, question.language, question.has_attachments)
        outcome = self._outcome(tokens, question, language)
        if question.has_attachments and not _is_about_files(outcome):
            # Words that ask about files may mean something else where nobody does.
            beside = structs.replace(question, has_attachments=False)
            alone = self._outcome(tokens, beside, language)
            outcome = alone if isinstance(alone, QueryPlan) else outcome
        if isinstance(outcome, Refusal) and self._needs_files(tokens, question, language):
            outcome = unclear(RefusalReason.NEEDS_ATTACHMENTS, outcome.words)
        if isinstance(outcome, Refusal):
            outcome = structs.replace(outcome, try_=suggestions(outcome, language))
        return Planned(engine=ENGINE, language=language, outcome=outcome)

    def _outcome(
        self, tokens: list[Token], question: Question, language: Language
    ) -> QueryPlan | Refusal:
        try:
            return _outcome(tokens, question, self._lexicons[question.has_attachments][language])
        except Impossible as impossible:
            return Refusal(
                reason=RefusalReason.UNKNOWN_WORDS,
                words=(impossible.words,),
                needs_clarification=True,
            )

    def _needs_files(self, tokens: list[Token], question: Question, language: Language) -> bool:
        """Whether a question that came without files would have been one about them."""
        if question.has_attachments:
            return False
        with_files = structs.replace(question, has_attachments=True)
        return _is_about_files(self._outcome(tokens, with_files, language))

    async def narrate(self, planned: Planned, sentence: str) -> str:
        """The sentence as it is: rules have no better one."""
        return sentence

    def _language(
        self, tokens: list[Token], preferred: Language | None, has_files: bool
    ) -> Language:
        """The language that knows most of the words; between equals, what the caller prefers."""
        order = sorted(Language, key=lambda language: language is not preferred)
        words = self._words[has_files]
        return max(order, key=lambda one: sum(token.key in words[one] for token in tokens))


def _is_about_files(outcome: QueryPlan | Refusal) -> bool:
    return isinstance(outcome, QueryPlan) and outcome.attachments is not None


def _outcome(tokens: list[Token], question: Question, lexicon: Lexicon) -> QueryPlan | Refusal:
    seat = question.seat
    calendar = Calendar(question.today, seat.time_zone, seat.billing_day)
    index = index_of(question.names)
    reading = read(tokens, question, lexicon, index, calendar)
    wanted = asked(reading)
    refusal = refused(reading, wanted, index, question.today)
    if refusal is not None:
        return refusal
    assert wanted is not None, "a question that asks nothing has been refused"
    return plan_of(reading, wanted.intent, calendar)
