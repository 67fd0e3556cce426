"""A list walked over MCP, at any page size and in any order, gives each row exactly once."""

import secrets
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from clara.domain.credentials.actor import Door
from tests.application.ledger import ledger, wire_id
from tests.parity.support.doors import Doors
from tests.support.assistant import Assistant, tokens
from tests.support.builders import card, cardholder, row
from tests.support.clock import NOW
from tests.support.house import House, found, plan

pytestmark = pytest.mark.anyio

BOUNDED = settings(
    max_examples=15,
    deadline=None,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
ARRIVALS = 12
LIMITS = st.lists(st.integers(1, 100) | st.integers(1, 4), min_size=1, max_size=6)
QUESTIONS = st.fixed_dictionaries(
    {"period": st.sampled_from(["last_365_days", "last_30_days"])},
    optional={
        "sort": st.sampled_from(["newest", "oldest", "largest", "smallest"]),
        "currency": st.just("MXN"),
        "merchant": st.just("uber"),
        "amount_over": st.sampled_from([0, 50]),
        "status": st.just("POSTED"),
    },
)


async def _settled(doors: Doors) -> tuple[House, Assistant]:
    """A company of its own for each example, on the same store."""
    house = plan()
    async with doors.world.founding() as founding:
        await found(founding, house)
        await founding.add_card_transactions(house.company.id, ledger(house))
    return house, Assistant(doors.http, house.bookkeeper.tokens[Door.MCP])


async def _walk(
    assistant: Assistant, tool: str, limits: list[int], question: dict[str, Any], between: Any
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Pages and rows, `between` done after each page."""
    pages, rows = [], []
    page = await assistant.use(tool, limit=limits[0], **question)
    while True:
        assert page["returned"] == len(page["items"]) <= limits[len(pages) % len(limits)]
        pages.append(page)
        rows += page["items"]
        assert len(pages) < 500
        await between(len(pages))
        if page["next_cursor"] is None:
            return pages, rows
        limit = limits[len(pages) % len(limits)]
        again = question if len(pages) % 2 else {}
        page = await assistant.use(tool, limit=limit, cursor=page["next_cursor"], **again)


@BOUNDED
@given(limits=LIMITS, question=QUESTIONS, modern=st.booleans())
async def test_each_card_transaction_comes_once_while_others_arrive(
    lasting_doors: Doors, limits: list[int], question: dict[str, Any], modern: bool
) -> None:
    house, assistant = await _settled(lasting_doors)
    assistant.modern = modern
    there = [*house.rows, *ledger(house)]
    arrived: list[str] = []

    async def arrive(page: int) -> None:
        if page > ARRIVALS:  # a list that grows as fast as it is walked has no end
            return
        rows = [
            row(str(page), at=NOW - timedelta(days=days, minutes=page), card=house.cards["luis"])
            for days in (0, 7, 300)
        ]
        arrived.extend(map(wire_id, rows))
        await lasting_doors.world.add_rows(house.company, *rows)

    async def nothing(page: int) -> None:
        pass

    before, whole = await _walk(assistant, "list_transactions", [100], question, nothing)
    pages, rows = await _walk(assistant, "list_transactions", limits, question, arrive)
    seen = [one["id"] for one in rows]
    assert len(seen) == len(set(seen))
    assert [one for one in seen if one not in arrived] == [one["id"] for one in whole]
    assert before[0]["total_count"] == len(whole) <= len(there)
    assert {page["total_count"] for page in pages} == {len(whole)}
    assert all(page["totals"] == pages[0]["totals"] == before[0]["totals"] for page in pages)
    assert all(page["coverage"]["matched"] >= page["total_count"] for page in pages)
    assert max(map(tokens, rows), default=0) <= 100


@BOUNDED
@given(limits=LIMITS, more=st.integers(1, 25))
async def test_each_card_comes_once_while_others_are_issued(
    lasting_doors: Doors, limits: list[int], more: int
) -> None:
    house, assistant = await _settled(lasting_doors)

    async def issue(count: int) -> list[str]:
        made = [
            card(house.company, cardholder(f"Persona {n}"), f"{secrets.randbelow(10_000):04d}")
            for n in range(count)
        ]
        async with lasting_doors.world.founding() as founding:
            await founding.add_cardholders(house.company.id, [one.cardholder for one in made])
            await founding.add_cards(made)
        return [one.id for one in made]

    there = {one.id for one in house.cards.values()} | set(await issue(more))
    issued: list[str] = []

    async def between(page: int) -> None:
        if page <= ARRIVALS:
            issued.extend(await issue(1))

    pages, rows = await _walk(assistant, "list_cards", limits, {}, between)
    seen = [one["id"] for one in rows]
    assert len(seen) == len(set(seen))
    assert set(seen) - set(issued) == there
    assert {page["total_count"] for page in pages} == {len(there)}
    assert sum(pages[0]["totals"]["by_status"].values()) == len(there)
