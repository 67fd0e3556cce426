"""Every figure opens the list of its rows, over HTTP, as whoever asked sees them."""

import os
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from msgspec import structs

from clara.adapters.wire.evidence_links import evidence_href
from clara.domain.analysis.figure import OF_CARDS, SHOWN_IDS, Figure, digest_of
from clara.domain.analysis.plan import Filters, Intent, Measure, PolicyQuestion
from clara.domain.card_transactions.card_transaction import CardTransactionStatus
from clara.domain.card_transactions.category import Category
from clara.domain.card_transactions.query import MAX_NAMES
from clara.domain.credentials.actor import Door
from clara.doors import build_server
from tests.application.analysis.asking import ask, days, plan_of
from tests.application.analysis.plain_books import plain_rows
from tests.application.analysis.random_plans import random_plan
from tests.application.ledger import Book
from tests.parity.support.doors import client
from tests.support.builders import row
from tests.support.house import Person
from tests.support.world import World, settings_for

pytestmark = pytest.mark.anyio

PLANS = int(os.environ.get("CLARA_ASK_PLANS", "24"))
YEAR = days("2026-01-01", "2026-12-31")


@dataclass
class Reader:
    """Follows links as `person`."""

    http: httpx.AsyncClient
    person: Person

    async def get(self, path: str, **parameters: Any) -> dict[str, Any]:
        headers = {"authorization": f"Bearer {self.person.tokens[Door.REST]}"}
        response = await self.http.get(path, params=parameters or None, headers=headers)
        assert response.status_code == 200, response.text
        data: dict[str, Any] = response.json()["data"]
        return data

    async def rows(self, href: str) -> tuple[list[dict[str, Any]], int]:
        """Every row of the list, page by page, and how many it says there are."""
        page = first = await self.get(href)
        rows = page["items"]
        while page["next_cursor"]:
            path = href.partition("?")[0]
            page = await self.get(path, cursor=page["next_cursor"], limit=200)
            rows += page["items"]
        return rows, first["totals"]["count"]

    async def opens(self, figure: Figure) -> bool:
        """Whether the figure has a list; it then has exactly the figure's rows."""
        href = evidence_href(figure, self.person.company.id)
        if href is None:
            return False
        rows, count = await self.rows(href)
        proof, ids = figure.evidence, [one["id"] for one in rows]
        assert (count, len(rows)) == (figure.count, proof.total)
        assert proof.ids == tuple(ids[:SHOWN_IDS])
        assert proof.sha256 in (None, digest_of(ids))
        if figure.amount_minor is not None:
            assert {one["currency"] for one in rows} <= {figure.currency}
            assert sum(one["amount_minor"] for one in rows) == figure.amount_minor
        return True


@pytest.fixture
async def http(world: World) -> AsyncIterator[httpx.AsyncClient]:
    settings = structs.replace(settings_for(world.url), rate_limit="off")
    async with client(build_server(settings, core=world.core)) as http:
        yield http


@pytest.mark.parametrize("who", ["administrator", "manager"])
async def test_figures_of_random_plans_open_their_rows(
    world: World, book: Book, http: httpx.AsyncClient, who: str
) -> None:
    person = getattr(world.a, who)
    reader, actor = Reader(http, person), await world.actor(person)
    rows, dice = await plain_rows(world, person.company.id), random.Random(who)
    opened = 0
    for _ in range(PLANS):
        plan = random_plan(dice, rows, person.company.time_zone)
        for figure in (await ask(world, actor, plan, digests_up_to=5)).figures:
            is_open = await reader.opens(figure)
            has_rows = not figure.of and figure.query not in OF_CARDS and figure.count > 0
            assert is_open == has_rows, figure
            opened += is_open
    assert opened >= PLANS // 2


@pytest.fixture
def reader(world: World, http: httpx.AsyncClient) -> Reader:
    return Reader(http, world.a.administrator)


@pytest.mark.parametrize("store", ["sqlite"])
async def test_names_with_commas_and_other_signs_are_asked_for_as_they_are(
    world: World, reader: Reader
) -> None:
    names = ('Tú, yo & "Co"', "Sol+Mar #1?", "none", "Sol")
    await world.add_rows(world.a.company, *(row("10", merchant=name) for name in names))
    actor = await world.actor(world.a.administrator)
    for wanted in (names[:1], names[1:3], names[:3]):
        plan = plan_of(Intent.TOTAL, YEAR, filters=Filters(merchants=wanted))
        [figure, *_] = (await ask(world, actor, plan)).figures
        assert figure.count == len(wanted)
        assert await reader.opens(figure)


@pytest.mark.parametrize("store", ["sqlite"])
async def test_amounts_of_a_currency_without_cents_are_asked_for_in_it(
    world: World, book: Book, reader: Reader
) -> None:
    yen = Filters(amount_currency="JPY", above_minor=299, maximum_minor=300)
    actor = await world.actor(world.a.administrator)
    for measure in (Measure.SPEND, Measure.TRANSACTIONS):
        plan = plan_of(Intent.TOTAL, YEAR, measure=measure, filters=yen)
        [figure, *_] = (await ask(world, actor, plan)).figures
        href = evidence_href(figure, world.a.company.id) or ""
        assert "amount_over=299&amount_max=300" in href
        assert "currency=JPY" in href
        assert await reader.opens(figure)


@pytest.mark.parametrize("store", ["sqlite"])
async def test_a_pattern_in_more_rows_than_are_named_opens_nothing_but_cash_does(
    world: World, reader: Reader
) -> None:
    """Which rows are cash a list can be asked for; which fell on weekends it can't."""
    saturdays = [row("10", days_ago=6, category=Category.CASH) for _ in range(SHOWN_IDS + 5)]
    await world.add_rows(world.a.company, *saturdays)
    actor = await world.actor(world.a.administrator)

    async def figure(policy: PolicyQuestion) -> Figure:
        plan = plan_of(Intent.POLICY, YEAR, policy=policy)
        [found, *_] = (await ask(world, actor, plan)).figures
        return found

    weekend, cash = await figure(PolicyQuestion.WEEKEND), await figure(PolicyQuestion.CASH)
    assert weekend.count > SHOWN_IDS
    assert not await reader.opens(weekend)
    assert cash.count > SHOWN_IDS
    assert await reader.opens(cash)


@pytest.mark.parametrize("store", ["sqlite"])
async def test_a_summary_and_an_export_of_the_same_filter_are_the_figure_too(
    world: World, book: Book, reader: Reader
) -> None:
    filters = Filters(merchants=("Uber", "Hotel Sol"), statuses=(CardTransactionStatus.POSTED,))
    actor = await world.actor(world.a.administrator)
    plan = plan_of(Intent.TOTAL, YEAR, measure=Measure.NET, filters=filters)
    figure = next(one for one in (await ask(world, actor, plan)).figures if one.currency == "MXN")
    path, _, query = (evidence_href(figure, world.a.company.id) or "").partition("?")
    summary = await reader.get(f"{path}/summary?{query}&group_by=merchant")
    assert {group["key"] for group in summary["groups"]} == {"Uber", "Hotel Sol"}
    [sums] = summary["totals"]["by_currency"]
    assert (sums["count"], sums["net_minor"]) == (figure.count, figure.amount_minor)
    headers = {"authorization": f"Bearer {world.a.administrator.tokens[Door.REST]}"}
    export = await reader.http.get(f"{path}/export?{query}", headers=headers)
    assert export.status_code == 200, export.text
    assert len(export.text.splitlines()) - 1 == figure.count


@pytest.mark.parametrize("store", ["sqlite"])
async def test_a_figure_of_more_names_than_a_list_takes_opens_nothing(
    world: World, book: Book, reader: Reader
) -> None:
    actor = await world.actor(world.a.administrator)
    many = ("Uber", *(f"Merchant {number}" for number in range(MAX_NAMES)))
    for merchants, is_open in ((many[:-1], True), (many, False)):
        plan = plan_of(Intent.TOTAL, YEAR, filters=Filters(merchants=merchants))
        [figure, *_] = (await ask(world, actor, plan)).figures
        assert figure.count > 0
        assert await reader.opens(figure) == is_open
