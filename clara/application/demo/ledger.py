"""The rows of a demo company while they are being made."""

from itertools import accumulate
from typing import NamedTuple

from clara.application.demo.dice import Dice
from clara.application.demo.issued_cards import IssuedCard
from clara.application.demo.window import Window
from clara.domain.card_transactions.card_transaction import (
    CardTransactionStatus,
    CardTransactionType,
)
from clara.domain.card_transactions.category import Category, category_of
from clara.domain.card_transactions.merchant import normalise
from clara.domain.card_transactions.new_row import NewRow

_NO_ID = b""
_APART_DAYS = 4


class Entry(NamedTuple):
    """A row, the day of the window it is on, its card and whether its merchant takes goods back."""

    day: int
    card: IssuedCard | None
    row: NewRow
    is_refundable: bool = False


class Ledger:
    """Makes rows, and keeps equal charges apart: only those meant to look double do so."""

    def __init__(self, window: Window, dice: Dice) -> None:
        self.window = window
        self.entries: list[Entry] = []
        self._dice = dice
        self._names: dict[str, str] = {}
        self._categories: dict[int, Category] = {}
        self._charged: dict[tuple[str, str, int], list[int]] = {}
        # Ten-thousandths of a peso for a dollar: about 18.50, drifting slowly.
        steps = (dice.between(-700, 700) for _ in range(window.days - 1))
        self._rates = list(accumulate(steps, _drift, initial=185_000))

    def pesos(self, dollars_minor: int, day: int) -> int:
        """US cents as Mexican cents at the day's rate, rounded half up."""
        return (dollars_minor * self._rates[day] + 5_000) // 10_000

    def merchant(self, raw: str) -> str:
        name = self._names.get(raw)
        if name is None:
            name = self._names[raw] = normalise(raw)
        return name

    def category(self, mcc: int) -> Category:
        category = self._categories.get(mcc)
        if category is None:
            category = self._categories[mcc] = category_of(mcc)
        return category

    def is_free(self, card: IssuedCard, merchant: str, amount_minor: int, day: int) -> bool:
        """Whether no equal charge lies within four days, so that this one cannot look double."""
        days = self._charged.get((card.id, merchant, amount_minor), ())
        return all(abs(day - other) > _APART_DAYS for other in days)

    def add(self, entry: Entry) -> None:
        self.entries.append(entry)
        if entry.card is not None:
            row = entry.row
            key = (entry.card.id, row.merchant, row.amount_minor)
            self._charged.setdefault(key, []).append(entry.day)

    def charge(
        self,
        card: IssuedCard,
        day: int,
        seconds: int,
        raw: str,
        mcc: int,
        price: tuple[int, str],
        *,
        type: CardTransactionType = CardTransactionType.PURCHASE,
        status: CardTransactionStatus = CardTransactionStatus.POSTED,
        description: str | None = None,
        is_refundable: bool = False,
    ) -> None:
        """A row on `card` at a `price` (minor units, currency), converted where the card's differs.

        A price that an equal charge nearby would make look double is raised a little first.
        """
        merchant = self.merchant(raw)
        is_foreign = price[1] != card.plan.currency
        price_minor, amount = self._billed(card, merchant, price[0], day, is_foreign)
        row = NewRow(
            id=_NO_ID,
            occurred_at=self.window.instant(day, seconds),
            amount_minor=amount,
            currency=card.plan.currency,
            type=type,
            status=status,
            merchant=merchant,
            merchant_raw=raw,
            category=self.category(mcc),
            mcc=mcc,
            card=card.id,
            last_four=card.last_four,
            cardholder=card.plan.holder,
            original_minor=price_minor if is_foreign else None,
            original_currency=price[1] if is_foreign else None,
            description=description,
            reference=self.reference(),
        )
        self.add(Entry(day, card, row, is_refundable))

    def _billed(
        self, card: IssuedCard, merchant: str, price_minor: int, day: int, is_foreign: bool
    ) -> tuple[int, int]:
        """The price and what the card is billed for it. Foreign prices are dollars: the cards that
        are billed in dollars buy nothing in pesos."""
        while True:
            amount = self.pesos(price_minor, day) if is_foreign else price_minor
            if self.is_free(card, merchant, amount, day):
                return price_minor, amount
            price_minor += 50

    def reference(self) -> str:
        """An authorisation code: six digits."""
        return str(self._dice.between(100_000, 999_999))


def _drift(rate: int, step: int) -> int:
    return rate + step + (185_000 - rate) // 50
