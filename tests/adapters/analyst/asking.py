"""Short ways to ask the rules analyst."""

import asyncio
from functools import lru_cache

from clara.adapters.analyst.rules.analyst import RulesAnalyst
from clara.application.analysis.ports import Names, Planned
from clara.domain.accounts.language import Language
from clara.domain.analysis.plan import QueryPlan
from clara.domain.analysis.refusal import Refusal
from tests.analysis.vocabulary import NAMES, ask

EN, ES, PT = Language.EN, Language.ES, Language.PT


@lru_cache
def analyst() -> RulesAnalyst:
    return RulesAnalyst()


def asked(text: str, language: Language = EN, names: Names = NAMES, **given: object) -> Planned:
    return asyncio.run(analyst().plan(ask(text, language, names, **given)))


def plan(text: str, language: Language = EN, names: Names = NAMES, **given: object) -> QueryPlan:
    outcome = asked(text, language, names, **given).outcome
    assert isinstance(outcome, QueryPlan), f"'{text}' is refused: {outcome}"
    return outcome


def refusal(text: str, language: Language = EN, names: Names = NAMES, **given: object) -> Refusal:
    outcome = asked(text, language, names, **given).outcome
    assert isinstance(outcome, Refusal), f"'{text}' is planned: {outcome}"
    return outcome


def days(text: str, language: Language = EN) -> str:
    """First and last day of a question's period."""
    period = plan(text, language).period
    return f"{period.first}/{period.last}"
