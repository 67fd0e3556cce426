"""Rows of authorizations and their facts, as entities and back."""

from typing import Any

import msgspec
from sqlalchemy import Select, and_, select

from clara.adapters.persistence.statement import Row
from clara.adapters.persistence.tables import authorization_facts, cards
from clara.adapters.persistence.tables import authorizations as a
from clara.domain.authorizations.authorization import (
    Authorization,
    AuthorizationFact,
    AuthorizationStatus,
    FactKind,
)
from clara.domain.authorizations.charge import Charge
from clara.domain.authorizations.reason import DeclineReason
from clara.domain.instant import instant, microseconds

SUMS = (
    *("authorized_minor", "held_minor", "reversed_minor", "posted_minor"),
    *("refunded_minor", "disputed_minor"),
)
FACT = ("number", "kind", "amount_minor", "at", "held_minor", "reason", "transaction_id")
fact_columns = tuple(authorization_facts.c[name] for name in FACT)

_COLUMNS = ("id", "transaction_id", "status", "reason", "expires_at", "currency", "charge")


def select_authorizations() -> Select[Any]:
    """Authorizations with their card's identifier."""
    return (
        select(cards.c.id, *(a.c[name] for name in (*_COLUMNS, *SUMS, "version")))
        .select_from(a)
        .join(
            cards,
            and_(cards.c.company_number == a.c.company_number, cards.c.number == a.c.card_number),
        )
    )


def authorization_of(row: Row) -> Authorization:
    """A row of `select_authorizations`."""
    card_id, id, transaction_id, status, reason, expires_at, currency, charge, *sums = row
    return Authorization(
        id=id,
        card_id=card_id,
        charge=msgspec.json.decode(charge, type=Charge),
        status=AuthorizationStatus(status),
        currency=currency,
        reason=DeclineReason(reason) if reason else None,
        transaction_id="ctx_" + transaction_id.hex(),
        expires_at=instant(expires_at) if expires_at is not None else None,
        **dict(zip((*SUMS, "version"), sums, strict=True)),
    )


def changing_values(one: Authorization) -> dict[str, Any]:
    """What facts change of an authorization."""
    return {
        "status": one.status.value,
        "version": one.version,
        **{name: getattr(one, name) for name in SUMS},
    }


def fact_of(row: Row) -> AuthorizationFact:
    number, kind, amount_minor, at, held_minor, reason, transaction_id = row
    return AuthorizationFact(
        number=number,
        kind=FactKind(kind),
        amount_minor=amount_minor,
        at=instant(at),
        held_minor=held_minor,
        reason=DeclineReason(reason) if reason else None,
        transaction_id="ctx_" + transaction_id.hex() if transaction_id else None,
    )


def fact_values(fact: AuthorizationFact) -> dict[str, Any]:
    return {
        "number": fact.number,
        "kind": fact.kind.value,
        "amount_minor": fact.amount_minor,
        "at": microseconds(fact.at),
        "held_minor": fact.held_minor,
        "reason": fact.reason.value if fact.reason else None,
        "transaction_id": row_id(fact.transaction_id) if fact.transaction_id else None,
    }


def row_id(transaction_id: str) -> bytes:
    """The bytes that are stored of a card transaction's identifier."""
    return bytes.fromhex(transaction_id.partition("_")[2])
