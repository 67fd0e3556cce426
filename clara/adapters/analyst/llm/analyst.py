"""The analyst with a language model: rules first, and the model for the words they do not know."""

import asyncio
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import structs

from clara.adapters.analyst.llm.candidates import near
from clara.adapters.analyst.llm.failures import ModelFailed
from clara.adapters.analyst.llm.ground import Ground, ground_of
from clara.adapters.analyst.llm.limits import NARRATING, PLANNING, RunLimits
from clara.adapters.analyst.llm.planning import planned as planned_from
from clara.adapters.analyst.llm.prompts import NARRATING as WORDING
from clara.adapters.analyst.llm.prompts import PLANNING as READING
from clara.adapters.analyst.llm.prompts import narrating, planning
from clara.adapters.analyst.llm.sketch import sketched
from clara.adapters.analyst.rules.lexicon import Lexicon
from clara.adapters.analyst.rules.sentence import Impossible
from clara.adapters.analyst.rules.suggestions import suggestions
from clara.application.analysis.ports import Analyst, Planned, Question
from clara.domain.accounts.language import Language
from clara.domain.analysis.plan import QueryPlan
from clara.domain.analysis.refusal import Refusal, RefusalReason

if TYPE_CHECKING:
    from clara.adapters.analyst.llm.models import Models

T = TypeVar("T")

_MAY_BE_EXPLAINED = frozenset({RefusalReason.UNKNOWN_WORDS, RefusalReason.NO_QUESTION})
"""What a model may lift. The other reasons say that a question was understood."""


class ModelAnalyst(Analyst):
    """Asks `rules` first. Where they do not know a word, the model says what it means, our grammars
    read days, amounts and names out of it, and the plan says which words a model explained.

    `models` gives the model when it is first needed, `engine` is what answers call it. Nothing that
    a model does raises: `rules` go on, and the answer says so.
    """

    def __init__(
        self,
        rules: Analyst,
        lexicons: Mapping[Language, Lexicon],
        models: Callable[[], "Models"],
        engine: str,
        limits: tuple[RunLimits, RunLimits] = (PLANNING, NARRATING),
    ) -> None:
        self._rules, self._lexicons, self._models = rules, lexicons, models
        self._engine = engine
        self._planning, self._narrating = limits

    async def plan(self, question: Question) -> Planned:
        ruled = await self._rules.plan(question)
        ground = self._ground(question, ruled)
        if ground is None:
            return ruled
        candidates = near(_keys(ground), question.names)

        def read(text: str) -> QueryPlan | Refusal:
            return planned_from(sketched(text), ground, candidates)

        try:
            outcome = await self._run(READING, planning(ground, candidates), read, self._planning)
        except ModelFailed as failed:
            return structs.replace(ruled, notices=(*ruled.notices, failed.code))
        if isinstance(outcome, Refusal):
            outcome = structs.replace(outcome, try_=suggestions(outcome, ruled.language))
        return structs.replace(ruled, engine=self._engine, outcome=outcome)

    async def narrate(self, planned: Planned, sentence: str) -> str:
        """Better words of the model for what it planned; the sentence as it is for everything else,
        and where the model fails."""
        if planned.engine != self._engine:
            return await self._rules.narrate(planned, sentence)
        given = narrating(sentence, planned.language)
        try:
            return await self._run(WORDING, given, str.strip, self._narrating)
        except ModelFailed:
            return sentence

    def _ground(self, question: Question, ruled: Planned) -> Ground | None:
        """What the model starts from; None where it is not asked."""
        refusal = ruled.outcome
        if not isinstance(refusal, Refusal) or refusal.reason not in _MAY_BE_EXPLAINED:
            return None
        try:
            ground = ground_of(question, self._lexicons[ruled.language])
        except Impossible:
            return None
        return ground if ground.is_open and ground.left else None

    async def _run(
        self, instructions: str, given: str, read: Callable[[str], T], limits: RunLimits
    ) -> T:
        # In a thread: the first time it imports for a second or two.
        library: Any = await asyncio.to_thread(import_module, "clara.adapters.analyst.llm.run")
        models = await asyncio.to_thread(self._models)
        answer: T = await library.run(models, instructions, given, read, limits)
        return answer


def _keys(ground: Ground) -> tuple[str, ...]:
    """The words of the question that may be parts of names."""
    return tuple(dict.fromkeys(ground.tokens[place].key for place in sorted(ground.left_places)))
