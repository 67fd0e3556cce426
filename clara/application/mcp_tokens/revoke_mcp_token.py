from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from clara.application.credentials.ports import Credentials
from clara.application.ports import Clock
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.credential import Credential
from clara.domain.credentials.mcp_token import not_found, oversees
from clara.domain.credentials.scope import STAFF
from clara.domain.credentials.token import PEOPLE
from clara.domain.ids import InCompany


class RevokeMcpTokenCommand(InCompany, frozen=True, kw_only=True, forbid_unknown_fields=True):
    token_id: Annotated[
        str,
        Meta(
            max_length=64,
            description="Identifier of the MCP token.",
            examples=["token_0123456789abcdef0123456789abcdef"],
        ),
    ]


@dataclass(frozen=True, slots=True)
class RevokeMcpToken(UseCase[RevokeMcpTokenCommand, Credential]):
    """Revoke an MCP token: the very next request with it is refused. Administrators revoke
    everybody's, bookkeepers their own.

    Errors, first that holds: role_not_allowed, mcp_token_not_found (also when it was revoked or has
    expired).
    """

    name = "mcp_token.revoke"
    tool = "revoke_mcp_token"
    title = "Revoke an MCP token"
    action = "mcp_token.revoked"
    effect = Effect.WRITE
    roles = STAFF
    accepts = PEOPLE
    command = RevokeMcpTokenCommand
    result = Credential

    credentials: Credentials
    clock: Clock

    async def __call__(self, actor: Actor, command: RevokeMcpTokenCommand) -> Credential:
        now = self.clock.now()
        found = await self.credentials.find(command.token_id, now)
        if found is None or not oversees(actor, found):
            raise not_found()
        if not await self.credentials.revoke(found.id, now):
            raise not_found()
        return found

    @classmethod
    def trace(cls, result: Credential) -> Trace:
        return Trace(subject=result.id, details={"of": result.user_id})
