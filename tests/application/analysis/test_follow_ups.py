"""Questions that an answer offers next have an answer themselves."""

from datetime import date

import pytest

from clara.adapters.analyst.rules.analyst import RulesAnalyst
from clara.application.analysis.ports import Names, Question
from clara.domain.accounts.language import Language
from clara.domain.analysis.plan import Dimension, Intent, QueryPlan
from clara.domain.companies.company import Role
from tests.application.analysis.asking import ask, days, plan_of
from tests.application.ledger import Book
from tests.support.builders import seat_of
from tests.support.world import World

pytestmark = pytest.mark.anyio

NOVEMBER = days("2026-11-01", "2026-11-30")
ASKED = (
    plan_of(Intent.TOTAL, NOVEMBER),
    plan_of(Intent.TOP, NOVEMBER, dimension=Dimension.MERCHANT),
    plan_of(Intent.TREND, NOVEMBER),
    plan_of(Intent.COUNT, NOVEMBER),
    plan_of(Intent.AVERAGE, NOVEMBER),
    plan_of(Intent.DUPLICATES, NOVEMBER),
)


@pytest.mark.parametrize("language", Language)
async def test_every_follow_up_is_understood(world: World, book: Book, language: Language) -> None:
    actor = await world.actor(world.a.administrator)
    analyst = RulesAnalyst()
    names = Names(merchants=("Uber",), cardholders=(), cards=(), currencies=("MXN",))
    for plan in ASKED:
        answer = await ask(world, actor, plan, language=language)
        assert answer.follow_ups
        for text in answer.follow_ups:
            question = Question(
                text=text,
                seat=seat_of(Role.ADMINISTRATOR),
                today=date(2026, 11, 20),
                names=names,
                language=language,
            )
            planned = await analyst.plan(question)
            assert isinstance(planned.outcome, QueryPlan), text
            assert planned.language is language
            assert (planned.outcome.period.first, planned.outcome.period.last) == (
                NOVEMBER.first,
                NOVEMBER.last,
            )
