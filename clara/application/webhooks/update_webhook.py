from dataclasses import dataclass
from typing import Annotated

from msgspec import UNSET, Meta, UnsetType, structs

from clara.application.ports import Clock
from clara.application.use_case import Effect, Trace, UseCase
from clara.application.webhooks.named_webhook import NamedWebhook
from clara.application.webhooks.ports import WebhookAddresses, Webhooks
from clara.domain.companies.company import Role
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.token import PEOPLE
from clara.domain.errors import Invalid
from clara.domain.webhooks.endpoint import Description, Endpoint, EventTypes, Url, not_found


class UpdateWebhookCommand(NamedWebhook, frozen=True, kw_only=True, forbid_unknown_fields=True):
    url: Url | UnsetType | None = UNSET
    event_types: EventTypes | UnsetType | None = UNSET
    description: Description | UnsetType | None = UNSET
    is_enabled: (
        Annotated[bool, Meta(description="Whether events are sent there.", examples=[True])]
        | UnsetType
        | None
    ) = UNSET


@dataclass(frozen=True, slots=True)
class UpdateWebhook(UseCase[UpdateWebhookCommand, Endpoint]):
    """Change where or of what a webhook tells, or switch it off and on. What waits for it is sent to
    the new address; what happens while it is off is not sent.

    Null leaves a thing as it is.

    Errors, first that holds: role_not_allowed, empty_body, webhook_not_found, invalid_webhook_url,
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
        given = structs.asdict(command)
        del given["company_id"], given["webhook_id"]
        wanted = {name: value for name, value in given.items() if value is not UNSET}
        if not wanted:
            raise Invalid("empty_body", "Request body is empty.")
        await self.webhooks.hold(command.company_id)
        found = await self.webhooks.find(command.company_id, command.webhook_id)
        if found is None:
            raise not_found()
        changed = found.changed(
            url=wanted.get("url"),
            event_types=wanted.get("event_types"),
            description=wanted.get("description"),
            is_enabled=wanted.get("is_enabled"),
            at=self.clock.now(),
        )
        if wanted.get("url") is not None:
            self.addresses.require(changed.url)
        await self.webhooks.save(changed)
        return changed

    @classmethod
    def trace(cls, result: Endpoint) -> Trace:
        return Trace(subject=result.id, details={"is_enabled": result.is_enabled})
