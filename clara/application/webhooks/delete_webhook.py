from dataclasses import dataclass

from clara.application.use_case import Effect, Trace, UseCase
from clara.application.webhooks.named_webhook import NamedWebhook
from clara.application.webhooks.ports import Webhooks
from clara.domain.companies.company import Role
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.token import PEOPLE
from clara.domain.webhooks.endpoint import Endpoint, not_found


class DeleteWebhookCommand(NamedWebhook, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


@dataclass(frozen=True, slots=True)
class DeleteWebhook(UseCase[DeleteWebhookCommand, Endpoint]):
    """Delete a webhook, with the record of its deliveries. What waits for it is not sent any more.

    Errors, first that holds: role_not_allowed, webhook_not_found.
    """

    name = "webhook.delete"
    tool = "delete_webhook"
    title = "Delete a webhook"
    action = "webhook.deleted"
    effect = Effect.WRITE
    roles = frozenset({Role.ADMINISTRATOR})
    accepts = PEOPLE
    command = DeleteWebhookCommand
    result = Endpoint

    webhooks: Webhooks

    async def __call__(self, actor: Actor, command: DeleteWebhookCommand) -> Endpoint:
        found = await self.webhooks.find(command.company_id, command.webhook_id)
        if found is None:
            raise not_found()
        await self.webhooks.remove(found)
        return found

    @classmethod
    def trace(cls, result: Endpoint) -> Trace:
        return Trace(subject=result.id)
