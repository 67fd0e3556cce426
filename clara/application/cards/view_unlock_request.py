from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from clara.application.approvals.approvals import Approvals
from clara.application.cards.ports import Cards
from clara.application.cards.unlock_card import UnlockCard
from clara.application.credentials.ports import Credentials
from clara.application.ports import Clock
from clara.application.use_case import Effect, UseCase
from clara.domain.cards.card import Card
from clara.domain.cards.permission import require_lock_permission
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.token import PEOPLE
from clara.domain.errors import NotFound
from clara.domain.ids import CardId, InCompany

Ticket = Annotated[str, Meta(min_length=1, max_length=2_048, description="As in the link.")]


class ViewUnlockRequestCommand(InCompany, frozen=True, kw_only=True, forbid_unknown_fields=True):
    card: CardId
    ticket: Ticket


class UnlockRequest(Struct, frozen=True, kw_only=True):
    """A card that an assistant wants to unlock; `asked_by` is what its token is called, None when
    that was revoked meanwhile."""

    card: Card
    company_name: str
    asked_by: str | None
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ViewUnlockRequest(UseCase[ViewUnlockRequestCommand, UnlockRequest]):
    """What an assistant of the signed-in user asks them to confirm.

    Errors, first that holds: lock_not_allowed, card_not_found, question_closed.
    """

    name = "card.view_unlock_request"
    tool = "view_unlock_request"
    title = "View an unlock request"
    action = "card.unlock_request_viewed"
    effect = Effect.READ
    accepts = PEOPLE
    command = ViewUnlockRequestCommand
    result = UnlockRequest

    approvals: Approvals
    cards: Cards
    credentials: Credentials
    clock: Clock

    async def __call__(self, actor: Actor, command: ViewUnlockRequestCommand) -> UnlockRequest:
        require_lock_permission(actor)
        card = await self.cards.find(actor, command.card)
        if card is None:
            raise NotFound.of("card")
        asked = self.approvals.asked(actor, command.ticket, UnlockCard.name, card)
        credential = await self.credentials.find(asked.credential_id, self.clock.now())
        return UnlockRequest(
            card=card,
            company_name=actor.company.company_name,
            asked_by=credential.name if credential else None,
            expires_at=asked.expires_at,
        )
