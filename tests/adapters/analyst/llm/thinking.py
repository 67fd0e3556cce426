"""Models in this process that say what a test has them say, and analysts that ask them."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import Any

from pydantic_ai.messages import ModelMessage, ModelResponse, TextPart, UserPromptPart
from pydantic_ai.models import Model
from pydantic_ai.models.function import AgentInfo, FunctionModel

from clara.adapters.analyst.llm.analyst import ModelAnalyst
from clara.adapters.analyst.llm.models import Models
from clara.adapters.analyst.rules.analyst import RulesAnalyst
from clara.adapters.analyst.rules.lexicon import Lexicon, load
from clara.application.analysis.ports import Names, Planned
from clara.domain.accounts.language import Language
from clara.domain.analysis.plan import QueryPlan
from clara.domain.analysis.refusal import Refusal
from tests.analysis.vocabulary import NAMES, ask

ENGINE = "llm:test"
EN, ES, PT = Language.EN, Language.ES, Language.PT


class Thinker:
    """Says one thing after the other, the last one again and again. `heard` are the user's parts of
    all requests."""

    def __init__(self, *says: str | dict[str, Any]) -> None:
        self._says = [one if isinstance(one, str) else json.dumps(one) for one in says]
        self.heard: list[str] = []
        self.requests = 0

    @property
    def given(self) -> dict[str, Any]:
        """What it was given to plan."""
        found: dict[str, Any] = json.loads(self.heard[0])
        return found

    def models(self) -> Models:
        @asynccontextmanager
        async def opened(seconds: float) -> AsyncIterator[Model]:
            yield FunctionModel(self._say)

        return opened

    def _say(self, messages: Sequence[ModelMessage], info: AgentInfo) -> ModelResponse:
        assert not info.function_tools
        assert not info.output_tools, "the model has no tools at all"
        last = messages[-1].parts
        self.heard += [str(part.content) for part in last if isinstance(part, UserPromptPart)]
        said = self._says[min(self.requests, len(self._says) - 1)]
        self.requests += 1
        return ModelResponse(parts=[TextPart(said)])


@lru_cache
def rules() -> tuple[RulesAnalyst, dict[Language, Lexicon]]:
    return RulesAnalyst(), load()


def analyst(thinker: Thinker) -> ModelAnalyst:
    return ModelAnalyst(*rules(), thinker.models, ENGINE)


def asked(
    text: str, *says: str | dict[str, Any], language: Language = EN, names: Names = NAMES
) -> tuple[Planned, Thinker]:
    thinker = Thinker(*says)
    return asyncio.run(analyst(thinker).plan(ask(text, language, names))), thinker


def plan(text: str, *says: str | dict[str, Any], **given: Any) -> QueryPlan:
    """What the model's plan became."""
    planned, _ = asked(text, *says, **given)
    assert isinstance(planned.outcome, QueryPlan), f"'{text}' is refused: {planned}"
    assert (planned.engine, planned.notices) == (ENGINE, ())
    return planned.outcome


def refusal(text: str, *says: str | dict[str, Any], **given: Any) -> Refusal:
    """The model's refusal."""
    planned, _ = asked(text, *says, **given)
    assert isinstance(planned.outcome, Refusal), f"'{text}' is planned: {planned}"
    assert (planned.engine, planned.notices) == (ENGINE, ())
    return planned.outcome
