from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct, structs, to_builtins

from clara.application.cards.ports import Cards
from clara.application.companies.authority import hold_in_role
from clara.application.companies.ports import Companies, Members
from clara.application.credentials.ports import Credentials, Tokens
from clara.application.ports import Clock, Ids
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.credential import Credential, NewCredential
from clara.domain.credentials.guard import UNGUARDED, Guard
from clara.domain.credentials.mcp_token import MAX_NAME, checked_expiry, require_room
from clara.domain.credentials.scope import ALL_SCOPES, STAFF, Scope
from clara.domain.credentials.token import MCP_TOKENS, PEOPLE, CredentialKind
from clara.domain.errors import Forbidden
from clara.domain.ids import InCompany
from clara.domain.names import checked_name


class CreateMcpTokenCommand(InCompany, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=MAX_NAME,
            description="What the token is for, as the assistant or the device.",
            examples=["Claude on my laptop"],
        ),
    ]
    scopes: (
        Annotated[
            tuple[Scope, ...],
            Meta(
                min_length=1,
                max_length=20,
                description="What it may be used for; everything when left out.",
                examples=[["cards:read", "transactions:read"]],
            ),
        ]
        | None
    ) = None
    expires_at: (
        Annotated[
            datetime,
            Meta(
                tz=True,
                description="RFC 3339 instant from which it is refused, within five years; never"
                " when left out.",
                examples=["2027-11-20T18:00:00Z"],
            ),
        ]
        | None
    ) = None
    guard: Annotated[
        Guard,
        Meta(
            description="Guard rails: what it may do less than its scopes say.",
            examples=[{"is_read_only": False, "unlocking": "confirmed", "daily_writes": 20}],
        ),
    ] = UNGUARDED


class CreatedMcpToken(Struct, frozen=True, kw_only=True):
    """`token` is shown this once; None in the answer to a repeated request."""

    credential: Credential
    token: str | None

    def __repr__(self) -> str:
        return f"CreatedMcpToken(id={self.credential.id!r})"


@dataclass(frozen=True, slots=True)
class CreateMcpToken(UseCase[CreateMcpTokenCommand, CreatedMcpToken]):
    """Create a personal token with which an assistant works in one company in the signed-in user's
    name. For administrators and bookkeepers. It is shown this once.

    It stops when it expires, is revoked, or its user is no longer administrator or bookkeeper.

    Errors, first that holds: role_not_allowed, invalid_name, invalid_expiry, card_not_found,
    too_many_mcp_tokens.
    """

    name = "mcp_token.create"
    tool = "create_mcp_token"
    title = "Create an MCP token"
    action = "mcp_token.created"
    effect = Effect.WRITE
    roles = STAFF
    accepts = PEOPLE
    command = CreateMcpTokenCommand
    result = CreatedMcpToken

    cards: Cards
    companies: Companies
    members: Members
    credentials: Credentials
    tokens: Tokens
    clock: Clock
    ids: Ids

    async def __call__(self, actor: Actor, command: CreateMcpTokenCommand) -> CreatedMcpToken:
        if actor.user_id is None:
            raise Forbidden("role_not_allowed", "An MCP token is created by who will use it.")
        name, now = checked_name(command.name, MAX_NAME), self.clock.now()
        expires_at = checked_expiry(command.expires_at, now)
        await self.cards.require(actor, command.guard.card_ids)
        await hold_in_role(self.companies, self.members, actor)
        live = await self.credentials.of_user(actor.user_id, MCP_TOKENS, now)
        require_room(sum(one.company_id == command.company_id for one in live))
        new = NewCredential(
            id=self.ids.new("token"),
            kind=CredentialKind.MCP_TOKEN,
            user_id=actor.user_id,
            company_id=command.company_id,
            name=name,
            scopes=frozenset(command.scopes) if command.scopes else ALL_SCOPES,
            guard=command.guard,
            created_at=now,
            expires_at=expires_at,
        )
        token = self.tokens.new(new.kind)
        await self.credentials.add(new, token)
        made = await self.credentials.find(new.id, now)
        assert made is not None, "it expires in the future"
        return CreatedMcpToken(credential=made, token=token)

    @classmethod
    def kept(cls, result: CreatedMcpToken) -> CreatedMcpToken:
        return structs.replace(result, token=None)

    @classmethod
    def trace(cls, result: CreatedMcpToken) -> Trace:
        made = result.credential
        return Trace(
            subject=made.id,
            details={
                "scopes": [scope.value for scope in made.scopes],
                "guard": to_builtins(made.guard),
                "expires_at": made.expires_at.isoformat() if made.expires_at else None,
            },
        )
