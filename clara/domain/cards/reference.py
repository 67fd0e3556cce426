"""How a person names a card: its id, its last four digits, or its holder's name or alias.

One card or none: an ambiguous or unknown reference changes nothing and says what it might mean.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from clara.domain.cards.card import Card
from clara.domain.errors import Conflict, NotFound
from clara.domain.ids import CARD_ID
from clara.domain.text import fold

CardReference = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=120,
        description="The card: its id, its last four digits, or the name of its holder or its"
        " alias. When several cards or none fit, nothing happens and the candidates are listed.",
        examples=["Luis Pérez", "4471", "card_0123456789abcdef0123456789abcdef"],
    ),
]

MAX_CANDIDATES = 10


class ReferenceKind(StrEnum):
    """What a reference names a card by; NOTHING fits no card."""

    ID = "id"
    LAST_FOUR = "last_four"
    NAME = "name"
    NOTHING = "nothing"

    @classmethod
    def of(cls, reference: str) -> "ReferenceKind":
        text = reference.strip()
        if CARD_ID.fullmatch(text):
            return cls.ID
        if len(text) == 4 and text.isascii() and text.isdigit():
            return cls.LAST_FOUR
        return cls.NAME if fold(text) else cls.NOTHING


def only_match(reference: str, matches: Sequence[Card], nearest: Sequence[Card]) -> Card:
    """The one card meant. Cancelled and expired cards stand back when a live one fits.

    Raises `card_ambiguous` or `card_not_found`, both with `details.candidates`.
    """
    live = [card for card in matches if card.is_live]
    found = live or list(matches)
    if len(found) == 1:
        return found[0]
    if not found:
        error = NotFound.of("card")
        if nearest:
            error.details["candidates"] = candidates(nearest)
            error.remedy = "Name one of the candidates by its id or last four digits."
        raise error
    raise Conflict(
        "card_ambiguous",
        f"'{reference}' fits {len(found)} cards; nothing was changed. Say which one is meant.",
        details={"candidates": candidates(found), "matches": len(found)},
        remedy="Repeat with the id of one of the candidates.",
    )


def candidates(cards: Sequence[Card]) -> list[dict[str, str | None]]:
    """What tells the cards apart, at most ten of them."""
    return [
        {
            "id": card.id,
            "cardholder": card.cardholder.name if card.cardholder else None,
            "alias": card.alias,
            "last_four": card.last_four,
            "status": card.status.value,
        }
        for card in cards[:MAX_CANDIDATES]
    ]
