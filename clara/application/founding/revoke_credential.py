from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta, Struct

from clara.application.credentials.ports import Credentials
from clara.application.ports import Clock
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.credential import Credential
from clara.domain.errors import NotFound


class RevokeCredentialCommand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: Annotated[str, Meta(min_length=1, max_length=64)]


@dataclass(frozen=True, slots=True)
class RevokeCredential(UseCase[RevokeCredentialCommand, Credential]):
    """Revoke a credential of any kind by its identifier: an API key, an MCP token, a sign-in, a
    public key. The very next request with it is refused. For operators.

    Errors: credential_not_found (also when it was revoked or has expired).
    """

    name = "credential.revoke"
    tool = "revoke_credential"
    title = "Revoke a credential"
    action = "credential.revoked"
    effect = Effect.WRITE
    is_for_operators = True
    command = RevokeCredentialCommand
    result = Credential

    credentials: Credentials
    clock: Clock

    async def __call__(self, actor: Actor, command: RevokeCredentialCommand) -> Credential:
        now = self.clock.now()
        found = await self.credentials.find(command.id, now)
        if found is None or not await self.credentials.revoke(found.id, now):
            raise NotFound.of("credential")
        return found

    @classmethod
    def trace(cls, result: Credential) -> Trace:
        return Trace(
            subject=result.id,
            company_ids=(result.company_id,) if result.company_id else (),
            details={"kind": result.kind.value, "of": result.user_id},
        )
