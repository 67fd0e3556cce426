"""The digest of all rows behind a figure, however many."""

from functools import cache

from sqlalchemy import literal, select

from clara.adapters.persistence.database import Connection
from clara.adapters.persistence.statement import Statement, named
from clara.adapters.persistence.tables import card_transactions as t
from clara.adapters.persistence.transaction_filter import (
    Shape,
    amount_conditions,
    conditions,
    shape_of,
    values_of,
)
from clara.domain.analysis.figure import RowsDigest
from clara.domain.card_transactions.filter import CardTransactionFilter
from clara.domain.credentials.actor import Actor

_BATCH = 10_000


async def digest_of_rows(
    connection: Connection, actor: Actor, filter: CardTransactionFilter
) -> str:
    """The digest of every row, a batch at a time in the order of identifiers."""
    statement = _by_id(shape_of(actor, filter))
    values = values_of(actor, filter)
    digest, after = RowsDigest(), b""
    while True:
        rows = await connection.rows(statement, after=after, **values)
        digest.take(f"ctx_{row[0].hex()}" for row in rows)
        if len(rows) < _BATCH:
            return digest.hex()
        after = rows[-1][0]


@cache
def _by_id(shape: Shape) -> Statement:
    query = (
        select(t.c.id)
        .where(*conditions(shape), *amount_conditions(shape), t.c.id > named("after"))
        .order_by(t.c.id)
        .limit(literal(_BATCH, literal_execute=True))
    )
    return Statement(query.with_hint(t, "INDEXED BY ux_card_transactions_id", "sqlite"))
