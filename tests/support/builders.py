"""Valid things with defaults, so that a test says only what it is about."""

import secrets
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from msgspec import structs

from clara.adapters.system.ids import RandomIds
from clara.domain.accounts.user import User
from clara.domain.card_transactions.card_transaction import (
    CardTransactionStatus,
    CardTransactionType,
)
from clara.domain.card_transactions.category import Category
from clara.domain.card_transactions.new_row import NewRow
from clara.domain.cards.card import (
    Card,
    CardLock,
    CardStatus,
    CardType,
    Issuer,
    LockLevel,
    Periodicity,
)
from clara.domain.companies.company import Cardholder, Company, Role
from clara.domain.credentials.actor import Door, Seat
from clara.domain.credentials.credential import NewCredential
from clara.domain.credentials.scope import ALL_SCOPES
from clara.domain.credentials.token import CredentialKind
from clara.domain.instant import microseconds
from clara.domain.money import to_minor
from clara.domain.text import fold
from tests.support.clock import NOW

IDS = RandomIds()
LONG_AGO = NOW - timedelta(days=700)


def company(**changes: Any) -> Company:
    """A Mexican company, with a tax id of its own, whose billing periods begin on the first."""
    made = Company(
        id=IDS.new("company"),
        name="Aurora Prueba, S.A. de C.V.",
        country="MX",
        tax_id=f"APR{secrets.randbelow(10**6):06d}{secrets.token_hex(2).upper()[:3]}",
        currency="MXN",
        time_zone="America/Mexico_City",
        billing_day=1,
        created_at=LONG_AGO,
    )
    return structs.replace(made, **changes)


def user(name: str = "Ana Torres", **changes: Any) -> User:
    first, _, last = name.partition(" ")
    address = fold(name).replace(" ", ".")
    made = User(
        id=IDS.new("user"),
        email=f"{address}.{secrets.token_hex(4)}@example.com",
        first_name=first,
        last_name=last or "Prueba",
        created_at=LONG_AGO,
        updated_at=LONG_AGO,
    )
    return structs.replace(made, **changes)


def cardholder(name: str, of: User | None = None) -> Cardholder:
    return Cardholder(id=IDS.new("cardholder"), name=name, user_id=of.id if of else None)


def card(company: Company, holder: Cardholder | None, last_four: str, **changes: Any) -> Card:
    """An active physical card of 20,000 a month."""
    made = Card(
        id=IDS.new("card"),
        number=0,
        company_id=company.id,
        cardholder=holder,
        alias=None,
        last_four=last_four,
        type=CardType.PHYSICAL,
        unlocked_status=CardStatus.ACTIVE,
        currency=company.currency,
        limit_minor=20_000_00,
        periodicity=Periodicity.MONTHLY,
        issuer=Issuer.BUILT_IN,
        created_at=LONG_AGO,
    )
    return structs.replace(made, **changes)


def lock(level: LockLevel, by_name: str = "Somebody", **changes: Any) -> CardLock:
    made = CardLock(
        level=level,
        by_user_id=None,
        by_name=by_name,
        by_role=None,
        at=LONG_AGO,
        reason=None,
        door=Door.REST,
    )
    return structs.replace(made, **changes)


def noon(day: date) -> datetime:
    """Noon of `day` in Mexico City, which has no summer time since 2022."""
    return datetime(day.year, day.month, day.day, 18, tzinfo=NOW.tzinfo)


def row(
    amount: str = "100", *, days_ago: int = 1, at: datetime | None = None, **changes: Any
) -> NewRow:
    """A posted purchase of `amount` in currency units, `days_ago` at noon."""
    currency = changes.pop("currency", "MXN")
    of_card: Card | None = changes.pop("card", None)
    merchant = changes.pop("merchant", "Uber")
    made = NewRow(
        id=secrets.token_bytes(16),
        occurred_at=microseconds(at or NOW - timedelta(days=days_ago)),
        amount_minor=to_minor(Decimal(amount), currency),
        currency=currency,
        type=CardTransactionType.PURCHASE,
        status=CardTransactionStatus.POSTED,
        merchant=merchant,
        merchant_raw=merchant.upper(),
        category=Category.TRANSPORTATION,
        card=of_card.id if of_card else None,
        last_four=of_card.last_four if of_card else None,
    )
    return made._replace(**changes)


def seat_of(role: Role, **changes: Any) -> Seat:
    made = Seat(
        company_id=IDS.new("company"),
        company_number=1,
        role=role,
        company_name="Aurora Prueba",
        currency="MXN",
        time_zone="America/Mexico_City",
        billing_day=1,
        bookkeepers_can_lock=True,
        confirms_unlocks=False,
    )
    return structs.replace(made, **changes)


def api_key(of: User, **changes: Any) -> NewCredential:
    """An API key with all scopes that reaches all of its user's companies."""
    made = NewCredential(
        id=IDS.new("key"),
        kind=CredentialKind.API_KEY,
        user_id=of.id,
        company_id=None,
        name="key",
        scopes=ALL_SCOPES,
        created_at=LONG_AGO,
    )
    return structs.replace(made, **changes)
