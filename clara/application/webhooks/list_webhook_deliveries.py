from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from clara.application.use_case import Effect, UseCase
from clara.application.webhooks.named_webhook import NamedWebhook
from clara.application.webhooks.ports import Webhooks
from clara.domain.companies.company import Role
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.token import PEOPLE
from clara.domain.page import MAX_LIMIT
from clara.domain.webhooks.delivery import DeliveryId, DeliveryList, DeliveryStatus
from clara.domain.webhooks.endpoint import not_found


class ListWebhookDeliveriesCommand(
    NamedWebhook, frozen=True, kw_only=True, forbid_unknown_fields=True
):
    status: Annotated[
        DeliveryStatus | None,
        Meta(description="Only deliveries in this status.", examples=["failed"]),
    ] = None
    before: Annotated[DeliveryId | None, Meta(description="`next_before` of the page before.")] = (
        None
    )
    limit: Annotated[
        int, Meta(ge=1, le=MAX_LIMIT, description="Deliveries at most, 1 to 200.", examples=[50])
    ] = 50


@dataclass(frozen=True, slots=True)
class ListWebhookDeliveries(UseCase[ListWebhookDeliveriesCommand, DeliveryList]):
    """List what was sent to a webhook in the last 30 days, newest first: of which event, how often
    it was tried, what was answered, and when it is tried next.

    Errors, first that holds: role_not_allowed, webhook_not_found.
    """

    name = "webhook.deliveries"
    tool = "list_webhook_deliveries"
    title = "List a webhook's deliveries"
    action = "webhook.deliveries_listed"
    effect = Effect.READ
    roles = frozenset({Role.ADMINISTRATOR})
    accepts = PEOPLE
    command = ListWebhookDeliveriesCommand
    result = DeliveryList

    webhooks: Webhooks

    async def __call__(self, actor: Actor, command: ListWebhookDeliveriesCommand) -> DeliveryList:
        found = await self.webhooks.find(command.company_id, command.webhook_id)
        if found is None:
            raise not_found()
        return await self.webhooks.deliveries(found, command.status, command.before, command.limit)
