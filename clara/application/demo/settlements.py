"""Movements of the whole account, on no card: statement payments and cashback credits.

A billing period begins on the company's billing day. It is paid, exactly, fifteen days after it has
ended, once per currency.
"""

from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from clara.application.demo.ledger import Entry, Ledger
from clara.application.demo.window import Window
from clara.domain.card_transactions.card_transaction import (
    CardTransactionStatus,
    CardTransactionType,
)
from clara.domain.card_transactions.new_row import NewRow

BILLING_DAY = 5
_DUE_DAYS = 15
_CASHBACK_EVERY = 3
_BANK_MCC = 6012
_CURRENCIES = ("MXN", "USD")


class Statement(NamedTuple):
    """A billing period of days `first` to `last` of the window, paid on day `due`."""

    number: int
    first: int
    last: int
    due: int


def statements(window: Window) -> list[Statement]:
    """The whole billing periods that have been paid by the end of the window."""
    begins = [month.replace(day=BILLING_DAY) for month in window.months()]
    begins = [day for day in begins if day >= window.first]
    found = []
    for number, (begin, following) in enumerate(pairwise(begins)):
        due = _working_day(following + timedelta(days=_DUE_DAYS))
        if due <= window.last:
            last = window.day_of(following) - 1
            found.append(Statement(number, window.day_of(begin), last, window.day_of(due)))
    return found


def settlement_count(window: Window) -> int:
    """How many rows `add_settlements` adds."""
    paid = statements(window)
    cashbacks = sum(_has_cashback(statement) for statement in paid)
    return len(paid) * len(_CURRENCIES) + cashbacks


def add_settlements(ledger: Ledger, window: Window) -> None:
    """A payment per statement and currency; every third statement, one per mille back in pesos."""
    owed: dict[tuple[str, int], int] = {}
    for entry in ledger.entries:
        if entry.row.status is CardTransactionStatus.POSTED:
            key = (entry.row.currency, entry.day)
            owed[key] = owed.get(key, 0) + entry.row.amount_minor
    for statement in statements(window):
        for currency in _CURRENCIES:
            days = range(statement.first, statement.last + 1)
            total = sum(owed.get((currency, day), 0) for day in days)
            _add(ledger, window, statement.due, currency, total, CardTransactionType.PAYMENT)
            if currency == "MXN" and _has_cashback(statement):
                cashback = total // 1000
                day = statement.last + 1
                _add(ledger, window, day, currency, cashback, CardTransactionType.CREDIT)
                owed[currency, day] = owed.get((currency, day), 0) - cashback


_TEXTS = {
    CardTransactionType.PAYMENT: ("PAGO SPEI RECIBIDO GRACIAS", "Pago del estado de cuenta"),
    CardTransactionType.CREDIT: ("BONIFICACION POR USO", "Bonificación trimestral"),
}


def _add(
    ledger: Ledger,
    window: Window,
    day: int,
    currency: str,
    total_minor: int,
    kind: CardTransactionType,
) -> None:
    raw, description = _TEXTS[kind]
    row = NewRow(
        id=b"",
        occurred_at=window.instant(day, 11 * 3600),
        amount_minor=-total_minor,
        currency=currency,
        type=kind,
        status=CardTransactionStatus.POSTED,
        merchant=ledger.merchant(raw),
        merchant_raw=raw,
        category=ledger.category(_BANK_MCC),
        mcc=_BANK_MCC,
        description=description,
        reference=ledger.reference(),
    )
    ledger.add(Entry(day, None, row))


def _has_cashback(statement: Statement) -> bool:
    return statement.number % _CASHBACK_EVERY == _CASHBACK_EVERY - 1


def _working_day(when: date) -> date:
    return when + timedelta(days=7 - when.weekday() if when.weekday() > 4 else 0)
