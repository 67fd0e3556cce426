"""Whole names and identifiers in a filter of card transactions, as the numbers they stand for."""

from typing import Any

from sqlalchemy import Column, ColumnElement, Text, literal, select, union_all

from clara.adapters.persistence.statement import any_of, named
from clara.adapters.persistence.tables import card_transactions as t
from clara.adapters.persistence.tables import cardholders, cards, merchants

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
