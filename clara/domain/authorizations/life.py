"""What becomes of an authorization, one function per fact. Each gives a `Step` and changes nothing.

Charges and increments are decided by us; everything else is told by the network and booked even
where it passes a limit.
"""

from datetime import datetime

from msgspec import structs

from clara.domain.authorizations.authorization import (
    AddedRow,
    Authorization,
    AuthorizationFact,
    AuthorizationStatus,
    FactKind,
)
from clara.domain.authorizations.reason import DeclineReason
from clara.domain.authorizations.step import Step
from clara.domain.card_transactions.card_transaction import (
    CardTransactionStatus,
    CardTransactionType,
)
from clara.domain.errors import Conflict


def increment(
    was: Authorization, by_minor: int, at: datetime, reason: DeclineReason | None
) -> Step:
    """Raised by what was decided; declined, it stays as it is. Raises `authorization_not_open`."""
    _require_open(was, "raised")
    if reason is not None:
        return _step(was, FactKind.INCREMENT_DECLINED, by_minor, at, reason=reason)
    return _step(
        was,
        FactKind.INCREMENTED,
        by_minor,
        at,
        authorized_minor=was.authorized_minor + by_minor,
        held_minor=was.held_minor + by_minor,
    )


def reverse(was: Authorization, amount_minor: int | None, at: datetime) -> Step:
    """`amount_minor`, or all of it, is no longer held. Raises `authorization_not_open`,
    `amount_above_held`."""
    _require_open(was, "reversed")
    amount = was.held_minor if amount_minor is None else amount_minor
    if amount > was.held_minor:
        raise _too_much("held", amount, was.held_minor)
    return _release(was, FactKind.REVERSED, amount, at)


def expire(was: Authorization, at: datetime) -> Step:
    """Nothing is held any more. Raises `authorization_not_open`."""
    _require_open(was, "expired")
    return _release(was, FactKind.EXPIRED, was.held_minor, at)


def capture(
    was: Authorization, amount_minor: int | None, at: datetime, row_id: str, *, is_final: bool
) -> Step:
    """`amount_minor`, or what is held, is spent for good; more than is held may be. After the
    final capture nothing is held. Raises `authorization_not_open`."""
    _require_open(was, "captured")
    amount = was.held_minor if amount_minor is None else amount_minor
    posted = was.posted_minor + amount
    if is_final or amount >= was.held_minor:
        whole = was.transaction_id
        return _step(
            was,
            FactKind.CAPTURED,
            amount,
            at,
            row=whole,
            captured=amount,
            posted_minor=posted,
            held_minor=0,
        )
    part, held = _posted(row_id, amount, was.charge.at), was.held_minor - amount
    return _step(
        was, FactKind.CAPTURED, amount, at, added=part, posted_minor=posted, held_minor=held
    )


def refund(was: Authorization, amount_minor: int | None, at: datetime, row_id: str) -> Step:
    """`amount_minor`, or all that is left, comes back. Raises `amount_above_posted`."""
    left = was.posted_minor - was.refunded_minor
    amount = left if amount_minor is None else amount_minor
    if amount > left or amount <= 0:
        raise _too_much("posted", amount, left)
    back = AddedRow(
        id=row_id,
        type=CardTransactionType.REFUND,
        status=CardTransactionStatus.POSTED,
        amount_minor=-amount,
        occurred_at=at,
    )
    refunded = was.refunded_minor + amount
    return _step(was, FactKind.REFUNDED, amount, at, added=back, refunded_minor=refunded)


def dispute(was: Authorization, amount_minor: int | None, at: datetime) -> Step:
    """The holder objects to `amount_minor`, or to all that is left. No money moves until that is
    settled. Raises `amount_above_posted`."""
    left = was.posted_minor - was.refunded_minor - was.disputed_minor
    amount = left if amount_minor is None else amount_minor
    if amount > left or amount <= 0:
        raise _too_much("posted", amount, left)
    disputed = was.disputed_minor + amount
    return _step(was, FactKind.DISPUTED, amount, at, disputed_minor=disputed)


def force_post(was: Authorization, amount_minor: int, at: datetime, row_id: str) -> Step:
    """Captured although nothing is held. Raises `authorization_open` where something is."""
    if was.held_minor:
        raise Conflict(
            "authorization_open",
            "Money is held for this authorization: capture it.",
            details={"authorization_id": was.id, "held_minor": was.held_minor},
        )
    late = _posted(row_id, amount_minor, at)
    posted = was.posted_minor + amount_minor
    return _step(was, FactKind.FORCE_POSTED, amount_minor, at, added=late, posted_minor=posted)


def _posted(row_id: str, amount_minor: int, occurred_at: datetime) -> AddedRow:
    return AddedRow(
        id=row_id,
        type=CardTransactionType.PURCHASE,
        status=CardTransactionStatus.POSTED,
        amount_minor=amount_minor,
        occurred_at=occurred_at,
    )


def _require_open(was: Authorization, verb: str) -> None:
    if was.held_minor <= 0:
        raise Conflict(
            "authorization_not_open",
            f"Nothing is held for this authorization, so that it can't be {verb}.",
            details={"authorization_id": was.id, "status": was.status.value},
        )


def _release(was: Authorization, kind: FactKind, amount: int, at: datetime) -> Step:
    return _step(
        was,
        kind,
        amount,
        at,
        reversed_minor=was.reversed_minor + amount,
        held_minor=was.held_minor - amount,
    )


def _step(
    was: Authorization,
    kind: FactKind,
    amount_minor: int,
    at: datetime,
    *,
    reason: DeclineReason | None = None,
    row: str | None = None,
    captured: int | None = None,
    added: AddedRow | None = None,
    **sums: int,
) -> Step:
    became = structs.replace(was, **sums, version=was.version + 1)
    became = structs.replace(became, status=_status(became, kind))
    fact = AuthorizationFact(
        number=became.version,
        kind=kind,
        amount_minor=amount_minor,
        at=at,
        held_minor=became.held_minor,
        reason=reason,
        transaction_id=added.id if added else row,
    )
    return Step.of(was, became, fact, captured, added)


def _status(became: Authorization, kind: FactKind) -> AuthorizationStatus:
    if became.held_minor:
        return AuthorizationStatus.AUTHORIZED
    if became.posted_minor:
        return AuthorizationStatus.POSTED
    ended = {
        FactKind.REVERSED: AuthorizationStatus.REVERSED,
        FactKind.EXPIRED: AuthorizationStatus.EXPIRED,
    }
    return ended.get(kind, became.status)


def _too_much(of_what: str, amount: int, left: int) -> Conflict:
    return Conflict(
        f"amount_above_{of_what}",
        f"Only {left} of this authorization's minor units are {of_what}; {amount} is not possible.",
        details={"amount_minor": amount, f"{of_what}_minor": left},
    )
