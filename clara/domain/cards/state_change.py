"""The answer to locking and unlocking: what was, what is, and how to undo it."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

from msgspec import Meta, Struct

from clara.domain.cards.card import Card, CardStatus, Issuer
from clara.domain.cards.issuer_state import IssuerState
from clara.domain.credentials.actor import Stamp

Reason = Annotated[
    str,
    Meta(
        max_length=200,
        description="Why, in a few words; kept with the lock and in the activity log.",
        examples=["Lost in a taxi"],
    ),
]


class CardAction(StrEnum):
    LOCK = "lock"
    UNLOCK = "unlock"

    @property
    def opposite(self) -> "CardAction":
        return CardAction.UNLOCK if self is CardAction.LOCK else CardAction.LOCK


class CardStateChange(Struct, frozen=True, kw_only=True):
    """`card` was read back after the write. `changed` is False when nothing had to be done. `issuer`
    is whether the card's issuer knows of it."""

    action: CardAction
    card: Card
    before: CardStatus
    changed: bool
    by_name: str
    at: datetime
    reason: str | None
    issuer: IssuerState = IssuerState.CONFIRMED

    @classmethod
    def of(
        cls,
        action: CardAction,
        card: Card,
        was: Card,
        stamp: Stamp,
        issuer: IssuerState = IssuerState.CONFIRMED,
    ) -> "CardStateChange":
        return cls(
            action=action,
            card=card,
            before=was.status,
            changed=card.version != was.version,
            by_name=stamp.by_name,
            at=stamp.at,
            reason=stamp.reason,
            issuer=issuer,
        )

    @property
    def facts(self) -> dict[str, Any]:
        """What the activity log keeps."""
        kept: dict[str, Any] = {
            "last_four": self.card.last_four,
            "before": self.before.value,
            "after": self.after.value,
            "levels": [lock.level.name.lower() for lock in self.card.locks],
        }
        if self.issuer is IssuerState.PENDING:
            kept["issuer"] = self.issuer.value
        return kept

    @property
    def told(self) -> dict[str, Any]:
        """What programs of the company are told."""
        return {
            "card_id": self.card.id,
            "last_four": self.card.last_four,
            "before": self.before.value,
            "after": self.after.value,
            "by": self.by_name,
            "at": self.at,
            "reason": self.reason,
        }

    @property
    def after(self) -> CardStatus:
        return self.card.status

    @property
    def note(self) -> str | None:
        """What the caller must know: who decides about the card's charges is not told, or not yet."""
        if self.card.issuer is Issuer.EXTERNAL:
            return (
                "This card was issued elsewhere. Clara keeps its status, but its issuer is not told:"
                " charges are only stopped there."
            )
        if self.issuer is IssuerState.PENDING:
            return (
                "The card's issuer has not confirmed this yet and is being told again and again."
                " Clara decides by it already; charges that the issuer decides alone may differ."
            )
        return None
