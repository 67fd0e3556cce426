from dataclasses import dataclass

from msgspec import Struct

from clara.application.credentials.ports import Credentials
from clara.application.ports import Clock
from clara.application.use_case import Effect, UseCase
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.credential import Credential
from clara.domain.credentials.mcp_token import oversees
from clara.domain.credentials.scope import STAFF
from clara.domain.credentials.token import MCP_TOKENS
from clara.domain.ids import InCompany


class ListMcpTokensCommand(InCompany, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class McpTokenList(Struct, frozen=True, kw_only=True):
    tokens: tuple[Credential, ...]


@dataclass(frozen=True, slots=True)
class ListMcpTokens(UseCase[ListMcpTokensCommand, McpTokenList]):
    """List the company's MCP tokens that work, newest first: whose they are, what they may do,
    until when, and when and by which client each was last used. Administrators see everybody's,
    bookkeepers their own. The tokens themselves are never shown again.

    Errors: role_not_allowed.
    """

    name = "mcp_token.list"
    tool = "list_mcp_tokens"
    title = "List MCP tokens"
    action = "mcp_tokens.listed"
    effect = Effect.READ
    roles = STAFF
    command = ListMcpTokensCommand
    result = McpTokenList

    credentials: Credentials
    clock: Clock

    async def __call__(self, actor: Actor, command: ListMcpTokensCommand) -> McpTokenList:
        now = self.clock.now()
        found = await self.credentials.of_company(command.company_id, MCP_TOKENS, now)
        return McpTokenList(tokens=tuple(one for one in found if oversees(actor, one)))
