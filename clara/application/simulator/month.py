"""A month of normal life: what networks send about the cards of a company, drawn from a seed."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from itertools import accumulate
from typing import NamedTuple

from clara.application.demo import everyday_merchants as everyday
from clara.application.demo import office_merchants as office
from clara.application.demo.dice import Dice
from clara.application.demo.merchant import OPENING_HOURS, Merchant
from clara.application.demo.purchases import Descriptors
from clara.application.simulator import scenario as s
from clara.application.simulator.fates import follow_ups
from clara.domain.cards.card import Card, CardStatus
from clara.domain.money import to_decimal

DAYS = 30
CHARGES = 300
MOST_CHARGES = 5_000
_MINUTES = 24 * 60
_DOLLAR_MINOR = 1_850
"""Minor units of a peso that a dollar costs; near enough for made-up life."""

_AT_HOME = (
    *everyday.RESTAURANTS,
    *everyday.FAST_FOOD,
    *everyday.CAFES,
    *everyday.CONVENIENCE,
    *everyday.GROCERIES,
    *everyday.RIDES,
    *everyday.FUEL,
    *everyday.HOTELS,
    *everyday.AIRLINES,
    *office.SOFTWARE,
    *office.ONLINE_SHOPS,
)
_ABROAD = (*everyday.FOREIGN_TRAVEL, *office.FOREIGN_SOFTWARE)
_ONLINE = frozenset({*office.SOFTWARE, *office.ONLINE_SHOPS, *office.FOREIGN_SOFTWARE})
_ABROAD_IN_A_HUNDRED = 8
_TOO_MUCH_IN_A_THOUSAND = 15
_FEE_ON_EVERY = 5


class _Event(NamedTuple):
    """A step, and the minute of the month in which it happens."""

    minute: int
    order: int
    step: s.AnyStep


def month(
    seed: int, cards: Sequence[Card], starts_at: datetime, charges: int = CHARGES
) -> s.Scenario:
    """`charges` charges in 30 days from `starts_at` on, most on cards that pay, and what becomes of
    them. The same for the same seed, instant and cards; none without a card."""
    dice = Dice(seed, starts_at.date(), "a month")
    ordered = sorted(cards, key=lambda card: card.id)
    events: list[_Event] = []
    if ordered:
        wallets = list(accumulate(_weight(card, dice) for card in ordered))
        draw = _Draw(dice)
        for number in range(1, charges + 1):
            card = ordered[dice.place(wallets)]
            for minute, step in draw.charge(card, f"charge {number}"):
                events.append(_Event(minute, len(events), step))
        for card in ordered[::_FEE_ON_EVERY]:
            events.append(_Event(DAYS * _MINUTES - 1, len(events), _fee(card)))
    return s.Scenario(
        name="A month of normal life",
        seed=seed,
        starts_at=starts_at,
        steps=tuple(_in_time([one for one in events if one.minute < DAYS * _MINUTES])),
    )


def _in_time(events: list[_Event]) -> list[s.AnyStep]:
    """In order of time, the clock moved on in between and to the month's end."""
    steps: list[s.AnyStep] = []
    now = 0
    for event in sorted(events):
        if event.minute > now:
            steps.append(s.AdvanceStep(minutes=event.minute - now))
            now = event.minute
        steps.append(event.step)
    steps.append(s.AdvanceStep(minutes=DAYS * _MINUTES - now))
    return steps


def _weight(card: Card, dice: Dice) -> int:
    """How often it is used. Cards that can't pay are tried now and then."""
    drawn = dice.between(3, 30)
    return drawn if card.unlocked_status is CardStatus.ACTIVE else 1


def _fee(card: Card) -> s.ForcePostStep:
    return s.ForcePostStep(
        card=card.id, amount=Decimal(5), merchant="COMISION MENSUAL TARJETA", mcc=6012
    )


class _Draw:
    """Charges from one stream of chance."""

    def __init__(self, dice: Dice) -> None:
        self._dice, self._descriptors = dice, Descriptors(dice)
        self._hours = {
            hours: list(accumulate(int(digit) for digit in hours)) for hours in OPENING_HOURS
        }
        self._at_home = list(accumulate(one.weight for one in _AT_HOME))
        self._abroad = list(accumulate(one.weight for one in _ABROAD))

    def charge(self, card: Card, name: str) -> list[tuple[int, s.AnyStep]]:
        """A charge on `card` and what becomes of it, each with its minute."""
        dice = self._dice
        merchant = self._merchant(card)
        day, hour = dice.below(DAYS), dice.place(self._hours[merchant.kind.hours])
        minute = (day * 24 + hour) * 60 + dice.below(60)
        asked = dice.around(merchant.median_minor, merchant.kind.spread)
        if card.limit_minor and dice.below(1_000) < _TOO_MUCH_IN_A_THOUSAND:
            asked = card.limit_minor + asked
        is_foreign = merchant.kind.currency == "USD" and card.currency == "MXN"
        billed = max(1, asked * _DOLLAR_MINOR // 100) if is_foreign else asked
        step = s.ChargeStep(
            name=name,
            card=card.id,
            amount=to_decimal(asked, "USD" if is_foreign else card.currency),
            currency="USD" if is_foreign else card.currency,
            billing_amount=to_decimal(billed, card.currency) if is_foreign else None,
            merchant=self._descriptors.of(merchant),
            mcc=merchant.mcc,
            country="US" if merchant.kind.currency == "USD" else "MX",
            is_online=merchant in _ONLINE,
        )
        later = follow_ups(dice, name, billed, card.currency, minute)
        return [(minute, step), *later]

    def _merchant(self, card: Card) -> Merchant:
        """Cards in other currencies than pesos buy abroad: prices at home are in pesos."""
        dice = self._dice
        if card.currency != "MXN" or dice.below(100) < _ABROAD_IN_A_HUNDRED:
            return _ABROAD[dice.place(self._abroad)]
        return _AT_HOME[dice.place(self._at_home)]
