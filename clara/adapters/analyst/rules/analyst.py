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
        self._lexicons = load(lexicon)
        self._words = {language: one.words for language, one in self._lexicons.items()}

    async def plan(self, question: Question) -> Planned:
        tokens = tokenise(clean(question.text, MAX_QUESTION))
        language = self._language(tokens, question.language)
        try:
            outcome = _outcome(tokens, question, self._lexicons[language])
        except Impossible as impossible:
            outcome = Refusal(
                reason=RefusalReason.UNKNOWN_WORDS,
                words=(impossible.words,),
                needs_clarification=True,
            )
        if isinstance(outcome, Refusal):
            outcome = structs.replace(outcome, try_=suggestions(outcome, language))
        return Planned(engine=ENGINE, language=language, outcome=outcome)

    async def narrate(self, planned: Planned, sentence: str) -> str:
        """The sentence as it is: rules have no better one."""
        return sentence

    def _language(self, tokens: list[Token], preferred: Language | None) -> Language:
        """The language that knows most of the words; between equals, what the caller prefers."""
        order = sorted(Language, key=lambda language: language is not preferred)
        return max(order, key=lambda one: sum(token.key in self._words[one] for token in tokens))


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
