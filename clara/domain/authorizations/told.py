"""What a company's programs are told of an authorization's latest fact."""

from clara.domain.authorizations.authorization import FactKind
from clara.domain.authorizations.listing import AuthorizationOutcome
from clara.domain.webhooks.event import EventType, Happened

_CHANGING = frozenset(
    {FactKind.INCREMENTED, FactKind.REVERSED, FactKind.EXPIRED, FactKind.CAPTURED}
)
"""Facts that change the row that the charge made."""


def told(outcome: AuthorizationOutcome) -> tuple[Happened, ...]:
    """A decline, and each card transaction that was made or changed."""
    one, fact = outcome.authorization, outcome.facts[-1]
    about = {"card_id": one.card_id, "authorization_id": one.id}
    found = []
    if fact.reason is not None:
        said = {"reason": fact.reason, "amount_minor": fact.amount_minor, "currency": one.currency}
        found.append(Happened(type=EventType.AUTHORIZATION_DECLINED, data={**about, **said}))
    if fact.kind in _CHANGING:
        row = {"transaction_id": one.transaction_id}
        found.append(Happened(type=EventType.CARD_TRANSACTION_UPDATED, data={**about, **row}))
    is_new = fact.number == 1 or fact.transaction_id not in (None, one.transaction_id)
    if is_new:
        row = {"transaction_id": fact.transaction_id or one.transaction_id}
        found.append(Happened(type=EventType.CARD_TRANSACTION_CREATED, data={**about, **row}))
    return tuple(found)
