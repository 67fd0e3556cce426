"""The card transactions that authorizations make: one for the charge, more for what follows."""

from typing import Any

from sqlalchemy import and_, case, select, update

from clara.adapters.persistence.authorization_rows import row_id
from clara.adapters.persistence.companies import ADD_CURRENCY
from clara.adapters.persistence.database import Connection
from clara.adapters.persistence.numbers import take_numbers
from clara.adapters.persistence.statement import Statement, named
from clara.adapters.persistence.tables import card_transactions as t
from clara.adapters.persistence.tables import cards, merchants
from clara.adapters.persistence.upsert import insert_named, insert_or_ignore
from clara.domain.authorizations.authorization import AddedRow, Authorization
from clara.domain.card_transactions.card_transaction import (
    STATUS_NUMBERS,
    TYPE_NUMBERS,
    CardTransactionStatus,
    CardTransactionType,
)
from clara.domain.card_transactions.category import CATEGORY_NUMBERS
from clara.domain.card_transactions.counting import counting_of
from clara.domain.instant import microseconds
from clara.domain.money import currency_number
from clara.domain.text import fold

_PURCHASE = CardTransactionType.PURCHASE
_ADD = Statement(insert_named(t, tuple(column.name for column in t.columns)))
_MERCHANT = Statement(
    select(merchants.c.number).where(
        merchants.c.company_number == named("company"), merchants.c.name == named("name")
    )
)
_ADD_MERCHANT = Statement(
    insert_or_ignore(
        merchants,
        ("company_number", "number", "name", "search_name"),
        index=("company_number", "name"),
    )
)
_HOLDER = Statement(
    select(cards.c.cardholder_number).where(
        cards.c.company_number == named("company"), cards.c.number == named("number")
    )
)
_CHANGE = Statement(
    update(t)
    .where(and_(t.c.company_number == named("company"), t.c.id == named("id")))
    .values(
        amount_minor=named("amount_minor"),
        status=named("status"),
        counting=named("counting"),
        # What the merchant asked for belongs to the amount that was decided.
        original_minor=case((t.c.amount_minor == named("amount_minor"), t.c.original_minor)),
    )
)


async def learn_merchant(connection: Connection, company: int, name: str) -> int:
    """The number of the merchant of that normalised name, given one when there is none."""
    row = await connection.first(_MERCHANT, company=company, name=name)
    if row is None:
        [number] = await take_numbers(connection, company, "merchant", 1)
        await connection.change(
            _ADD_MERCHANT,
            company_number=company,
            number=number,
            name=name,
            search_name=fold(name),
        )
        row = await connection.first(_MERCHANT, company=company, name=name)
    assert row is not None
    return int(row[0])


async def holder_number(connection: Connection, company: int, card: int) -> int:
    """Whose card it is; 0 for nobody."""
    row = await connection.first(_HOLDER, company=company, number=card)
    return int(row[0] or 0) if row else 0


async def add_charge_row(
    connection: Connection,
    company: int,
    card: int,
    one: Authorization,
    row: tuple[CardTransactionStatus, int],
) -> None:
    """The row of a charge that was just decided."""
    status, amount = row
    values = await _shared(connection, company, card, one)
    is_other = one.charge.currency != one.currency
    values |= {
        "id": row_id(one.transaction_id),
        "occurred_at": microseconds(one.charge.at),
        "amount_minor": amount,
        "original_minor": one.charge.original_minor if is_other else None,
        "description": one.reason.sentence if one.reason else None,
        **_numbers(_PURCHASE, status),
    }
    await connection.change(
        ADD_CURRENCY, company_number=company, currency=currency_number(one.currency)
    )
    await connection.change(_ADD, **values)


async def change_charge_row(
    connection: Connection, company: int, one: Authorization, row: tuple[CardTransactionStatus, int]
) -> None:
    """What the charge's row became."""
    status, amount = row
    numbers = _numbers(_PURCHASE, status)
    await connection.change(
        _CHANGE,
        company=company,
        id=row_id(one.transaction_id),
        amount_minor=amount,
        status=numbers["status"],
        counting=numbers["counting"],
    )


async def add_later_row(
    connection: Connection, company: int, card: int, one: Authorization, added: AddedRow
) -> None:
    """A part captured, a refund, a force post."""
    values = await _shared(connection, company, card, one)
    values |= {
        "id": row_id(added.id),
        "occurred_at": microseconds(added.occurred_at),
        "amount_minor": added.amount_minor,
        "original_minor": None,
        "description": None,
        **_numbers(added.type, added.status),
    }
    await connection.change(_ADD, **values)


async def _shared(
    connection: Connection, company: int, card: int, one: Authorization
) -> dict[str, Any]:
    charge = one.charge
    is_other = charge.currency != one.currency
    return {
        "company_number": company,
        "import_number": 0,
        "merchant_number": await learn_merchant(connection, company, charge.merchant),
        "card_number": card,
        "cardholder_number": await holder_number(connection, company, card),
        "currency": currency_number(one.currency),
        "category": CATEGORY_NUMBERS[charge.category],
        "mcc": charge.mcc,
        "merchant_raw": charge.merchant_raw,
        "original_currency": currency_number(charge.currency) if is_other else None,
        "reference": one.id,
    }


def _numbers(type: CardTransactionType, status: CardTransactionStatus) -> dict[str, int]:
    return {
        "type": TYPE_NUMBERS[type],
        "status": STATUS_NUMBERS[status],
        "counting": int(counting_of(type, status)),
    }
