from dataclasses import dataclass

from msgspec import Struct

from clara.application.use_case import Effect, UseCase
from clara.application.webhooks.ports import Webhooks
from clara.domain.companies.company import Role
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.token import PEOPLE
from clara.domain.ids import InCompany
from clara.domain.webhooks.endpoint import Endpoint


class ListWebhooksCommand(InCompany, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class WebhookList(Struct, frozen=True, kw_only=True):
    """The oldest first."""

    endpoints: tuple[Endpoint, ...]


@dataclass(frozen=True, slots=True)
class ListWebhooks(UseCase[ListWebhooksCommand, WebhookList]):
    """List the company's webhooks: where events are sent, of which kinds, and since when sending
    has failed. Secrets are never shown again.

    Errors: role_not_allowed.
    """

    name = "webhook.list"
    tool = "list_webhooks"
    title = "List webhooks"
    action = "webhooks.listed"
    effect = Effect.READ
    roles = frozenset({Role.ADMINISTRATOR})
    accepts = PEOPLE
    command = ListWebhooksCommand
    result = WebhookList

    webhooks: Webhooks

    async def __call__(self, actor: Actor, command: ListWebhooksCommand) -> WebhookList:
        return WebhookList(endpoints=await self.webhooks.of_company(command.company_id))
