"""The demo company's cards, and that their use agrees with their state and limits."""

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from clara.application.demo.demo_company import DemoCompany
from clara.application.demo.people import ADMINISTRATOR, EMPLOYEE
from clara.domain.card_transactions.card_transaction import (
    CardTransactionStatus,
    CardTransactionType,
)
from clara.domain.card_transactions.new_row import NewRow
from clara.domain.cards.card import CardStatus, CardType, Issuer, LockLevel, Periodicity
from clara.domain.companies.company import Role

END_DAY = date(2025, 11, 20)
ZONE = ZoneInfo("America/Mexico_City")

PURCHASE = CardTransactionType.PURCHASE
POSTED = CardTransactionStatus.POSTED
AUTHORIZED = CardTransactionStatus.AUTHORIZED


def local(row: NewRow) -> datetime:
    return datetime.fromtimestamp(row.occurred_at // 1_000_000, UTC).astimezone(ZONE)


def spent(rows: list[NewRow] | tuple[NewRow, ...]) -> list[NewRow]:
    return [row for row in rows if row.type is PURCHASE and row.status in (POSTED, AUTHORIZED)]


def test_sixty_cards_of_every_kind(demo: DemoCompany) -> None:
    cards = demo.cards
    assert [card.number for card in cards] == list(range(1, 61))
    assert Counter(c.type for c in cards) == {CardType.PHYSICAL: 40, CardType.VIRTUAL: 20}
    assert Counter(c.status for c in cards) == {
        CardStatus.ACTIVE: 55,
        CardStatus.LOCKED: 2,
        CardStatus.PENDING: 1,
        CardStatus.CANCELLED: 1,
        CardStatus.EXPIRED: 1,
    }
    assert Counter(c.currency for c in cards) == {"MXN": 58, "USD": 2}
    assert {c.issuer for c in cards} == {Issuer.BUILT_IN}
    assert {c.periodicity for c in cards} == {*Periodicity, None}
    assert all((c.limit_minor is None) == (c.periodicity is None) for c in cards)
    assert all((c.alias is None) == (c.type is CardType.PHYSICAL) for c in cards)


def test_one_pair_of_two_holders_shares_its_last_four_digits(demo: DemoCompany) -> None:
    digits = Counter(card.last_four for card in demo.cards)
    assert {four: n for four, n in digits.items() if n > 1} == {demo.shared_last_four: 2}
    pair = [c for c in demo.cards if c.last_four == demo.shared_last_four]
    assert len({c.cardholder.id for c in pair if c.cardholder}) == 2
    assert all(c.is_live for c in pair)


def test_two_cards_are_locked_by_the_administrator_and_by_the_employee(demo: DemoCompany) -> None:
    locks = {lock.level: (card, lock) for card in demo.cards for lock in card.locks}
    assert set(locks) == {LockLevel.COMPANY, LockLevel.HOLDER}
    _, by_company = locks[LockLevel.COMPANY]
    card, by_holder = locks[LockLevel.HOLDER]
    assert (by_company.by_role, by_company.by_name) == (Role.ADMINISTRATOR, ADMINISTRATOR)
    assert (by_holder.by_role, by_holder.by_name) == (Role.EMPLOYEE, EMPLOYEE)
    assert card.cardholder is not None
    assert card.cardholder.user_id == by_holder.by_user_id


def test_no_card_is_used_before_it_exists_or_after_it_was_locked(demo: DemoCompany) -> None:
    cards = {card.id: card for card in demo.cards}
    late = [
        row
        for row in demo.transactions
        if row.card
        and row.type is PURCHASE
        and (
            local(row) <= cards[row.card].created_at
            or any(local(row) >= lock.at for lock in cards[row.card].locks)
        )
    ]
    assert late == []


@pytest.mark.parametrize("status", [CardStatus.PENDING, CardStatus.CANCELLED, CardStatus.EXPIRED])
def test_a_card_that_cannot_spend_has_no_recent_rows(demo: DemoCompany, status: CardStatus) -> None:
    (card,) = (c for c in demo.cards if c.status is status)
    last_days = {local(row).date() for row in demo.transactions if row.card == card.id}
    assert all(day < END_DAY - timedelta(days=90) for day in last_days)
    assert bool(last_days) == (status is not CardStatus.PENDING)


def period_of(day: date, periodicity: Periodicity) -> str:
    if periodicity is Periodicity.DAILY:
        return day.isoformat()
    if periodicity is Periodicity.WEEKLY:
        return "{}-{}".format(*day.isocalendar()[:2])
    return f"{day:%Y-%m}"


def test_no_card_was_ever_over_its_limit(demo: DemoCompany) -> None:
    limited = {card.id: card for card in demo.cards if card.periodicity is not None}
    totals: dict[tuple[str, str], int] = defaultdict(int)
    for row in spent(demo.transactions):
        if row.card in limited:
            periodicity = limited[row.card].periodicity
            assert periodicity is not None
            totals[row.card, period_of(local(row).date(), periodicity)] += row.amount_minor
    assert len(totals) > 1_000
    over = [k for k, total in totals.items() if total > (limited[k[0]].limit_minor or 0)]
    assert over == []
