from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from clara.application.use_case import Effect, Trace, UseCase
from clara.application.webhooks.named_webhook import NamedWebhook
from clara.application.webhooks.ports import Webhooks
from clara.domain.companies.company import Role
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.token import PEOPLE
from clara.domain.errors import Invalid, NotFound
from clara.domain.webhooks.delivery import DeliveryId
from clara.domain.webhooks.endpoint import not_found


class ReplayWebhookDeliveriesCommand(
    NamedWebhook, frozen=True, kw_only=True, forbid_unknown_fields=True
):
    delivery_id: DeliveryId | None = None
    since: (
        Annotated[
            datetime,
            Meta(
                tz=True,
                description="Everything that was given up since then, RFC 3339.",
                examples=["2026-11-18T00:00:00Z"],
            ),
        ]
        | None
    ) = None


class Replayed(Struct, frozen=True, kw_only=True):
    webhook_id: str
    count: int


@dataclass(frozen=True, slots=True)
class ReplayWebhookDeliveries(UseCase[ReplayWebhookDeliveriesCommand, Replayed]):
    """Send one delivery again, whatever became of it, or all that were given up since an instant.
    Events keep their identifiers, so that a receiver knows what it has seen.

    Errors, first that holds: role_not_allowed, replay_needs_one, webhook_not_found,
    delivery_not_found.
    """

    name = "webhook.replay"
    tool = "replay_webhook_deliveries"
    title = "Send deliveries again"
    action = "webhook.replayed"
    effect = Effect.WRITE
    roles = frozenset({Role.ADMINISTRATOR})
    accepts = PEOPLE
    command = ReplayWebhookDeliveriesCommand
    result = Replayed

    webhooks: Webhooks

    async def __call__(self, actor: Actor, command: ReplayWebhookDeliveriesCommand) -> Replayed:
        if (command.delivery_id is None) == (command.since is None):
            raise Invalid(
                "replay_needs_one",
                "Say which delivery is sent again, or since when all that were given up are.",
                remedy="Send delivery_id or since.",
            )
        found = await self.webhooks.find(command.company_id, command.webhook_id)
        if found is None:
            raise not_found()
        count = await self.webhooks.replay(found, command.delivery_id, command.since)
        if not count and command.delivery_id is not None:
            raise NotFound.of("delivery")
        return Replayed(webhook_id=found.id, count=count)

    @classmethod
    def trace(cls, result: Replayed) -> Trace:
        return Trace(subject=result.webhook_id, details={"count": result.count})
