"""What administrators do to a card, and what it is afterwards."""

from typing import Any

from msgspec import Struct, structs

from clara.domain.cards.card import Card, CardStatus, Issuer, Periodicity
from clara.domain.cards.controls import CardControls
from clara.domain.companies.company import Cardholder
from clara.domain.errors import Conflict


class CardChange(Struct, frozen=True, kw_only=True):
    """`changed` are the names of what is other than before. `is_confirmed` is False while the card's
    issuer has not confirmed; our own decision holds already."""

    card: Card
    controls: CardControls
    changed: tuple[str, ...]
    is_confirmed: bool = True

    @property
    def facts(self) -> dict[str, Any]:
        """What the activity log keeps."""
        return {
            "last_four": self.card.last_four,
            "status": self.card.status.value,
            "changed": list(self.changed),
            "is_confirmed": self.is_confirmed,
        }


def cancelled(card: Card) -> Card:
    """`card`, never to be used again, its locks lifted; the same object when it is already."""
    if card.unlocked_status is CardStatus.CANCELLED:
        return card
    return structs.replace(card, unlocked_status=CardStatus.CANCELLED, locks=())


def limited(card: Card, limit_minor: int | None, periodicity: Periodicity | None) -> Card:
    """`card` with this limit, which begins anew each month unless it is said or was otherwise."""
    if limit_minor is None:
        return structs.replace(card, limit_minor=None, periodicity=None)
    often = periodicity or card.periodicity or Periodicity.MONTHLY
    return structs.replace(card, limit_minor=limit_minor, periodicity=often)


def handed_over(card: Card, holder: Cardholder) -> Card:
    """`card`, held by `holder`. Raises `holder_fixed_by_issuer` where somebody else issued it."""
    if card.cardholder is not None and card.cardholder.id == holder.id:
        return card
    if card.issuer is not Issuer.BUILT_IN:
        raise Conflict(
            "holder_fixed_by_issuer",
            f"Who holds {card.label} is fixed by its issuer.",
            details={"card_id": card.id, "issuer": card.issuer.value},
            remedy="Cancel it and issue another card.",
        )
    return structs.replace(card, cardholder=holder)


def require_changeable(card: Card) -> None:
    """Raises `card_not_changeable` for a card that is cancelled or expired."""
    if not card.is_live:
        raise Conflict(
            "card_not_changeable",
            f"{card.label} is {card.status.value.lower()}; its controls no longer matter.",
            details={"card_id": card.id, "status": card.status.value},
        )
