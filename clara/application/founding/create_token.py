from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct, structs, to_builtins

from clara.application.accounts.ports import Accounts
from clara.application.cards.ports import Cards
from clara.application.companies.ports import Members
from clara.application.credentials.ports import Credentials, Tokens
from clara.application.ports import Clock, Ids
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.credential import NewCredential
from clara.domain.credentials.guard import UNGUARDED, Guard
from clara.domain.credentials.scope import ALL_SCOPES, STAFF, Scope
from clara.domain.credentials.token import CredentialKind
from clara.domain.errors import Forbidden, NotFound
from clara.domain.ids import InCompany


class TokenKind(StrEnum):
    """Tokens an operator hands out."""

    API_KEY = CredentialKind.API_KEY.value
    MCP_TOKEN = CredentialKind.MCP_TOKEN.value


class CreateTokenCommand(InCompany, frozen=True, kw_only=True, forbid_unknown_fields=True):
    email: Annotated[str, Meta(min_length=3, max_length=254)]
    kind: TokenKind
    name: Annotated[str, Meta(min_length=1, max_length=80)]
    scopes: Annotated[tuple[Scope, ...], Meta(min_length=1, max_length=20)] | None = None
    days: Annotated[int, Meta(ge=1, le=3_660)] | None = None
    guard: Guard = UNGUARDED


class CreatedToken(Struct, frozen=True, kw_only=True):
    """`token` is shown this once; only its digest is kept."""

    id: str
    kind: TokenKind
    name: str
    user_id: str
    company_id: str | None
    scopes: tuple[Scope, ...]
    guard: Guard
    expires_at: datetime | None
    token: str | None

    def __repr__(self) -> str:
        return f"CreatedToken(id={self.id!r})"


@dataclass(frozen=True, slots=True)
class CreateToken(UseCase[CreateTokenCommand, CreatedToken]):
    """Create an API key or a personal MCP token for a member of a company. For operators.

    An MCP token is bound to the company and only for administrators and bookkeepers; an API key
    reaches every company its user belongs to, as far as their role goes, and takes the place of the
    one before. Without `scopes` it has all of them, without `days` it does not expire.

    Errors, first that holds: company_not_found, member_not_found, role_not_allowed,
    card_not_found.
    """

    name = "token.create"
    tool = "create_token"
    title = "Create a token"
    action = "token.created"
    effect = Effect.WRITE
    is_for_operators = True
    command = CreateTokenCommand
    result = CreatedToken

    accounts: Accounts
    cards: Cards
    members: Members
    credentials: Credentials
    tokens: Tokens
    clock: Clock
    ids: Ids

    async def __call__(self, actor: Actor, command: CreateTokenCommand) -> CreatedToken:
        account = await self.accounts.of_email(command.email)
        member = await self.members.find(command.company_id, account.user.id) if account else None
        if member is None:
            raise NotFound(
                "member_not_found", "Nobody with that e-mail address belongs to this company."
            )
        role = member.role
        is_mcp = command.kind is TokenKind.MCP_TOKEN
        if is_mcp and role not in STAFF:
            raise Forbidden(
                "role_not_allowed",
                f"MCP tokens are for administrators and bookkeepers; this user is {role.value}.",
                remedy="Choose an administrator or bookkeeper, or create an API key instead.",
            )
        await self.cards.require(actor, command.guard.card_ids)
        now = self.clock.now()
        kind = CredentialKind(command.kind.value)
        credential = NewCredential(
            id=self.ids.new("token" if is_mcp else "key"),
            kind=kind,
            user_id=member.user_id,
            company_id=command.company_id if is_mcp else None,
            name=command.name,
            scopes=frozenset(command.scopes) if command.scopes else ALL_SCOPES,
            guard=command.guard,
            created_at=now,
            expires_at=now + timedelta(days=command.days) if command.days else None,
        )
        token = self.tokens.new(kind)
        if not is_mcp:  # there is one per user
            await self.credentials.revoke_of_user(member.user_id, frozenset({kind}), now)
        await self.credentials.add(credential, token)
        return CreatedToken(
            id=credential.id,
            kind=command.kind,
            name=credential.name,
            user_id=member.user_id,
            company_id=credential.company_id,
            scopes=tuple(sorted(credential.scopes)),
            guard=credential.guard,
            expires_at=credential.expires_at,
            token=token,
        )

    @classmethod
    def kept(cls, result: CreatedToken) -> CreatedToken:
        return structs.replace(result, token=None)

    @classmethod
    def trace(cls, result: CreatedToken) -> Trace:
        return Trace(
            subject=result.id,
            details={
                "kind": result.kind.value,
                "for": result.user_id,
                "scopes": [scope.value for scope in result.scopes],
                "guard": to_builtins(result.guard),
                "expires_at": result.expires_at.isoformat() if result.expires_at else None,
            },
        )
