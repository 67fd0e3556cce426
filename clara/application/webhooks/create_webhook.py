from dataclasses import dataclass

from msgspec import Struct, structs

from clara.application.accounts.ports import Randomness
from clara.application.ports import Clock, Ids
from clara.application.use_case import Effect, Trace, UseCase
from clara.application.webhooks.ports import WebhookAddresses, Webhooks
from clara.domain.companies.company import Role
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.token import PEOPLE
from clara.domain.errors import Conflict
from clara.domain.ids import InCompany
from clara.domain.webhooks.endpoint import (
    MAX_ENDPOINTS,
    Description,
    Endpoint,
    EventTypes,
    Url,
    checked_url,
    described,
)
from clara.domain.webhooks.signature import SECRET_BYTES, secret_text


class CreateWebhookCommand(InCompany, frozen=True, kw_only=True, forbid_unknown_fields=True):
    url: Url
    event_types: EventTypes = ()
    description: Description = ""


class CreatedWebhook(Struct, frozen=True, kw_only=True):
    """`secret` is shown this once; None in the answer to a repeated request."""

    endpoint: Endpoint
    secret: str | None

    def __repr__(self) -> str:
        return f"CreatedWebhook(id={self.endpoint.id!r})"


@dataclass(frozen=True, slots=True)
class CreateWebhook(UseCase[CreateWebhookCommand, CreatedWebhook]):
    """Have the company's events sent to an address, signed as Standard Webhooks says. The secret
    is shown this once. An event is sent at least once, in no promised order, for three days until
    the receiver answers with a success.

    Errors, first that holds: role_not_allowed, invalid_webhook_url, webhook_address_not_allowed,
    too_many_webhooks.
    """

    name = "webhook.create"
    tool = "create_webhook"
    title = "Create a webhook"
    action = "webhook.created"
    effect = Effect.WRITE
    roles = frozenset({Role.ADMINISTRATOR})
    accepts = PEOPLE
    creates = True
    command = CreateWebhookCommand
    result = CreatedWebhook

    webhooks: Webhooks
    addresses: WebhookAddresses
    randomness: Randomness
    clock: Clock
    ids: Ids

    async def __call__(self, actor: Actor, command: CreateWebhookCommand) -> CreatedWebhook:
        url, now = checked_url(command.url), self.clock.now()
        self.addresses.require(url)
        if await self.webhooks.hold(command.company_id) >= MAX_ENDPOINTS:
            raise Conflict(
                "too_many_webhooks",
                f"A company may have {MAX_ENDPOINTS} webhooks.",
                remedy="Delete one first.",
            )
        endpoint = Endpoint(
            id=self.ids.new("webhook"),
            company_id=command.company_id,
            url=url,
            event_types=command.event_types,
            description=described(command.description),
            is_enabled=True,
            created_at=now,
            updated_at=now,
        )
        secret = self.randomness.bytes(SECRET_BYTES)
        await self.webhooks.add(endpoint, secret)
        return CreatedWebhook(endpoint=endpoint, secret=secret_text(secret))

    @classmethod
    def kept(cls, result: CreatedWebhook) -> CreatedWebhook:
        return structs.replace(result, secret=None)

    @classmethod
    def trace(cls, result: CreatedWebhook) -> Trace:
        kinds = [one.value for one in result.endpoint.event_types]
        return Trace(subject=result.endpoint.id, details={"event_types": kinds})
