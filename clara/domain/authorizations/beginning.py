"""The authorization that a charge makes, once it was decided."""

from datetime import timedelta

from clara.domain.authorizations.authorization import (
    Authorization,
    AuthorizationFact,
    AuthorizationStatus,
    FactKind,
)
from clara.domain.authorizations.charge import Charge
from clara.domain.authorizations.reason import DeclineReason
from clara.domain.authorizations.step import Step
from clara.domain.card_transactions.card_transaction import CardTransactionStatus

HOLD = timedelta(days=7)
"""How long money is held for a charge that nobody captures."""


def begin(
    *,
    id: str,
    transaction_id: str,
    card_id: str,
    currency: str,
    charge: Charge,
    reason: DeclineReason | None,
    is_forced: bool = False,
) -> Step:
    """The authorization that a decided charge makes; a forced one was captured without asking."""
    amount = charge.amount_minor or 0
    if is_forced:
        kind, status, held = FactKind.FORCE_POSTED, AuthorizationStatus.POSTED, 0
        row = CardTransactionStatus.POSTED
    elif reason is None:
        kind, status, held = FactKind.AUTHORIZED, AuthorizationStatus.AUTHORIZED, amount
        row = CardTransactionStatus.AUTHORIZED
    else:
        kind, status, held = FactKind.DECLINED, AuthorizationStatus.DECLINED, 0
        row = CardTransactionStatus.DECLINED
    made = Authorization(
        id=id,
        card_id=card_id,
        charge=charge,
        status=status,
        currency=currency,
        reason=reason,
        transaction_id=transaction_id,
        expires_at=charge.at + HOLD if held else None,
        authorized_minor=held,
        held_minor=held,
        posted_minor=amount if is_forced else 0,
    )
    fact = AuthorizationFact(
        number=1,
        kind=kind,
        amount_minor=amount,
        at=charge.at,
        held_minor=held,
        reason=reason,
        transaction_id=transaction_id,
    )
    spend = ((charge.at, amount),) if reason is None or is_forced else ()
    return Step(authorization=made, fact=fact, row=(row, amount), spend=spend)
