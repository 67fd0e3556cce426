"""Tokens with guard rails, as their owners make them."""

from dataclasses import replace

from clara.application.mcp_tokens.create_mcp_token import CreateMcpToken
from clara.domain.credentials.actor import Door
from clara.domain.credentials.guard import Guard
from tests.support.house import Person
from tests.support.world import World


async def guarded(world: World, guard: Guard, person: Person | None = None) -> Person:
    """`person` (the administrator of `a`), whose assistant has a new token with these rails."""
    owner = person or world.a.administrator
    made = await world.run(CreateMcpToken, as_=owner, via=Door.WEB, name="Guarded", guard=guard)
    return replace(owner, tokens={**owner.tokens, Door.MCP: made.token})
