"""Card transactions looked up by their identifiers."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select

from clara.adapters.persistence.database import Connection
from clara.adapters.persistence.statement import Statement, named
from clara.adapters.persistence.tables import card_transactions as t
from clara.adapters.persistence.transaction_rows import select_rows, transactions_of
from clara.adapters.persistence.visibility import (
    VISIBLE_IMPORT,
    Reach,
    visibility_values,
    visible_rows,
)
from clara.domain.card_transactions.card_transaction import CardTransaction
from clara.domain.credentials.actor import Actor

SOME = 50
"""Rows that are looked up at once."""


async def row_of(
    connection: Connection, actor: Actor, transaction_id: str
) -> CardTransaction | None:
    """The row, or None where there is none that the actor sees."""
    id = id_bytes(transaction_id)
    if id is None:
        return None
    rows = await connection.rows(
        _one(Reach.of(actor)),
        company=actor.company.company_number,
        id=id,
        **visibility_values(actor),
    )
    found = transactions_of(rows, actor.company.time_zone)
    return found[0] if found else None


async def rows_of(
    connection: Connection, actor: Actor, transaction_ids: Sequence[str]
) -> tuple[CardTransaction, ...]:
    """Up to `SOME` rows, in that order, without those that the actor does not see."""
    wanted = [id for id in map(id_bytes, transaction_ids) if id is not None]
    if not wanted:
        return ()
    padded = wanted + wanted[:1] * (SOME - len(wanted))
    rows = await connection.rows(
        _some(Reach.of(actor)),
        company=actor.company.company_number,
        **{f"id{place}": id for place, id in enumerate(padded)},
        **visibility_values(actor),
    )
    known = {row.id: row for row in transactions_of(rows, actor.company.time_zone)}
    return tuple(known[id] for id in transaction_ids if id in known)


def id_bytes(transaction_id: str) -> bytes | None:
    """The bytes that are stored; None of what is no identifier of a card transaction."""
    prefix, _, digits = transaction_id.partition("_")
    if prefix != "ctx" or len(digits) != 32:
        return None
    try:
        return bytes.fromhex(digits)
    except ValueError:
        return None


@cache
def _one(reach: Reach) -> Statement:
    return Statement(_visible_row(reach).where(t.c.id == named("id")))


@cache
def _some(reach: Reach) -> Statement:
    ids = [named(f"id{place}") for place in range(SOME)]
    return Statement(_visible_row(reach).where(t.c.id.in_(ids)))


def _visible_row(reach: Reach) -> Select[Any]:
    return select_rows().where(
        t.c.company_number == named("company"),
        VISIBLE_IMPORT,
        *visible_rows(reach, holder=t.c.cardholder_number, card=t.c.card_number),
    )
