"""The period a card's limit is counted over."""

from datetime import date

from clara.domain.cards.card import Card, Periodicity
from clara.domain.credentials.actor import Seat
from clara.domain.period import Period, resolve

_RULES = {
    Periodicity.DAILY: "today",
    Periodicity.WEEKLY: "this_week",
    Periodicity.MONTHLY: "this_month",
}


def limit_period(card: Card, today: date, seat: Seat) -> Period:
    """Calendar day, week from Monday, or month of the company's zone; a card without a limit is
    shown over the company's billing period."""
    rule = _RULES[card.periodicity] if card.periodicity else "current_billing_period"
    return resolve(rule, today, seat.time_zone, seat.billing_day)
