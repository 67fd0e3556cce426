"""Cards: every pair of statuses, and locks that stack level upon level."""

from datetime import UTC, datetime
from itertools import combinations

import pytest
from msgspec import structs

from clara.domain.cards.card import (
    LIVE,
    TRANSITIONS,
    Card,
    CardLock,
    CardStatus,
    CardType,
    Issuer,
    LockLevel,
    Periodicity,
)
from clara.domain.companies.company import Cardholder, Role
from clara.domain.credentials.actor import Door
from clara.domain.errors import Conflict

AT = datetime(2026, 10, 14, 12, tzinfo=UTC)
LEVELS = list(LockLevel)
STACKS = [stack for size in range(5) for stack in combinations(LEVELS, size)]
DEAD = [CardStatus.CANCELLED, CardStatus.EXPIRED]


def a_lock(level: LockLevel) -> CardLock:
    return CardLock(
        level=level,
        by_user_id=f"user_{level:032x}",
        by_name=f"the {level.name.lower()}",
        by_role=None,
        at=AT,
        reason="lost",
        door=Door.WEB,
    )


def a_card(
    *stack: LockLevel,
    unlocked_status: CardStatus = CardStatus.ACTIVE,
    cardholder: str | None = "Luis Pérez",
    alias: str | None = None,
) -> Card:
    return Card(
        id=f"card_{1:032x}",
        number=1,
        company_id=f"company_{1:032x}",
        cardholder=Cardholder(id=f"cardholder_{1:032x}", name=cardholder) if cardholder else None,
        alias=alias,
        last_four="4471",
        type=CardType.VIRTUAL,
        unlocked_status=unlocked_status,
        locks=tuple(a_lock(level) for level in stack),
        currency="MXN",
        limit_minor=1_000_000,
        periodicity=Periodicity.MONTHLY,
        issuer=Issuer.BUILT_IN,
        created_at=AT,
    )


def levels(card: Card) -> tuple[LockLevel, ...]:
    return tuple(lock.level for lock in card.locks)


ALLOWED = """
            PENDING ACTIVE LOCKED CANCELLED EXPIRED
PENDING     -       yes    yes    yes       yes
ACTIVE      -       -      yes    yes       yes
LOCKED      yes     yes    -      yes       yes
CANCELLED   -       -      -      -         -
EXPIRED     -       -      -      yes       -
"""


def _pairs() -> list[tuple[CardStatus, CardStatus, bool]]:
    header, *rows = (line.split() for line in ALLOWED.strip().splitlines())
    return [
        (CardStatus(row[0]), CardStatus(after), word == "yes")
        for row in rows
        for after, word in zip(header, row[1:], strict=True)
    ]


@pytest.mark.parametrize(("before", "after", "allowed"), _pairs())
def test_a_status_follows_another_only_where_the_table_says(
    before: CardStatus, after: CardStatus, allowed: bool
) -> None:
    assert (after in TRANSITIONS[before]) is allowed


def test_the_table_covers_every_pair() -> None:
    assert len(_pairs()) == len(CardStatus) ** 2
    assert set(TRANSITIONS) == set(CardStatus)


@pytest.mark.parametrize("status", CardStatus)
def test_only_live_cards_may_be_locked(status: CardStatus) -> None:
    assert (status in LIVE) is (
        status is CardStatus.LOCKED or CardStatus.LOCKED in TRANSITIONS[status]
    )


@pytest.mark.parametrize("stack", STACKS)
@pytest.mark.parametrize("level", LEVELS)
def test_a_lock_is_added_at_its_level_and_leaves_the_others(
    stack: tuple[LockLevel, ...], level: LockLevel
) -> None:
    card = a_card(*stack)
    locked = card.lock(a_lock(level))
    assert levels(locked) == tuple(sorted({*stack, level}))
    assert locked.status is CardStatus.LOCKED
    assert not locked.can_spend
    assert levels(card) == stack


@pytest.mark.parametrize("stack", [stack for stack in STACKS if stack])
def test_a_level_locked_already_gives_the_same_card(stack: tuple[LockLevel, ...]) -> None:
    card = a_card(*stack)
    for level in stack:
        again = structs.replace(a_lock(level), by_name="somebody else", reason="another")
        assert card.lock(again) is card


@pytest.mark.parametrize("stack", STACKS)
@pytest.mark.parametrize("level", LEVELS)
def test_unlocking_lifts_a_level_and_those_below_or_changes_nothing(
    stack: tuple[LockLevel, ...], level: LockLevel
) -> None:
    card = a_card(*stack)
    if all(held <= level for held in stack):
        unlocked = card.unlock(level)
        assert unlocked.locks == ()
        assert unlocked.status is CardStatus.ACTIVE
        assert unlocked.can_spend
        return
    with pytest.raises(Conflict) as caught:
        card.unlock(level)
    assert caught.value.code == "lock_held_above"
    assert levels(card) == stack


def test_unlocking_a_card_without_locks_gives_the_same_card() -> None:
    card = a_card()
    assert all(card.unlock(level) is card for level in LEVELS)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("above", LEVELS)
def test_a_refusal_names_the_highest_lock_and_who_may_lift_it(
    level: LockLevel, above: LockLevel
) -> None:
    if above <= level:
        assert a_card(above).unlock(level).locks == ()
        return
    card = a_card(*LEVELS[:above])
    with pytest.raises(Conflict) as caught:
        card.unlock(level)
    error = caught.value
    assert f"the {above.name.lower()}" in error.message
    assert above.who_may_lift in error.message
    assert error.remedy == f"Ask {above.who_may_lift}."
    assert error.details == {
        "card_id": card.id,
        "status": "LOCKED",
        "level": above.name.lower(),
        "locked_by": f"the {above.name.lower()}",
        "locked_at": AT,
        "reason": "lost",
    }


@pytest.mark.parametrize("held", STACKS)
def test_the_highest_lock_is_named_in_whatever_order_they_were_set(
    held: tuple[LockLevel, ...],
) -> None:
    card = a_card()
    for level in reversed(held):
        card = card.lock(a_lock(level))
    assert levels(card) == held


@pytest.mark.parametrize("status", [CardStatus.PENDING, CardStatus.ACTIVE])
def test_an_unlocked_card_is_what_it_was_before(status: CardStatus) -> None:
    card = a_card(unlocked_status=status)
    assert card.lock(a_lock(LockLevel.HOLDER)).unlock(LockLevel.HOLDER) == card
    assert card.can_spend is (status is CardStatus.ACTIVE)


@pytest.mark.parametrize("status", DEAD)
def test_a_dead_card_can_neither_be_locked_nor_unlocked(status: CardStatus) -> None:
    card = a_card(unlocked_status=status)
    for change in (_lock_at_the_top, _unlock_at_the_top):
        with pytest.raises(Conflict) as caught:
            change(card)
        assert caught.value.code == "card_not_lockable"
        assert status.value.lower() in caught.value.message
        assert caught.value.details == {"card_id": card.id, "status": status.value}


def _lock_at_the_top(card: Card) -> Card:
    return card.lock(a_lock(LockLevel.ISSUER))


def _unlock_at_the_top(card: Card) -> Card:
    return card.unlock(LockLevel.ISSUER)


@pytest.mark.parametrize("status", DEAD)
def test_a_card_that_died_while_locked_is_dead(status: CardStatus) -> None:
    card = a_card(LockLevel.COMPANY, unlocked_status=status)
    assert card.status is status
    assert not card.is_live
    with pytest.raises(Conflict) as caught:
        card.unlock(LockLevel.ISSUER)
    assert caught.value.code == "card_not_lockable"


@pytest.mark.parametrize(
    ("role", "level"),
    [
        (Role.EMPLOYEE, LockLevel.HOLDER),
        (Role.MANAGER, LockLevel.MANAGER),
        (Role.BOOKKEEPER, LockLevel.COMPANY),
        (Role.ADMINISTRATOR, LockLevel.COMPANY),
    ],
)
def test_a_role_locks_at_its_level(role: Role, level: LockLevel) -> None:
    assert LockLevel.of(role) is level


def test_every_level_says_who_may_lift_it() -> None:
    assert len({level.who_may_lift for level in LEVELS}) == len(LEVELS)


@pytest.mark.parametrize(
    ("cardholder", "alias", "label"),
    [
        ("Luis Pérez", "Travel", "Luis Pérez •••• 4471"),
        (None, "Travel", "Travel •••• 4471"),
        (None, None, "Card •••• 4471"),
    ],
)
def test_a_card_is_called_by_its_holder_else_its_alias(
    cardholder: str | None, alias: str | None, label: str
) -> None:
    assert a_card(cardholder=cardholder, alias=alias).label == label
