from dataclasses import dataclass

from clara.application.use_case import Effect, Trace, UseCase
from clara.application.webhooks.named_webhook import NamedWebhook
from clara.application.webhooks.ports import Webhooks
from clara.domain.companies.company import Role
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.token import PEOPLE
from clara.domain.webhooks.delivery import Delivery
from clara.domain.webhooks.endpoint import not_found
from clara.domain.webhooks.event import EventType, Happened


class SendTestEventCommand(NamedWebhook, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


@dataclass(frozen=True, slots=True)
class SendTestEvent(UseCase[SendTestEventCommand, Delivery]):
    """Send an event of the kind `webhook.test` to one webhook, also to one that is switched off.
    View its deliveries to see what was answered.

    Errors, first that holds: role_not_allowed, webhook_not_found.
    """

    name = "webhook.send_test"
    tool = "send_test_event"
    title = "Send a test event"
    action = "webhook.test_sent"
    effect = Effect.WRITE
    roles = frozenset({Role.ADMINISTRATOR})
    accepts = PEOPLE
    creates = True
    command = SendTestEventCommand
    result = Delivery

    webhooks: Webhooks

    async def __call__(self, actor: Actor, command: SendTestEventCommand) -> Delivery:
        found = await self.webhooks.find(command.company_id, command.webhook_id)
        if found is None:
            raise not_found()
        said = {"webhook_id": found.id, "asked_by": actor.name}
        return await self.webhooks.send_only_to(found, Happened(type=EventType.TEST, data=said))

    @classmethod
    def trace(cls, result: Delivery) -> Trace:
        return Trace(subject=result.endpoint_id)
