"""Limits that a card has never passed: the round number above its busiest period."""

from collections.abc import Sequence
from datetime import date

from clara.application.demo.issued_cards import IssuedCard
from clara.application.demo.ledger import Ledger
from clara.application.demo.settlements import BILLING_DAY
from clara.application.demo.window import Window
from clara.domain.card_transactions.card_transaction import (
    CardTransactionStatus,
    CardTransactionType,
)
from clara.domain.cards.card import Periodicity

_STEPS = (10, 15, 20, 25, 30, 40, 50, 60, 80)
_SMALLEST_MINOR = 2_000_00
_SPENT = frozenset({CardTransactionStatus.POSTED, CardTransactionStatus.AUTHORIZED})


def limits_of(cards: Sequence[IssuedCard], ledger: Ledger) -> dict[int, int]:
    """Limits in minor units by card number; a card without a periodicity has none.

    A month is counted both by the calendar and by the billing day, so that neither is passed.
    """
    spent: dict[tuple[int, str], int] = {}
    for entry in ledger.entries:
        card, row = entry.card, entry.row
        is_spend = row.type is CardTransactionType.PURCHASE and row.status in _SPENT
        if card is None or card.plan.periodicity is None or not is_spend:
            continue
        for period in _periods(ledger.window, entry.day, card.plan.periodicity):
            key = (card.number, period)
            spent[key] = spent.get(key, 0) + row.amount_minor
    peaks = {card.number: 0 for card in cards if card.plan.periodicity is not None}
    for (number, _), total in spent.items():
        peaks[number] = max(peaks[number], total)
    return {number: _rounded_up(peak) for number, peak in peaks.items()}


def _periods(window: Window, day: int, periodicity: Periodicity) -> tuple[str, ...]:
    when = window.date_of(day)
    if periodicity is Periodicity.DAILY:
        return (when.isoformat(),)
    if periodicity is Periodicity.WEEKLY:
        year, week, _ = when.isocalendar()
        return (f"{year} week {week}",)
    return (f"{when:%Y-%m}", f"from {_billing_month(when):%Y-%m}")


def _billing_month(when: date) -> date:
    first = when.replace(day=1)
    return first if when.day >= BILLING_DAY else date.fromordinal(first.toordinal() - 1)


def _rounded_up(peak_minor: int) -> int:
    scale = _SMALLEST_MINOR // 20
    while True:
        for step in _STEPS:
            if step * scale >= max(peak_minor, _SMALLEST_MINOR):
                return step * scale
        scale *= 10
