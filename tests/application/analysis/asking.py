"""Carrying plans out, as whoever asks."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from clara.adapters.persistence.analysis_books import SqlBooks
from clara.adapters.persistence.database import Session
from clara.adapters.wording.formats import BabelFormats
from clara.application.analysis.executor import Executor
from clara.application.analysis.ports import Analyst, Planned, Question
from clara.application.analysis.sentence import is_faithful
from clara.domain.accounts.language import Language
from clara.domain.analysis.answer import Answer
from clara.domain.analysis.attached import Attached
from clara.domain.analysis.figure import Figure
from clara.domain.analysis.plan import Intent, QueryPlan
from clara.domain.credentials.actor import Actor
from clara.domain.period import Period, between
from tests.application.ledger import ZONE
from tests.support.world import World


@dataclass
class Narrator(Analyst):
    """Plans nothing; says what it was told to say, or the sentence as it is."""

    words: str | None = None

    async def plan(self, question: Question) -> Planned:
        raise AssertionError("the plan is there already")

    async def narrate(self, planned: Planned, sentence: str) -> str:
        assert is_faithful(sentence, sentence), "our own words hold no number outside of slots"
        return sentence if self.words is None else self.words


@asynccontextmanager
async def executor(
    world: World, *, digests_up_to: int = 5_000, narrator: Analyst | None = None
) -> AsyncIterator[Executor]:
    session = Session(world.core.database)
    try:
        yield Executor(
            SqlBooks(session), narrator or Narrator(), BabelFormats(), world.clock, digests_up_to
        )
    finally:
        await session.close()


async def ask(
    world: World,
    actor: Actor,
    plan: QueryPlan,
    *,
    language: Language = Language.EN,
    digests_up_to: int = 5_000,
    narrator: Analyst | None = None,
    attached: Sequence[Attached] = (),
) -> Answer:
    planned = Planned(engine="rules", language=language, outcome=plan)
    async with executor(world, digests_up_to=digests_up_to, narrator=narrator) as carries_out:
        return await carries_out.answer(actor, "…", planned, attached)


def asked_for(answer: Answer) -> list[Figure]:
    """The figures of the question itself, without those of findings."""
    found = {id for one in answer.findings for id in one.figures}
    return [one for one in answer.figures if one.id not in found]


def plan_of(intent: Intent, period: Period, **changes: Any) -> QueryPlan:
    return QueryPlan(intent=intent, period=period, **changes)


def days(first: str, last: str, zone: str = ZONE) -> Period:
    """Days from and to, both included."""
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    return between(begin, end, end, zone)
