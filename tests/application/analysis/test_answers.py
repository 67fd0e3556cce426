"""What answers say: sentences, tables, charts, and what is kept apart."""

import pytest

from clara.domain.accounts.language import Language
from clara.domain.analysis.answer import AnswerStatus
from clara.domain.analysis.plan import Dimension, Filters, Intent, Measure
from clara.domain.analysis.refusal import RefusalReason
from clara.domain.card_transactions.category import Category
from tests.application.analysis.asking import Narrator, ask, asked_for, days, plan_of
from tests.application.ledger import Book
from tests.support.builders import row
from tests.support.world import World

pytestmark = pytest.mark.anyio

OCTOBER = days("2026-10-01", "2026-10-31")
YEAR = days("2026-01-01", "2026-12-31")
L = Language


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            L.EN,
            (
                "Spending in Jan 1, 2026 – Dec 31, 2026: MXN 15,691.00, JPY 300 and USD 7,100.00."
                " Refunds, which are counted apart: MXN -560.00."
            ),
        ),
        (
            L.ES,
            (
                "Gasto en 1 ene 2026 – 31 dic 2026: MXN 15,691.00, JPY 300 y USD 7,100.00."
                " Devoluciones, que se cuentan aparte: MXN -560.00."
            ),
        ),
        (
            L.PT,
            (
                "Gastos em 1 de jan. de 2026 – 31 de dez. de 2026: MXN 15.691,00, JPY 300 e"
                " USD 7.100,00. Estornos, que são contados à parte: MXN -560,00."
            ),
        ),
    ],
)
async def test_a_total_names_every_currency_and_keeps_refunds_apart(
    world: World, book: Book, language: Language, text: str
) -> None:
    actor = await world.actor(world.a.administrator)
    answer = await ask(world, actor, plan_of(Intent.TOTAL, YEAR), language=language)
    assert answer.text == text
    assert answer.status is AnswerStatus.ANSWERED
    assert [one.currency for one in asked_for(answer)] == ["MXN", "JPY", "USD", "MXN"]
    assert answer.coverage is not None
    assert answer.coverage.matched == len(book.rows)
    assert answer.credits == 0


async def test_a_ranking_adds_up_and_shows_nobody_in_particular_apart(
    world: World, book: Book
) -> None:
    more = [row("900", merchant="Unidentified"), row("1000", merchant="Unidentified")]
    await world.add_rows(world.a.company, *more)
    actor = await world.actor(world.a.administrator)
    plan = plan_of(Intent.TOP, YEAR, dimension=Dimension.MERCHANT, limit=2)
    answer = await ask(world, actor, plan)
    assert answer.table is not None
    home = [cells for cells in answer.table.rows if cells[1] == "MXN"]
    assert [cells[0] for cells in home] == ["Aeroméxico", "Hotel Sol", "Others", "Unidentified"]
    assert sum(int(cells[2] or 0) for cells in home) == 15_691_00 + 1_900_00
    assert sum(int(cells[4] or 0) for cells in home) in range(998, 1003)
    assert "Unidentified" not in answer.text
    assert answer.chart is not None
    assert [one["name"] for one in answer.chart.vega_lite["data"]["values"]] == [
        "Aeroméxico",
        "Hotel Sol",
    ]
    assert answer.chart.alt.endswith("Aeroméxico MXN 10,000.01; Hotel Sol MXN 4,999.99")


async def test_a_trend_has_every_month_until_today_also_those_without_a_row(
    world: World, book: Book
) -> None:
    actor = await world.actor(world.a.administrator)
    plan = plan_of(Intent.TREND, YEAR, dimension=Dimension.MONTH)
    answer = await ask(world, actor, plan)
    assert answer.table is not None
    home = [cells for cells in answer.table.rows if cells[1] == "MXN"]
    assert [cells[0] for cells in home] == [f"2026-{month:02d}" for month in range(1, 12)]
    assert sum(int(cells[2] or 0) for cells in home) == 15_691_00
    assert answer.chart is not None
    assert answer.chart.vega_lite["mark"]["type"] == "line"


async def test_a_comparison_says_the_change_and_where_it_comes_from(
    world: World, book: Book
) -> None:
    actor = await world.actor(world.a.administrator)
    november = days("2026-11-01", "2026-11-30")
    plan = plan_of(
        Intent.COMPARE, november, compare_with=OCTOBER, filters=Filters(currency="MXN"), limit=50
    )
    answer = await ask(world, actor, plan)
    now, then, change, share = asked_for(answer)
    assert now.size - then.size == change.size
    assert share.per_mille is not None
    assert change.of == share.of == (now.id, then.id)
    assert answer.table is not None
    assert sum(int(cells[4] or 0) for cells in answer.table.rows) == change.size


async def test_counts_know_no_currency(world: World, book: Book) -> None:
    actor = await world.actor(world.a.administrator)
    plan = plan_of(Intent.TOTAL, YEAR, measure=Measure.TRANSACTIONS)
    answer = await ask(world, actor, plan)
    [figure] = asked_for(answer)
    assert (figure.currency, figure.amount_minor) == (None, None)
    assert answer.text == f"Card transactions in Jan 1, 2026 – Dec 31, 2026: {figure.count}."


async def test_a_share_is_of_the_same_period_and_currency(world: World, book: Book) -> None:
    actor = await world.actor(world.a.administrator)
    filters = Filters(categories=(Category.TRAVEL,), currency="MXN")
    answer = await ask(world, actor, plan_of(Intent.SHARE, YEAR, filters=filters))
    part, whole, share = asked_for(answer)
    assert (part.size, whole.size) == (10_000_01, 15_691_00)
    assert share.per_mille == 637
    assert "63.7 %" in answer.text


async def test_the_largest_of_each_currency_is_named(world: World, book: Book) -> None:
    actor = await world.actor(world.a.administrator)
    answer = await ask(world, actor, plan_of(Intent.LARGEST, YEAR, limit=1))
    assert answer.table is not None
    assert [cells[6] for cells in answer.table.rows] == [5_000_01, 300, 7_000_00]
    assert answer.text.startswith("The largest of Spending: MXN 5,000.01 at Aeroméxico on Nov 17")


async def test_nothing_found_is_an_answer(world: World, book: Book) -> None:
    actor = await world.actor(world.a.administrator)
    empty = days("2020-01-01", "2020-01-31")
    for intent in (Intent.TOTAL, Intent.TOP, Intent.LARGEST, Intent.AVERAGE, Intent.DUPLICATES):
        answer = await ask(world, actor, plan_of(intent, empty))
        assert answer.status is AnswerStatus.ANSWERED
        assert answer.text
        assert all(one.size == 0 for one in answer.figures)


@pytest.mark.parametrize(
    "words",
    [
        "Spending was MXN 9.99 in {P1}: {F1}, {F2}, {F3}, {F4}.",
        "Spending in {P1}: {F1}, {F2} and {F3}.",
        "Spending in {P1}: {F1}, {F1}, {F3}, {F4}.",
        "Spending in {P1}: {F1}, {F2}, {F3}, {F4}, {F5}.",
        "Spending in {P1}: {F1}, {F2}, {F3}, {F4}, ٣ of them {secret}.",
        "",
    ],
)
async def test_a_sentence_with_a_number_of_its_own_is_not_said(
    world: World, book: Book, words: str
) -> None:
    actor = await world.actor(world.a.administrator)
    plan = plan_of(Intent.TOTAL, YEAR)
    ours = await ask(world, actor, plan)
    assert (await ask(world, actor, plan, narrator=Narrator(words))).text == ours.text


async def test_a_sentence_with_the_same_slots_is_said(world: World, book: Book) -> None:
    actor = await world.actor(world.a.administrator)
    words = "In {P1} you spent {F1}, {F2} and {F3}; refunds of {F4} came back."
    answer = await ask(world, actor, plan_of(Intent.TOTAL, YEAR), narrator=Narrator(words))
    assert answer.text == (
        "In Jan 1, 2026 – Dec 31, 2026 you spent MXN 15,691.00, JPY 300 and USD 7,100.00; refunds of"
        " MXN -560.00 came back."
    )


async def test_a_merchant_called_like_a_slot_stays_a_name(world: World) -> None:
    await world.add_rows(world.a.company, row("7", merchant="{F1} {N2}"))
    actor = await world.actor(world.a.administrator)
    answer = await ask(
        world, actor, plan_of(Intent.TOP, YEAR, dimension=Dimension.MERCHANT, limit=50)
    )
    assert "{F1} {N2} MXN 7.00" in answer.text


@pytest.mark.parametrize(
    ("intent", "measure", "reason"),
    [
        (Intent.RECEIPTS, Measure.SPEND, RefusalReason.NEEDS_ATTACHMENTS),
        (Intent.STATEMENT, Measure.SPEND, RefusalReason.NEEDS_ATTACHMENTS),
        (Intent.TREND, Measure.MERCHANTS, RefusalReason.TWO_GROUPINGS),
    ],
)
async def test_what_cannot_be_answered_is_refused(
    world: World, intent: Intent, measure: Measure, reason: RefusalReason
) -> None:
    actor = await world.actor(world.a.administrator)
    answer = await ask(world, actor, plan_of(intent, YEAR, measure=measure))
    needs_files = reason is RefusalReason.NEEDS_ATTACHMENTS
    assert answer.status is (
        AnswerStatus.NEEDS_CLARIFICATION if needs_files else AnswerStatus.REFUSED
    )
    assert answer.refusal is not None
    assert answer.refusal.reason is reason
    assert (answer.figures, answer.credits) == ((), 0)


async def test_the_first_days_there_are_have_days_before_them(world: World) -> None:
    actor = await world.actor(world.a.administrator)
    plan = plan_of(Intent.COMPARE, days("1970-01-01", "1970-12-31"))
    answer = await ask(world, actor, plan)
    assert [one.size for one in answer.figures] == [0, 0, 0]
