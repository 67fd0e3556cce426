"""Whole names and identifiers in a filter of card transactions, as the numbers they stand for."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Text, literal, select, union_all

from clara.adapters.persistence.statement import any_of, named
from clara.adapters.persistence.tables import card_transactions as t
from clara.adapters.persistence.tables import cardholders, cards, merchants
from clara.adapters.persistence.transaction_lookup import id_bytes
from clara.domain.card_transactions.filter import MAX_IDS

NAMED: dict[str, tuple[ColumnElement[Any], Column[Any]]] = {
    "merchants": (t.c.merchant_number, merchants.c.name),
    "cardholders": (t.c.cardholder_number, cardholders.c.name),
    "cardholder_ids": (t.c.cardholder_number, cardholders.c.id),
    "card_ids": (t.c.card_number, cards.c.id),
}
"""By the field of a filter: the number they stand for, and where they are known."""


def named_condition(field: str) -> ColumnElement[bool]:
    """Rows of any of those in `field`. Takes the values `company`, `nobody` and that field's: who
    asks for nobody means 0, the number in rows that name none."""
    column, known = NAMED[field]
    company = known.table.c.company_number == named("company")
    numbers = select(known.table.c.number).where(company, any_of(known, field))
    nobody = select(literal(0, literal_execute=True)).where(any_of(named("nobody", Text()), field))
    return column.in_(union_all(numbers, nobody))


def is_named_row() -> ColumnElement[bool]:
    """One of the rows that `named_rows` gives the values of."""
    return t.c.id.in_([named(f"row{place}") for place in range(MAX_IDS)])


def named_rows(ids: Sequence[str]) -> dict[str, bytes]:
    """As many values as there may be, so that one statement serves any number of rows. What is no
    identifier is that of no row; without identifiers there are no values."""
    if not ids:
        return {}
    found = [id_bytes(id) or b"" for id in ids[:MAX_IDS]]
    found += found[:1] * (MAX_IDS - len(found))
    return {f"row{place}": id for place, id in enumerate(found)}
