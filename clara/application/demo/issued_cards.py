"""The plan's cards with their identifiers, digits and days of use; later, as domain cards."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from clara.application.demo.card_plan import PLANNED_CARDS, PlannedCard
from clara.application.demo.dice import Dice, derived
from clara.application.demo.people import (
    ADMINISTRATOR,
    AMBIGUOUS_FIRST_NAME,
    EMPLOYEE,
    SHARED_LAST_FOUR,
    SHARES_LAST_FOUR,
    DemoUser,
)
from clara.application.demo.window import Window, as_datetime
from clara.domain.cards.card import Card, CardLock, CardStatus, Issuer, LockLevel
from clara.domain.companies.company import Cardholder
from clara.domain.credentials.actor import Door

_LOCK_REASONS = {
    LockLevel.COMPANY: "Cargos por aclarar con el proveedor",
    LockLevel.HOLDER: "No la uso hasta el próximo viaje",
}
_LATECOMERS_PERCENT = 25


class IssuedCard(NamedTuple):
    """A planned card that spends on days `opens` to `closes` (excluded) of the window."""

    plan: PlannedCard
    number: int
    id: str
    last_four: str
    opens: int
    closes: int

    def is_open(self, day: int) -> bool:
        return self.opens <= day < self.closes


def issue(seed: int, end_day: date, window: Window) -> tuple[IssuedCard, ...]:
    """All sixty, numbered from 1. Last four digits are distinct, but for the one shared pair."""
    dice = Dice(seed, end_day, "cards")
    taken = {SHARED_LAST_FOUR}
    issued = []
    for number, plan in enumerate(PLANNED_CARDS, start=1):
        opens, closes = _days_of_use(plan, window, dice)
        card = IssuedCard(
            plan=plan,
            number=number,
            id=f"card_{derived(seed, end_day, f'card {number}').hex()}",
            last_four=_last_four(plan, taken, dice),
            opens=opens,
            closes=closes,
        )
        issued.append(card)
    return tuple(issued)


def _days_of_use(plan: PlannedCard, window: Window, dice: Dice) -> tuple[int, int]:
    is_steady = (
        plan.alias is not None
        or plan.closes is not None
        or plan.holder in SHARES_LAST_FOUR | {ADMINISTRATOR, EMPLOYEE, "Luis Pérez"}
        or plan.holder.startswith(AMBIGUOUS_FIRST_NAME)
    )
    late = dice.below(100) < _LATECOMERS_PERCENT
    day = dice.between(20, 560)
    closes = window.days if plan.closes is None else max(0, window.days - plan.closes)
    return (day if late and not is_steady else 0), closes


def _last_four(plan: PlannedCard, taken: set[str], dice: Dice) -> str:
    if plan.alias is None and plan.holder in SHARES_LAST_FOUR:
        return SHARED_LAST_FOUR
    digits = SHARED_LAST_FOUR
    while digits in taken:
        digits = str(dice.between(1000, 9999))
    taken.add(digits)
    return digits


def domain_cards(
    issued: Sequence[IssuedCard],
    *,
    company_id: str,
    cardholders: Sequence[Cardholder],
    people: Sequence[DemoUser],
    limits: Mapping[int, int],
    window: Window,
) -> tuple[Card, ...]:
    """The domain's cards; `limits` are minor units by card number."""
    holders = {holder.name: holder for holder in cardholders}
    users = {person.user.name: person for person in people}
    cards = []
    for card in issued:
        plan = card.plan
        starts = card.opens - 1 if plan.status is not CardStatus.PENDING else window.days - 6
        built = Card(
            id=card.id,
            number=card.number,
            company_id=company_id,
            cardholder=holders[plan.holder],
            alias=plan.alias,
            last_four=card.last_four,
            type=plan.type,
            unlocked_status=plan.status,
            currency=plan.currency,
            limit_minor=limits.get(card.number),
            periodicity=plan.periodicity,
            issuer=Issuer.BUILT_IN,
            created_at=as_datetime(window.instant(starts, 10 * 3600)),
        )
        cards.append(built.lock(_lock(card, users, window)) if plan.lock else built)
    return tuple(cards)


def _lock(card: IssuedCard, users: Mapping[str, DemoUser], window: Window) -> CardLock:
    level = card.plan.lock
    assert level is not None, "only a card planned to be locked asks for its lock"
    person = users[ADMINISTRATOR if level is LockLevel.COMPANY else EMPLOYEE]
    return CardLock(
        level=level,
        by_user_id=person.user.id,
        by_name=person.user.name,
        by_role=person.membership.role,
        at=as_datetime(window.instant(card.closes, 10 * 3600 + 42 * 60)),
        reason=_LOCK_REASONS[level],
        door=Door.WEB,
    )
