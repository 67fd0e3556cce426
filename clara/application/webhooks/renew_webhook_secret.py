from dataclasses import dataclass

from clara.application.accounts.ports import Randomness
from clara.application.ports import Clock
from clara.application.use_case import Effect, Trace, UseCase
from clara.application.webhooks.create_webhook import CreatedWebhook, CreateWebhook
from clara.application.webhooks.named_webhook import NamedWebhook
from clara.application.webhooks.ports import Webhooks
from clara.domain.companies.company import Role
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.token import PEOPLE
from clara.domain.webhooks.endpoint import OLD_SECRET_LIVES, not_found
from clara.domain.webhooks.signature import SECRET_BYTES, secret_text


class RenewWebhookSecretCommand(
    NamedWebhook, frozen=True, kw_only=True, forbid_unknown_fields=True
):
    pass


@dataclass(frozen=True, slots=True)
class RenewWebhookSecret(UseCase[RenewWebhookSecretCommand, CreatedWebhook]):
    """Give a webhook a new secret, shown this once. For 24 hours events are signed with the old one
    as well, so that the receiver can change over without losing any.

    Errors, first that holds: role_not_allowed, webhook_not_found.
    """

    name = "webhook.renew_secret"
    tool = "renew_webhook_secret"
    title = "Renew a webhook's secret"
    action = "webhook.secret_renewed"
    effect = Effect.WRITE
    roles = frozenset({Role.ADMINISTRATOR})
    accepts = PEOPLE
    creates = True
    command = RenewWebhookSecretCommand
    result = CreatedWebhook

    webhooks: Webhooks
    randomness: Randomness
    clock: Clock

    async def __call__(self, actor: Actor, command: RenewWebhookSecretCommand) -> CreatedWebhook:
        await self.webhooks.hold(command.company_id)
        found = await self.webhooks.find(command.company_id, command.webhook_id)
        if found is None:
            raise not_found()
        secret = self.randomness.bytes(SECRET_BYTES)
        await self.webhooks.renew_secret(found, secret, self.clock.now() + OLD_SECRET_LIVES)
        return CreatedWebhook(endpoint=found, secret=secret_text(secret))

    @classmethod
    def kept(cls, result: CreatedWebhook) -> CreatedWebhook:
        return CreateWebhook.kept(result)

    @classmethod
    def trace(cls, result: CreatedWebhook) -> Trace:
        return Trace(subject=result.endpoint.id)
