"""What counts against the limits of cards."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from clara.application.analysis.ports import OpenBooks
from clara.domain.analysis.measuring import measured, rows_of
from clara.domain.analysis.plan import Dimension, Filters, Measure
from clara.domain.analysis.sheet import Sum
from clara.domain.cards.card import Card
from clara.domain.cards.limit_period import limit_period
from clara.domain.credentials.actor import Seat
from clara.domain.period import Period

_NOTHING = Sum(0, 0)


class Used(NamedTuple):
    """What counts against a card's limit, in the period it is counted over."""

    card: Card
    period: Period
    held: Sum

    @property
    def per_mille(self) -> int:
        """Of the limit, rounded down; above 1,000 where it was passed."""
        return self.held.minor * 1000 // (self.card.limit_minor or 1)

    def reaches(self, part: int, of: int) -> bool:
        """Whether `part` of `of` parts of the limit are used."""
        return self.held.minor * of >= (self.card.limit_minor or 0) * part

    @property
    def is_near(self) -> bool:
        """Four fifths of the limit or more."""
        return self.reaches(4, 5)


async def limits_in_use(
    books: OpenBooks, cards: Iterable[Card], today: date, seat: Seat, filters: Filters | None = None
) -> list[Used]:
    """Of `cards` those that are live and have a limit, fullest first. `filters` leave out the
    rows of other cards where only a few are asked about."""
    limited = [card for card in cards if card.is_live and card.limit_minor]
    net = measured(filters or Filters(), Measure.NET)
    used = []
    for period in {limit_period(card, today, seat) for card in limited}:
        sheet = await books.sums(rows_of(net.asked, period, seat.currency), Dimension.CARD)
        sums = {group.key: group.sums(net.countings) for group in sheet.groups}
        used += [
            Used(card, period, sums.get(card.id, {}).get(card.currency, _NOTHING))
            for card in limited
            if limit_period(card, today, seat) == period
        ]
    return sorted(used, key=lambda one: (-one.per_mille, one.card.number))
