"""Rows of cards, with their holder and unlifted locks, as entities."""

from collections.abc import Iterable

from msgspec import structs

from clara.adapters.persistence.statement import Row
from clara.adapters.persistence.tables import card_locks, cardholders, cards
from clara.domain.cards.card import (
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
from clara.domain.instant import instant

CARD_COLUMNS = (
    cards.c.number,
    cards.c.id,
    cards.c.alias,
    cards.c.last_four,
    cards.c.type,
    cards.c.unlocked_status,
    cards.c.currency,
    cards.c.limit_minor,
    cards.c.periodicity,
    cards.c.issuer,
    cards.c.created_at,
    cards.c.version,
    cardholders.c.id,
    cardholders.c.name,
    cardholders.c.user_id,
    card_locks.c.level,
    card_locks.c.by_user_id,
    card_locks.c.by_name,
    card_locks.c.by_role,
    card_locks.c.at,
    card_locks.c.reason,
    card_locks.c.door,
)
_LOCK = 15


def cards_of(rows: Iterable[Row], company_id: str) -> dict[int, Card]:
    """One row per card and lock, by card number."""
    found: dict[int, Card] = {}
    for row in rows:
        card = found.get(row[0]) or _card(row, company_id)
        if row[_LOCK] is not None:
            locks = sorted((*card.locks, _lock(row)), key=lambda lock: lock.level)
            card = structs.replace(card, locks=tuple(locks))
        found[row[0]] = card
    return found


def _card(row: Row, company_id: str) -> Card:
    holder = None
    if row[12] is not None:
        holder = Cardholder(id=row[12], name=row[13], user_id=row[14])
    return Card(
        id=row[1],
        number=row[0],
        company_id=company_id,
        cardholder=holder,
        alias=row[2],
        last_four=row[3],
        type=CardType(row[4]),
        unlocked_status=CardStatus(row[5]),
        currency=row[6],
        limit_minor=row[7],
        periodicity=Periodicity(row[8]) if row[8] else None,
        issuer=Issuer(row[9]),
        created_at=instant(row[10]),
        version=row[11],
    )


def _lock(row: Row) -> CardLock:
    level, by_user_id, by_name, by_role, at, reason, door = row[_LOCK:]
    return CardLock(
        level=LockLevel(level),
        by_user_id=by_user_id,
        by_name=by_name,
        by_role=Role(by_role) if by_role else None,
        at=instant(at),
        reason=reason,
        door=Door(door),
    )
