"""Rows that answer an earlier one: possible duplicates and refunds."""

from clara.application.demo.dice import Dice
from clara.application.demo.ledger import Entry, Ledger
from clara.application.demo.window import Window
from clara.domain.card_transactions.card_transaction import (
    CardTransactionStatus,
    CardTransactionType,
)

DUPLICATE_AGES = (5, 13, 48, 121, 262, 431)
"""Days before the end of the window on which a charge looks to have been made twice."""

_DUPLICATE_RANGE = range(250_00, 6_000_00)
_DUPLICATE_SECONDS = (90, 20 * 3600)
_REFUND_DAYS = (1, 21)


def add_duplicates(ledger: Ledger, window: Window, dice: Dice) -> set[str]:
    """One more of the same charge within a day, for six charges on six cards.

    Returns the references of both rows of each pair, so that nothing else touches them.
    """
    by_day: dict[int, list[Entry]] = {}
    for entry in ledger.entries:
        if _can_double(entry):
            by_day.setdefault(entry.day, []).append(entry)
    cards: set[str] = set()
    references: set[str] = set()
    for age in DUPLICATE_AGES:
        entry = _candidate(by_day, window.days - 1 - age, cards, dice)
        row = entry.row
        later = dice.between(*_DUPLICATE_SECONDS) * 1_000_000
        copy = row._replace(occurred_at=row.occurred_at + later, reference=ledger.reference())
        day = window.day_at(copy.occurred_at)
        ledger.add(Entry(day, entry.card, copy))
        cards.add(row.card or "")
        references |= {row.reference or "", copy.reference or ""}
    return references


def _can_double(entry: Entry) -> bool:
    row = entry.row
    return (
        entry.card is not None
        and entry.card.is_open(entry.day + 1)
        and row.type is CardTransactionType.PURCHASE
        and row.status is CardTransactionStatus.POSTED
        and row.currency == "MXN"
        and row.original_minor is None
        and row.description is None
        and row.amount_minor in _DUPLICATE_RANGE
    )


def _candidate(by_day: dict[int, list[Entry]], day: int, cards: set[str], dice: Dice) -> Entry:
    """A charge of `day`, or of the nearest day before it, on a card that has no double yet."""
    for earlier in range(day, -1, -1):
        fresh = [entry for entry in by_day.get(earlier, ()) if entry.row.card not in cards]
        if fresh:
            return dice.pick(fresh)
    raise AssertionError("the smallest demo company has charges to double on every working day")


def add_refunds(
    ledger: Ledger, window: Window, dice: Dice, count: int, except_for: set[str]
) -> None:
    """`count` purchases given back in full, one to 21 days later, under the same reference."""
    candidates = [
        entry
        for entry in ledger.entries
        if entry.is_refundable
        and entry.row.status is CardTransactionStatus.POSTED
        and entry.row.reference not in except_for
        and entry.day < window.days - _REFUND_DAYS[0] - 1
    ]
    made = 0
    while made < count:
        place = dice.below(len(candidates))
        entry = candidates[place]
        day = min(entry.day + dice.between(*_REFUND_DAYS), window.days - 2)
        if _refund(ledger, window, entry, day, dice.between(9 * 3600, 19 * 3600)):
            candidates[place] = candidates[-1]
            candidates.pop()
            made += 1


def _refund(ledger: Ledger, window: Window, entry: Entry, day: int, seconds: int) -> bool:
    """Whether the refund could be made: not where an equal one is near."""
    row, card = entry.row, entry.card
    assert card is not None, "only purchases on cards are refundable"
    if not ledger.is_free(card, row.merchant, -row.amount_minor, day):
        return False
    refund = row._replace(
        occurred_at=window.instant(day, seconds),
        amount_minor=-row.amount_minor,
        type=CardTransactionType.REFUND,
        original_minor=None if row.original_minor is None else -row.original_minor,
        description="Devolución",
    )
    ledger.add(Entry(day, card, refund))
    return True
