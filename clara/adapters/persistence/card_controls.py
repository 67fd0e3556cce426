"""The `Controls` port over SQL."""

from dataclasses import dataclass

import msgspec
from sqlalchemy import literal, select, update

from clara.adapters.persistence.database import Session
from clara.adapters.persistence.statement import Statement, named
from clara.adapters.persistence.tables import card_controls, cards
from clara.adapters.persistence.upsert import insert_or_update
from clara.application.cards.controls_port import Controls
from clara.domain.cards.card import Card
from clara.domain.cards.controls import NO_CONTROLS, CardControls
from clara.domain.credentials.actor import Actor
from clara.domain.errors import Conflict

_KEY = ("company_number", "card_number")
_FIND = Statement(
    select(card_controls.c.body).where(
        card_controls.c.company_number == named("company_number"),
        card_controls.c.card_number == named("card_number"),
    )
)
_KEEP = Statement(
    insert_or_update(card_controls, (*_KEY, "body"), index=_KEY, changes={"body": named("body")})
)
_LIMIT = Statement(
    update(cards)
    .where(
        cards.c.company_number == named("company_number"),
        cards.c.number == named("card_number"),
        cards.c.version == named("was_version"),
    )
    .values(
        limit_minor=named("limit_minor"),
        periodicity=named("periodicity"),
        version=cards.c.version + literal(1, literal_execute=True),
    )
)


@dataclass(frozen=True, slots=True)
class SqlControls(Controls):
    session: Session

    async def find(self, actor: Actor, card: Card) -> CardControls:
        connection = await self.session.connection()
        row = await connection.first(_FIND, **_place(actor, card))
        return msgspec.json.decode(row[0], type=CardControls) if row else NO_CONTROLS

    async def save(self, actor: Actor, card: Card, was: Card, controls: CardControls) -> None:
        connection = await self.session.connection()
        changed = await connection.change(
            _LIMIT,
            **_place(actor, card),
            was_version=was.version,
            limit_minor=card.limit_minor,
            periodicity=card.periodicity.value if card.periodicity else None,
        )
        if changed != 1:
            raise Conflict("conflict", "This card changed at the same moment; try again.")
        body = msgspec.json.encode(controls)
        await connection.change(_KEEP, **_place(actor, card), body=body)


def _place(actor: Actor, card: Card) -> dict[str, int]:
    return {"company_number": actor.company.company_number, "card_number": card.number}
