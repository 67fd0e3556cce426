from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta, Struct

from clara.application.credentials.ports import Credentials
from clara.application.oauth.client_proof import ClientProof
from clara.application.oauth.ports import Grants
from clara.application.ports import Clock
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.credentials.actor import Actor

_Text = Annotated[str, Meta(max_length=2_000)]


class RevokeAccessCommand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    client_id: _Text
    client_secret: _Text | None = None
    token: _Text


class RevokedAccess(Struct, frozen=True, kw_only=True):
    """The same whether or not there was anything to end (RFC 7009, 2.2)."""

    grant_id: str | None


@dataclass(frozen=True, slots=True)
class RevokeAccess(UseCase[RevokeAccessCommand, RevokedAccess]):
    """End the grant of an access or refresh token, for the client that has it.

    Errors: invalid_client.
    """

    name = "oauth.revoke"
    tool = "oauth_revoke"
    title = "Revoke access"
    action = "oauth_access.revoked"
    effect = Effect.WRITE
    is_public = True
    command = RevokeAccessCommand
    result = RevokedAccess

    proof: ClientProof
    grants: Grants
    credentials: Credentials
    clock: Clock

    async def __call__(self, actor: Actor, command: RevokeAccessCommand) -> RevokedAccess:
        client = await self.proof.check(command.client_id, command.client_secret)
        grant_id = await self.grants.grant_of(command.token, client.id)
        if grant_id is not None:
            await self.credentials.revoke(grant_id, self.clock.now())
        return RevokedAccess(grant_id=grant_id)

    @classmethod
    def trace(cls, result: RevokedAccess) -> Trace:
        return Trace(subject=result.grant_id)
