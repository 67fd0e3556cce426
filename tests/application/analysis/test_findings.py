"""Ordinary answers tell what stands out among the rows they are about."""

from datetime import date, timedelta
from typing import Any

import pytest

from clara.application.analysis import findings
from clara.domain.analysis.answer import Answer, Severity
from clara.domain.analysis.notice import NoticeCode
from clara.domain.analysis.plan import Dimension, Filters, Intent, Measure, QueryPlan
from clara.domain.card_transactions.card_transaction import CardTransactionStatus
from clara.domain.card_transactions.category import Category
from clara.domain.card_transactions.new_row import NewRow
from clara.domain.cards.card import Card
from tests.application.analysis.asking import ask, asked_for, days, plan_of
from tests.application.analysis.plain_books import PlainBooks, plain_rows
from tests.support.builders import noon, row
from tests.support.world import World

pytestmark = pytest.mark.anyio

OCTOBER = days("2026-10-01", "2026-10-31")
NOVEMBER = days("2026-11-01", "2026-11-30")
FIRST = date(2026, 10, 1)


def on(day: int, month: int = 10) -> dict[str, Any]:
    return {"at": noon(date(2026, month, day))}


async def told(world: World, plan: QueryPlan) -> Answer:
    """The answer, every figure of which has been added up again."""
    actor = await world.actor(world.a.administrator)
    answer = await ask(world, actor, plan)
    rows = await plain_rows(world, actor.company.company_id)
    PlainBooks(rows, actor.company.currency).check(answer, 5_000)
    return answer


def everything(luis: Card) -> list[NewRow]:
    """One case of every kind that is looked for, in October."""
    usual = [
        row(str(100 + step), at=noon(FIRST - timedelta(days=9 * step)), card=luis, merchant="Taxi")
        for step in range(1, 12)
    ]
    months = [row("199", **on(3, month), card=luis, merchant="Software") for month in (7, 8, 9)]
    return [
        *usual,
        *months,
        row("900", **on(9), card=luis, merchant="Taxi"),
        row("249", **on(3), card=luis, merchant="Software"),
        row("75", **on(5), card=luis, merchant="Copias"),
        row("75", **on(6), card=luis, merchant="Copias"),
        row("500", **on(12), card=luis, merchant="Cajero", category=Category.CASH),
    ]


@pytest.mark.parametrize(
    "plan",
    [
        plan_of(Intent.TOTAL, OCTOBER),
        plan_of(Intent.TOP, OCTOBER, dimension=Dimension.MERCHANT),
        plan_of(Intent.LIST, OCTOBER, limit=20),
        plan_of(Intent.LARGEST, OCTOBER),
        plan_of(Intent.COMPARE, OCTOBER),
        plan_of(Intent.TREND, OCTOBER),
        plan_of(Intent.AVERAGE, OCTOBER),
        plan_of(Intent.COUNT, OCTOBER, measure=Measure.TRANSACTIONS),
    ],
    ids=lambda plan: plan.intent.value,
)
async def test_an_answer_names_what_stands_out(world: World, plan: QueryPlan) -> None:
    await world.add_rows(world.a.company, *everything(world.a.cards["luis"]))
    answer = await told(world, plan)
    assert [(one.title, one.severity) for one in answer.findings] == [
        ("2 charges of MXN 75.00 at Copias on one card within two days", Severity.WARNING),
        ("MXN 900.00 at Taxi on Oct 9, 2026, which usually takes MXN 106.50", Severity.WARNING),
        ("Software now charges MXN 249.00 instead of MXN 199.00", Severity.NOTICE),
        ("Cash was taken out: MXN 500.00 in 1 withdrawals", Severity.NOTICE),
    ]
    assert all(one.next_step and one.figures for one in answer.findings)
    assert answer.notices == ()


async def test_findings_are_of_the_rows_that_were_asked_about(world: World) -> None:
    await world.add_rows(world.a.company, *everything(world.a.cards["luis"]))
    filters = Filters(merchants=("Copias",))
    answer = await told(world, plan_of(Intent.TOTAL, OCTOBER, filters=filters))
    assert [one.title[:9] for one in answer.findings] == ["2 charges"]


async def test_a_card_that_has_used_its_limit_is_told_where_today_is_asked_about(
    world: World,
) -> None:
    elena = world.a.cards["elena"]
    await world.add_rows(world.a.company, row("4950", days_ago=0, card=elena, merchant="Muebles"))
    answer = await told(world, plan_of(Intent.TOTAL, NOVEMBER))
    assert any("has used" in one.title for one in answer.findings)
    assert answer.findings[0].severity is Severity.WARNING
    answer = await told(world, plan_of(Intent.TOTAL, OCTOBER))
    assert answer.findings == ()


async def test_split_charges_are_told(world: World) -> None:
    elena = world.a.cards["elena"]
    await world.add_rows(
        world.a.company,
        row("3000", **on(6), card=elena, merchant="Muebles"),
        row("2500", **on(7), card=elena, merchant="Muebles"),
    )
    answer = await told(world, plan_of(Intent.TOTAL, OCTOBER))
    assert [one.title for one in answer.findings] == [
        "2 charges at Muebles come to MXN 5,500.00, above the card's limit"
    ]


async def test_there_are_at_most_five_findings_and_none_kind_crowds_the_others_out(
    world: World,
) -> None:
    luis = world.a.cards["luis"]
    pairs = [
        row(str(300 + pair), **on(5), card=luis, merchant=f"Tienda {pair}")
        for pair in range(9)
        for _ in range(2)
    ]
    await world.add_rows(world.a.company, *everything(luis), *pairs)
    answer = await told(world, plan_of(Intent.TOTAL, OCTOBER))
    assert len(answer.findings) == 5
    assert sum("within two days" in one.title for one in answer.findings) == 2


async def test_nothing_is_looked_for_among_what_does_not_count(world: World) -> None:
    luis = world.a.cards["luis"]
    twice = [
        row("75", **on(5), card=luis, merchant="No", status=CardTransactionStatus.DECLINED)
        for _ in range(2)
    ]
    await world.add_rows(world.a.company, *twice)
    filters = Filters(statuses=(CardTransactionStatus.DECLINED,))
    answer = await told(world, plan_of(Intent.LIST, OCTOBER, filters=filters))
    assert answer.findings == ()
    answer = await told(world, plan_of(Intent.TOTAL, OCTOBER, measure=Measure.REFUNDS))
    assert answer.findings == ()


async def test_too_many_rows_are_not_looked_through_and_the_answer_says_so(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.add_rows(world.a.company, *everything(world.a.cards["luis"]))
    monkeypatch.setattr(findings, "MOST_LOOKED_THROUGH", 4)
    answer = await told(world, plan_of(Intent.TOTAL, OCTOBER))
    assert answer.findings == ()
    assert [one.code for one in answer.notices] == [NoticeCode.NOT_LOOKED_THROUGH]
    assert [one.query for one in asked_for(answer)] == ["total"]


async def test_too_much_of_a_past_leaves_out_what_is_told_against_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.add_rows(world.a.company, *everything(world.a.cards["luis"]))
    monkeypatch.setattr(findings, "MOST_LOOKED_THROUGH", 8)
    answer = await told(world, plan_of(Intent.TOTAL, OCTOBER))
    assert [one.title[:9] for one in answer.findings] == ["2 charges", "Cash was "]
    assert answer.notices == ()
