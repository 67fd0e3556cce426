"""Rows that are named are found where they lie together, not along all of time."""

from collections.abc import Sequence
from typing import Any

import pytest

from clara.adapters.persistence.card_transactions import page_of
from clara.adapters.persistence.sqlite import SqliteConnection
from clara.adapters.persistence.statement import Row, Statement
from clara.adapters.persistence.transaction_totals import groups_of, totals_of
from clara.domain.card_transactions.filter import CardTransactionFilter, Sort
from clara.domain.card_transactions.totals import SummaryKey
from clara.domain.card_transactions.walk import CardTransactionWalk
from clara.domain.credentials.visibility import viewpoint
from clara.domain.period import resolve
from tests.support.clock import NOW
from tests.support.world import World

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("store", ["sqlite"])]

BY_ID = "ux_card_transactions_id"
"""Also how the rows of a page are read whole, once it is known which they are."""
NAMED = [
    ({"merchants": ("Uber",)}, "ix_card_transactions_merchant"),
    ({"cardholders": ("Luis Pérez",)}, "ix_card_transactions_holder"),
    ({"cardholder_ids": ("none",)}, "ix_card_transactions_holder"),
    ({"ids": ("ctx_" + "0" * 32,)}, BY_ID),
]


class Explained(SqliteConnection):
    """Notes how SQLite goes about each query."""

    def __init__(self, connection: SqliteConnection) -> None:
        super().__init__(connection.driver)
        self.steps: list[str] = []

    async def rows(self, statement: Statement, **values: Any) -> Sequence[Row]:
        text, arguments = statement.for_sqlite(values)
        async with self.driver.execute(f"EXPLAIN QUERY PLAN {text}", arguments) as plan:
            self.steps += [str(row[3]) for row in await plan.fetchall()]
        return await super().rows(statement, **values)


@pytest.mark.parametrize(("named", "index"), NAMED, ids=str)
async def test_a_year_of_named_rows_is_read_along_their_index(
    world: World, named: dict[str, Any], index: str
) -> None:
    actor = await world.actor(world.a.administrator)
    year = resolve("last_365_days", NOW.date(), actor.company.time_zone, 1)
    filter = CardTransactionFilter(period=year, amount_currency="MXN", **named)
    async with world.core.database.reading() as connection:
        assert isinstance(connection, SqliteConnection)
        explained = Explained(connection)
        _, coverage = await totals_of(explained, actor, filter)
        await groups_of(explained, actor, filter, SummaryKey.CATEGORY)
        for sort in Sort:
            walk = CardTransactionWalk(
                viewpoint=viewpoint(actor), asked=b"", filter=filter, sort=sort
            )
            await page_of(explained, actor, walk, 50, coverage.matched)
    read = [step for step in explained.steps if "card_transactions_" in step]
    assert sum(index in step for step in read) >= 2 + len(Sort)
    assert [step for step in read if index not in step and BY_ID not in step] == []
