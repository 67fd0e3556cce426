"""What one fact changes: the authorization, its card transactions, and what is spent."""

from datetime import datetime

from msgspec import Struct

from clara.domain.authorizations.authorization import (
    AddedRow,
    Authorization,
    AuthorizationFact,
)
from clara.domain.card_transactions.card_transaction import CardTransactionStatus


class Step(Struct, frozen=True, kw_only=True):
    """What one fact changes. `row` is what the charge's own row becomes, None where it stays;
    `spend` are changes of what is spent, each at the time that says in which period."""

    authorization: Authorization
    fact: AuthorizationFact
    row: tuple[CardTransactionStatus, int] | None = None
    added: AddedRow | None = None
    spend: tuple[tuple[datetime, int], ...] = ()

    @classmethod
    def of(
        cls,
        was: Authorization,
        became: Authorization,
        fact: AuthorizationFact,
        captured: int | None,
        added: AddedRow | None,
    ) -> "Step":
        row: tuple[CardTransactionStatus, int] | None = None
        counted = became.held_minor
        if captured is not None:
            row, counted = (CardTransactionStatus.POSTED, captured), captured
        elif was.held_minor and not became.held_minor:
            row = (CardTransactionStatus.REVERSED, was.held_minor)
        elif was.held_minor != became.held_minor:
            row = (CardTransactionStatus.AUTHORIZED, became.held_minor)
        moved = [(was.charge.at, counted - was.held_minor)] if row else []
        if added:
            moved.append((added.occurred_at, added.amount_minor))
        spend = tuple((at, minor) for at, minor in moved if minor)
        return cls(authorization=became, fact=fact, row=row, added=added, spend=spend)
