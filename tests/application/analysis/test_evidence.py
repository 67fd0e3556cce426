"""The rows behind a figure are those that the list of its filter walks through."""

import pytest
from msgspec import structs

from clara.adapters.persistence.analysis_books import SqlBooks
from clara.adapters.persistence.card_transactions import SqlCardTransactions
from clara.adapters.persistence.database import Session
from clara.application.card_transactions.ports import CardTransactions
from clara.domain.analysis.figure import CHOOSING, SHOWN_IDS, Figure, digest_of
from clara.domain.analysis.measuring import rows_of
from clara.domain.analysis.plan import CardQuestion, Dimension, Filters, Intent, Measure
from clara.domain.card_transactions.filter import CardTransactionFilter, Sort
from clara.domain.card_transactions.walk import CardTransactionWalk
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.guard import Guard
from clara.domain.credentials.visibility import viewpoint
from clara.domain.period import between
from tests.application.analysis.asking import ask, asked_for, days, plan_of
from tests.application.analysis.conftest import LargeStore
from tests.application.analysis.plain_books import plain_rows, span
from tests.application.ledger import Book, is_summed
from tests.support.builders import row
from tests.support.clock import FakeClock
from tests.support.house import plan
from tests.support.world import World, opened

pytestmark = pytest.mark.anyio

YEAR = days("2026-01-01", "2026-12-31")


async def walked(
    transactions: CardTransactions, actor: Actor, filter: CardTransactionFilter
) -> list[str]:
    """Every identifier the list shows, page by page."""
    walk = CardTransactionWalk(
        viewpoint=viewpoint(actor), asked=b"", filter=filter, sort=Sort.NEWEST
    )
    ids: list[str] = []
    while True:
        page = await transactions.page(actor, walk, 10, with_totals=walk.after is None)
        ids += [one.id for one in page.rows]
        if not page.has_more:
            return ids
        walk = walk.onward(page.rows[-1], page.totals, page.coverage)


@pytest.mark.parametrize("who", ["administrator", "manager", "member", "employee"])
@pytest.mark.parametrize("by", [None, *Dimension])
async def test_a_list_of_the_same_filter_walks_the_same_rows(
    world: World, book: Book, who: str, by: Dimension | None
) -> None:
    actor = await world.actor(getattr(world.a, who))
    session = Session(world.core.database)
    transactions = SqlCardTransactions(session)
    measure = Measure.NET
    intent = Intent.TOP if by else Intent.TOTAL
    answer = await ask(world, actor, plan_of(intent, YEAR, measure=measure, dimension=by, limit=50))
    figures = [one for one in answer.figures if one.query not in CHOOSING]
    assert figures
    for figure in figures:
        filter = rows_of(figure.filters, figure.period, actor.company.currency)
        ids = await walked(transactions, actor, filter)
        assert figure.evidence.ids == tuple(ids[:SHOWN_IDS])
        assert figure.evidence.total == len(ids)
        assert figure.evidence.sha256 == digest_of(ids)
    await session.close()


async def test_a_digest_that_was_left_out_can_be_made_later(world: World, book: Book) -> None:
    actor = await world.actor(world.a.administrator)
    plan = plan_of(Intent.TOTAL, YEAR)
    [whole, *_] = (await ask(world, actor, plan)).figures
    [large, *_] = (await ask(world, actor, plan, digests_up_to=3)).figures
    assert large.evidence.sha256 is None
    assert large.evidence.ids == whole.evidence.ids
    assert await _digest(world, actor, large) == whole.evidence.sha256


async def _digest(world: World, actor: Actor, figure: Figure) -> str:
    session = Session(world.core.database)
    async with SqlBooks(session).opened(actor) as books:
        digest = await books.digest(rows_of(figure.filters, figure.period, actor.company.currency))
    await session.close()
    return digest


async def test_books_stay_as_they_were_opened(world: World, book: Book) -> None:
    actor = await world.actor(world.a.administrator)
    filter = rows_of(plan_of(Intent.TOTAL, YEAR).filters, YEAR, "MXN")
    session = Session(world.core.database)
    async with SqlBooks(session).opened(actor) as books:
        before = await books.sums(filter)
        await world.add_rows(world.a.company, row("1000"))
        assert await books.sums(filter) == before
    async with SqlBooks(session).opened(actor) as books:
        assert await books.sums(filter) != before
    await session.close()


async def test_no_figure_tells_of_another_company(world: World, book: Book) -> None:
    theirs = await world.actor(world.b.administrator)
    ours = await world.actor(world.a.administrator)
    plan = plan_of(Intent.TOP, YEAR, dimension=Dimension.MERCHANT, limit=50)
    mine, other = await ask(world, ours, plan), await ask(world, theirs, plan)
    assert [one.size for one in mine.figures] == [one.size for one in other.figures]
    seen = {id for one in mine.figures for id in one.evidence.ids}
    assert seen.isdisjoint(id for one in other.figures for id in one.evidence.ids)


async def test_a_digest_of_many_rows_is_read_batch_by_batch(
    large: LargeStore, clock: FakeClock
) -> None:
    async with opened(large.url, clock) as core:
        house = plan()
        world = World(url=large.url, core=core, clock=clock, a=house, b=house)
        rows = await plain_rows(world, large.demo.company.company_id)
        assert len(rows) > 10_000
        first, last = span(rows)
        filter = rows_of(Filters(), between(first, last, last, "UTC"), "MXN")
        session = Session(core.database)
        async with SqlBooks(session).opened(large.demo) as books:
            assert await books.digest(filter) == digest_of(row.id for row in rows)
        await session.close()


async def test_a_token_for_some_cards_counts_their_rows_only(world: World, book: Book) -> None:
    luis = world.a.cards["luis"]
    actor = await world.actor(world.a.administrator)
    guarded = structs.replace(actor, guard=Guard(card_ids=(luis.id,)))
    asked = plan_of(Intent.COUNT, YEAR, measure=Measure.TRANSACTIONS)
    [figure] = asked_for(await ask(world, guarded, asked))
    counted = [one for one in book.rows if one.card == luis.id and is_summed(one)]
    assert figure.count == len(counted)
    for question in CardQuestion:
        answer = await ask(world, guarded, plan_of(Intent.CARDS, YEAR, cards=question))
        assert answer.table is not None
        assert {cells[0] for cells in answer.table.rows} <= {luis.label}
