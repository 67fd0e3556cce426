"""How a question is understood, without an answer."""

import pytest

from clara.application.analysis.plan_question import PlannedQuestion, PlanQuestion
from clara.domain.accounts.language import Language
from clara.domain.analysis.plan import Intent
from clara.domain.analysis.refusal import RefusalReason
from tests.support.world import World

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["sqlite"])
def store(request: pytest.FixtureRequest) -> str:
    """What is tried here does not depend on the store."""
    name: str = request.param
    return name


async def test_a_question_is_planned_and_not_answered(world: World) -> None:
    planned: PlannedQuestion = await world.run(
        PlanQuestion, question="¿cuáles fueron las compras más grandes del mes pasado?"
    )
    assert planned.plan is not None
    assert (planned.language, planned.plan.intent) == (Language.ES, Intent.LARGEST)
    assert (str(planned.plan.period.first), planned.refused) == ("2026-10-01", "")


async def test_what_is_not_understood_is_refused_with_questions_near_it(world: World) -> None:
    planned: PlannedQuestion = await world.run(PlanQuestion, question="why so much last month?")
    assert planned.plan is None
    assert planned.refusal is not None
    assert planned.refusal.reason is RefusalReason.WHY
    assert planned.refusal.try_
    assert not any(one in planned.refused for one in planned.refusal.try_)


async def test_it_repeats_no_full_card_number(world: World) -> None:
    planned: PlannedQuestion = await world.run(
        PlanQuestion, question="how much did we spend with 4111 1111 1111 1111?"
    )
    assert "1111 1111" not in planned.question


async def test_names_are_those_that_the_person_sees(world: World) -> None:
    asked = {"question": "how much did we spend on Elena Gómez last month?"}
    seen: PlannedQuestion = await world.run(PlanQuestion, **asked)
    unseen: PlannedQuestion = await world.run(PlanQuestion, as_=world.a.member, **asked)
    assert seen.plan is not None
    assert seen.plan.filters.cardholders
    assert unseen.plan is None or not unseen.plan.filters.cardholders
