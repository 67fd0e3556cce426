"""A statement beside the card transactions we hold: what is on one side only, and what differs.

Lines and transactions of one amount and currency are paired within a few days, first those whose
names are alike, then those that amount and day alone bring together: banks often write no
merchant. Of what is left, a line and a transaction of one seller within the same days differ in
amount. The rest is missing on one side.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from msgspec import Struct

from clara.domain.attachments.contents import StatementLine
from clara.domain.attachments.similarity import ALIKE, likeness
from clara.domain.card_transactions.card_transaction import CardTransaction

DAYS_APART = 4
"""A purchase and its posting: a weekend and a day."""


MOST_PAIRS = 300_000
"""Lines and transactions within the same days whose names are compared: about a second or two."""


class TooManyPairs(Exception):
    """So many lines and transactions are left without a counterpart that comparing the names of all
    of them would take too long."""


class Counterpart(Struct, frozen=True, kw_only=True):
    """A line and the transaction it is. `by_name` is false where amount and day alone say so."""

    line: StatementLine
    transaction: CardTransaction
    by_name: bool


class Reconciliation(Struct, frozen=True, kw_only=True):
    """Every line is in one of `agreeing`, `differing` and `only_in_statement`; every transaction of
    the statement's days in one of `agreeing`, `differing` and `only_here`. The days are those of
    the first and the last line, None without lines."""

    first: date | None
    last: date | None
    agreeing: tuple[Counterpart, ...]
    differing: tuple[Counterpart, ...]
    only_in_statement: tuple[StatementLine, ...]
    only_here: tuple[CardTransaction, ...]


class _Held(NamedTuple):
    day: date
    place: int


def reconcile(
    lines: Sequence[StatementLine], transactions: Sequence[CardTransaction]
) -> Reconciliation:
    """`transactions` are those that count and whose days reach `DAYS_APART` beyond the statement's
    on both sides; those at the edges that have no line are not called missing. Raises
    `TooManyPairs`."""
    if not lines:
        return Reconciliation(
            first=None, last=None, agreeing=(), differing=(), only_in_statement=(), only_here=()
        )
    first, last = min(one.day for one in lines), max(one.day for one in lines)
    search = _Search(lines, transactions)
    agreeing = [
        *search.pair(_same_amount, needs_name=True),
        *search.pair(_same_amount, needs_name=False),
    ]
    search.expect_few_pairs(_same_currency)
    differing = search.pair(_same_currency, needs_name=True)
    return Reconciliation(
        first=first,
        last=last,
        agreeing=tuple(sorted(agreeing, key=_in_order)),
        differing=tuple(sorted(differing, key=_in_order)),
        only_in_statement=tuple(lines[place] for place in sorted(search.open_lines)),
        only_here=tuple(
            transactions[place]
            for place in sorted(search.open_held)
            if first <= transactions[place].day <= last
        ),
    )


_Key = tuple[str, int | None]


def _same_amount(one: StatementLine | CardTransaction) -> _Key:
    return one.currency, one.amount_minor


def _same_currency(one: StatementLine | CardTransaction) -> _Key:
    return one.currency, None


def _in_order(pair: Counterpart) -> tuple[date, int]:
    return pair.line.day, pair.line.place


class _Search:
    """What has not found its counterpart yet, as places in the two sequences."""

    def __init__(
        self, lines: Sequence[StatementLine], transactions: Sequence[CardTransaction]
    ) -> None:
        self._lines = lines
        self._transactions = transactions
        self.open_lines = set(range(len(lines)))
        self.open_held = set(range(len(transactions)))

    def pair(
        self, key: Callable[[StatementLine | CardTransaction], _Key], *, needs_name: bool
    ) -> list[Counterpart]:
        """Take out pairs of one `key`: those of one day first, then those a day apart, and so on, so
        that of purchases repeated daily the right one is missing."""
        held = self._held_by(key)
        found = []
        for apart in range(DAYS_APART + 1):
            for line_place in sorted(self.open_lines):
                line = self._lines[line_place]
                place = self._best(line, held[key(line)], apart, needs_name=needs_name)
                if place is not None:
                    self.open_lines.remove(line_place)
                    self.open_held.remove(place)
                    transaction = self._transactions[place]
                    found.append(
                        Counterpart(line=line, transaction=transaction, by_name=needs_name)
                    )
        return found

    def expect_few_pairs(self, key: Callable[[StatementLine | CardTransaction], _Key]) -> None:
        """Raises `TooManyPairs` where more pairs of one `key` and near days are still open than are
        compared by name."""
        held, beyond = self._held_by(key), len(self._transactions)
        apart = timedelta(days=DAYS_APART)
        pairs = sum(
            bisect_left(near, _Held(line.day + apart, beyond))
            - bisect_left(near, _Held(line.day - apart, -1))
            for line in (self._lines[place] for place in self.open_lines)
            for near in (held[key(line)],)
        )
        if pairs > MOST_PAIRS:
            raise TooManyPairs

    def _held_by(
        self, key: Callable[[StatementLine | CardTransaction], _Key]
    ) -> dict[_Key, list[_Held]]:
        held: dict[_Key, list[_Held]] = defaultdict(list)
        for place in self.open_held:
            one = self._transactions[place]
            held[key(one)].append(_Held(one.day, place))
        for group in held.values():
            group.sort()
        return held

    def _best(
        self, line: StatementLine, held: list[_Held], apart: int, *, needs_name: bool
    ) -> int | None:
        """Place of the transaction `apart` days from `line` that is most like it."""
        best, best_name = None, ALIKE if needs_name else 0.0
        for place in self._at(line, held, apart):
            name = self._likeness(line, self._transactions[place])
            if name >= best_name and (best is None or name > best_name):
                best, best_name = place, name
        return best

    def _at(self, line: StatementLine, held: list[_Held], apart: int) -> Iterator[int]:
        for day in sorted({line.day - timedelta(days=apart), line.day + timedelta(days=apart)}):
            start = bisect_left(held, _Held(day, -1))
            for one in held[start : bisect_left(held, _Held(day, len(self._transactions)))]:
                if one.place in self.open_held:
                    yield one.place

    def _likeness(self, line: StatementLine, transaction: CardTransaction) -> float:
        return max(
            likeness(line.description, transaction.merchant),
            likeness(line.description, transaction.merchant_raw),
        )
