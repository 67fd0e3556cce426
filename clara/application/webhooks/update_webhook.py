from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from clara.application.ports import Clock
from clara.application.use_case import Effect, Trace, UseCase
from clara.application.webhooks.named_webhook import NamedWebhook
from clara.application.webhooks.ports import WebhookAddresses, Webhooks
from clara.domain.companies.company import Role
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.token import PEOPLE
from clara.domain.webhooks.endpoint import Description, Endpoint, EventTypes, Url, not_found


class UpdateWebhookCommand(NamedWebhook, frozen=True, kw_only=True, forbid_unknown_fields=True):
    url: Url | None = None
    event_types: EventTypes | None = None
    description: Description | None = None
    is_enabled: Annotated[
        bool | None, Meta(description="Whether events are sent there.", examples=[True])
    ] = None


@dataclass(frozen=True, slots=True)
class UpdateWebhook(UseCase[UpdateWebhookCommand, Endpoint]):
    """Change where or of what a webhook tells, or switch it off and on. What waits for it is sent to
    the new address; what happens while it is off is not sent.

    Errors, first that holds: role_not_allowed, webhook_not_found, invalid_webhook_url,
    webhook_address_not_allowed.
    """

    name = "webhook.update"
    tool = "update_webhook"
    title = "Change a webhook"
    action = "webhook.updated"
    effect = Effect.WRITE
    roles = frozenset({Role.ADMINISTRATOR})
    accepts = PEOPLE
    command = UpdateWebhookCommand
    result = Endpoint

    webhooks: Webhooks
    addresses: WebhookAddresses
    clock: Clock

    async def __call__(self, actor: Actor, command: UpdateWebhookCommand) -> Endpoint:
        await self.webhooks.hold(command.company_id)
        found = await self.webhooks.find(command.company_id, command.webhook_id)
        if found is None:
            raise not_found()
        changed = found.changed(
            url=command.url,
            event_types=command.event_types,
            description=command.description,
            is_enabled=command.is_enabled,
            at=self.clock.now(),
        )
        if command.url is not None:
            self.addresses.require(changed.url)
        await self.webhooks.save(changed)
        return changed

    @classmethod
    def trace(cls, result: Endpoint) -> Trace:
        return Trace(subject=result.id, details={"is_enabled": result.is_enabled})
