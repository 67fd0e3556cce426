"""What is charged by the calendar: subscriptions, fees and the year's large purchases."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from clara.application.demo.card_plan import (
    EVENTS_CARD,
    SERVICES_CARD,
    SHOPPING_CARD,
    SOFTWARE_CARD,
    TRAVEL_CARD,
)
from clara.application.demo.dice import Dice
from clara.application.demo.issued_cards import IssuedCard
from clara.application.demo.ledger import Ledger
from clara.application.demo.subscriptions import RAISED_DAYS_BEFORE_END, SUBSCRIPTIONS
from clara.application.demo.window import Window
from clara.domain.card_transactions.card_transaction import CardTransactionType
from clara.domain.cards.card import CardType

_ANNUAL_FEE_MINOR = 406_00
_MONTHLY_FEE_MINOR = 348_00
_BANK_MCC = 6012
_ANNIVERSARY_DAYS = 365


class LargeCharge(NamedTuple):
    """An unusual purchase: `days_before_end` moves back to a Friday where it meets a weekend."""

    days_before_end: int
    card: str
    descriptor: str
    mcc: int
    median_minor: int


LARGE_CHARGES = (
    LargeCharge(9, SHOPPING_CARD, "DELL MEXICO #########", 5045, 96_400_00),
    LargeCharge(23, EVENTS_CARD, "WTC MEXICO EVENTOS", 7399, 68_500_00),
    LargeCharge(61, SERVICES_CARD, "BUFETE LEGAL RIVAS SC", 8111, 74_240_00),
    LargeCharge(118, TRAVEL_CARD, "DESPEGAR*MX #######", 4722, 88_900_00),
    LargeCharge(171, SHOPPING_CARD, "CYBERPUERTA MX ######", 5732, 61_300_00),
    LargeCharge(236, EVENTS_CARD, "EXPO GUADALAJARA", 7399, 143_000_00),
    LargeCharge(305, SERVICES_CARD, "DESPACHO CONTABLE LUNA SC", 8931, 58_000_00),
    LargeCharge(352, SHOPPING_CARD, "APPLE STORE ####", 5732, 127_900_00),
    LargeCharge(410, TRAVEL_CARD, "FIESTA AMERICANA ####", 7011, 92_700_00),
    LargeCharge(498, EVENTS_CARD, "BANQUETES SAN ANGEL", 5811, 66_200_00),
    LargeCharge(655, SHOPPING_CARD, "IKEA MX ECOMMERCE", 5712, 79_800_00),
)


def add_subscriptions(
    ledger: Ledger, cards: Mapping[str, IssuedCard], window: Window, dice: Dice
) -> None:
    """Each subscription once a month, in the small hours of its day."""
    raised_from = window.days - RAISED_DAYS_BEFORE_END
    for subscription in SUBSCRIPTIONS:
        descriptor = dice.fill(subscription.descriptor)
        for month in window.months():
            day = window.day_of(month.replace(day=subscription.day))
            if not 0 <= day < window.days:
                continue
            price = subscription.price_minor
            if subscription.raised_minor is not None and day >= raised_from:
                price = subscription.raised_minor
            if subscription.spread:
                price = dice.around(price, subscription.spread)
            ledger.charge(
                cards[subscription.card],
                day,
                dice.between(2 * 3600, 5 * 3600),
                descriptor,
                subscription.mcc,
                (price, subscription.currency),
                description="Suscripción mensual",
            )


def add_fees(ledger: Ledger, cards: Mapping[str, IssuedCard], window: Window) -> None:
    """The annual fee of each plastic card in use, and the account's monthly commission."""
    for card in cards.values():
        first = card.opens + 30 + card.number % 20
        for day in range(first, card.closes, _ANNIVERSARY_DAYS):
            if card.plan.type is CardType.PHYSICAL:
                _fee(ledger, card, day, "ANUALIDAD TARJETA EMPRESARIAL", _ANNUAL_FEE_MINOR)
    for month in window.months():
        day = window.day_of(month.replace(day=28))
        if 0 <= day < window.days:
            card = cards[SOFTWARE_CARD]
            _fee(ledger, card, day, "COMISION POR ADMINISTRACION", _MONTHLY_FEE_MINOR)


def _fee(ledger: Ledger, card: IssuedCard, day: int, raw: str, amount_minor: int) -> None:
    price = (amount_minor, "MXN")
    kind = CardTransactionType.FEE
    ledger.charge(card, day, 6 * 3600, raw, _BANK_MCC, price, type=kind, description="IVA incluido")


def add_large_charges(
    ledger: Ledger, cards: Mapping[str, IssuedCard], window: Window, dice: Dice
) -> None:
    """About one every two months, each above 50,000 MXN; two within the last thirty days."""
    for large in LARGE_CHARGES:
        when = _working_day(window.last - timedelta(days=large.days_before_end))
        ledger.charge(
            cards[large.card],
            window.day_of(when),
            dice.between(10 * 3600, 17 * 3600),
            dice.fill(large.descriptor),
            large.mcc,
            (large.median_minor * dice.between(90, 115) // 100, "MXN"),
        )


def _working_day(when: date) -> date:
    return when - timedelta(days=max(0, when.weekday() - 4))
