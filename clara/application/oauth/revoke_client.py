from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta, Struct

from clara.application.oauth.ports import OAuthClients
from clara.application.ports import Clock
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.credentials.actor import Actor
from clara.domain.errors import NotFound
from clara.domain.ids import CompanyId
from clara.domain.oauth.client_url import MAX_LENGTH


class RevokeClientCommand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    client_id: Annotated[str, Meta(min_length=1, max_length=MAX_LENGTH)]


class RevokedClient(Struct, frozen=True, kw_only=True):
    """`company_ids` are the companies where it could act until now."""

    client_id: str
    company_ids: tuple[CompanyId, ...]


@dataclass(frozen=True, slots=True)
class RevokeClient(UseCase[RevokeClientCommand, RevokedClient]):
    """End an OAuth client of any kind, with everything that people granted it: the very next request
    with one of its tokens is refused. One that registered by itself, or publishes a document, may
    come back; people have to consent anew. For operators.

    Errors: oauth_client_not_found.
    """

    name = "oauth_client.revoke"
    tool = "revoke_oauth_client"
    title = "Revoke an OAuth client"
    action = "oauth_client.revoked"
    effect = Effect.WRITE
    is_for_operators = True
    command = RevokeClientCommand
    result = RevokedClient

    clients: OAuthClients
    clock: Clock

    async def __call__(self, actor: Actor, command: RevokeClientCommand) -> RevokedClient:
        ended = await self.clients.end(command.client_id, self.clock.now())
        if ended is None:
            raise NotFound(
                "oauth_client_not_found",
                "OAuth client with the given identifier does not exist.",
                remedy="List them with: clara client list --all",
            )
        return RevokedClient(client_id=command.client_id, company_ids=tuple(sorted(ended)))

    @classmethod
    def trace(cls, result: RevokedClient) -> Trace:
        return Trace(subject=result.client_id, company_ids=result.company_ids)
