"""Findings: what stands out, with its figures and a next step."""

from datetime import date, timedelta

import pytest

from clara.domain.analysis.plan import CardQuestion, Intent, PolicyQuestion
from clara.domain.card_transactions.category import Category
from tests.application.analysis.asking import ask, days, plan_of
from tests.support.builders import noon, row
from tests.support.world import World

pytestmark = pytest.mark.anyio

OCTOBER = days("2026-10-01", "2026-10-31")
FIRST = date(2026, 10, 1)


def at(day: int, month: int = 10) -> dict[str, object]:
    return {"at": noon(date(2026, month, day))}


async def test_the_second_of_two_equal_charges_is_a_possible_duplicate(world: World) -> None:
    luis, elena = world.a.cards["luis"], world.a.cards["elena"]
    await world.add_rows(
        world.a.company,
        row("250", **at(5), card=luis, merchant="Copias"),
        row("250", **at(7), card=luis, merchant="Copias"),
        row("250", **at(10), card=luis, merchant="Copias"),
        row("250", **at(5), card=elena, merchant="Copias"),
        row("250.01", **at(5), card=luis, merchant="Copias"),
        row("250", **at(5), merchant="Copias"),
    )
    actor = await world.actor(world.a.administrator)
    answer = await ask(world, actor, plan_of(Intent.DUPLICATES, OCTOBER))
    assert answer.figures[0].size == 250_00
    [finding] = answer.findings
    assert finding.title == "2 charges of MXN 250.00 at Copias on one card within two days"
    assert finding.next_step
    figures = {one.id: one for one in answer.figures}
    assert [figures[id].count for id in finding.figures] == [2]


async def test_a_subscription_whose_price_changed_is_a_finding(world: World) -> None:
    luis = world.a.cards["luis"]
    months = [row("199", **at(3, month), card=luis, merchant="Software") for month in (7, 8, 9)]
    dearer = row("249", **at(3), card=luis, merchant="Software")
    irregular = [row("50", **at(day), card=luis, merchant="Café") for day in (1, 2, 9, 30)]
    await world.add_rows(world.a.company, *months, dearer, *irregular)
    actor = await world.actor(world.a.administrator)
    answer = await ask(world, actor, plan_of(Intent.RECURRING, OCTOBER))
    assert answer.figures[0].size == 249_00
    [finding] = answer.findings
    assert finding.title == "Software now charges MXN 249.00 instead of MXN 199.00"


async def test_a_charge_far_above_the_usual_is_a_finding(world: World) -> None:
    luis = world.a.cards["luis"]
    usual = [
        row(str(100 + step), at=noon(FIRST - timedelta(days=10 * step)), card=luis, merchant="Taxi")
        for step in range(1, 12)
    ]
    await world.add_rows(
        world.a.company,
        *usual,
        row("400", **at(9), card=luis, merchant="Taxi"),
        row("120", **at(10), card=luis, merchant="Taxi"),
    )
    actor = await world.actor(world.a.administrator)
    answer = await ask(world, actor, plan_of(Intent.UNUSUAL, OCTOBER))
    assert answer.figures[0].size == 400_00
    [finding] = answer.findings
    assert finding.title == "MXN 400.00 at Taxi on Oct 9, 2026, which usually takes MXN 107.00"


async def test_weekends_are_the_companys(world: World) -> None:
    # Saturday the 3rd begins at 06:00 UTC in Mexico City.
    saturday = noon(date(2026, 10, 3)).replace(hour=6)
    await world.add_rows(
        world.a.company,
        row("1", at=saturday - timedelta(microseconds=1)),
        row("2", at=saturday),
        row("4", **at(4)),
        row("8", **at(5)),
    )
    actor = await world.actor(world.a.administrator)
    plan = plan_of(Intent.POLICY, OCTOBER, policy=PolicyQuestion.WEEKEND)
    assert (await ask(world, actor, plan)).figures[0].size == 6_00


async def test_cash_is_found(world: World) -> None:
    await world.add_rows(world.a.company, row("500", **at(6), category=Category.CASH))
    actor = await world.actor(world.a.administrator)
    plan = plan_of(Intent.POLICY, OCTOBER, policy=PolicyQuestion.CASH)
    assert (await ask(world, actor, plan)).text.startswith("Cash taken in")


async def test_charges_that_pass_a_limit_only_together_may_be_split(world: World) -> None:
    elena, ana = world.a.cards["elena"], world.a.cards["ana"]
    assert elena.limit_minor == 5_000_00
    await world.add_rows(
        world.a.company,
        row("3000", **at(6), card=elena, merchant="Muebles"),
        row("2500", **at(7), card=elena, merchant="Muebles"),
        row("3000", **at(20), card=elena, merchant="Muebles"),
        row("9000", **at(6), card=ana, merchant="Muebles"),
    )
    actor = await world.actor(world.a.administrator)
    plan = plan_of(Intent.POLICY, OCTOBER, policy=PolicyQuestion.SPLIT)
    answer = await ask(world, actor, plan)
    assert answer.figures[0].size == 5_500_00
    assert len(answer.findings) == 1


async def test_a_large_first_charge_at_a_new_merchant_is_a_finding(world: World) -> None:
    await world.add_rows(
        world.a.company,
        *(row("10", **at(day), merchant="Café") for day in range(1, 20)),
        row("10", **at(1, 9), merchant="Conocido"),
        row("900", **at(8), merchant="Conocido"),
        row("900", **at(8), merchant="Nuevo"),
        row("11", **at(8), merchant="Pequeño"),
    )
    actor = await world.actor(world.a.administrator)
    plan = plan_of(Intent.POLICY, OCTOBER, policy=PolicyQuestion.NEW_MERCHANT)
    answer = await ask(world, actor, plan)
    [finding] = answer.findings
    assert finding.title == "First charge ever at Nuevo: MXN 900.00 on Oct 8, 2026"


async def test_there_are_at_most_five_findings(world: World) -> None:
    luis = world.a.cards["luis"]
    pairs = [
        row(str(100 + pair), **at(5), card=luis, merchant=f"Tienda {pair}")
        for pair in range(9)
        for _ in range(2)
    ]
    await world.add_rows(world.a.company, *pairs)
    actor = await world.actor(world.a.administrator)
    answer = await ask(world, actor, plan_of(Intent.DUPLICATES, OCTOBER))
    assert len(answer.findings) == 5
    assert answer.figures[0].count == 9


@pytest.mark.parametrize(
    ("spent", "near", "over"),
    [("3999.99", 0, 0), ("4000", 1, 0), ("4999.99", 1, 0), ("5000", 0, 1)],
)
async def test_cards_near_and_over_their_limit(
    world: World, spent: str, near: int, over: int
) -> None:
    # Elena's card has spent 104 already: this is the rest.
    rest = f"{float(spent) - 104:.2f}"
    await world.add_rows(world.a.company, row(rest, days_ago=0, card=world.a.cards["elena"]))
    actor = await world.actor(world.a.administrator)
    month = days("2026-11-01", "2026-11-30")
    for question, expected in ((CardQuestion.NEAR_LIMIT, near), (CardQuestion.OVER_LIMIT, over)):
        answer = await ask(world, actor, plan_of(Intent.CARDS, month, cards=question))
        assert answer.figures[-1].number == expected
        assert len(answer.findings) == expected


async def test_unused_cards_are_those_that_could_have_been_used(world: World) -> None:
    actor = await world.actor(world.a.administrator)
    plan = plan_of(Intent.CARDS, days("2026-11-01", "2026-11-30"), cards=CardQuestion.UNUSED)
    answer = await ask(world, actor, plan)
    assert answer.table is not None
    assert {str(cells[0]) for cells in answer.table.rows} == {
        "María Núñez •••• 1234",
        "Banco •••• 0042",
    }
