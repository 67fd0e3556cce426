from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from clara.application.credentials.ports import Credentials, Tokens
from clara.application.oauth.client_proof import ClientProof
from clara.application.oauth.issuing import IssuedTokens, Issuing
from clara.application.oauth.open_authorization import RESOURCE
from clara.application.oauth.ports import AuthorizationCode, Grants
from clara.application.ports import Clock, Ids, PublicUrl
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.credential import NewCredential
from clara.domain.credentials.token import CredentialKind
from clara.domain.oauth.authorization import require_resource, require_verifier
from clara.domain.oauth.errors import invalid_grant

_Text = Annotated[str, Meta(max_length=2_000)]


class ExchangeCodeCommand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    client_id: _Text
    client_secret: _Text | None = None
    code: _Text
    code_verifier: _Text
    redirect_uri: _Text | None = None
    resource: _Text | None = None


@dataclass(frozen=True, slots=True)
class ExchangeCode(UseCase[ExchangeCodeCommand, IssuedTokens]):
    """Fetch the tokens for an authorization code, once. A second time the grant it gave ends: one of
    the two who had the code was not meant to have it (RFC 6749, 4.1.2).

    Errors, first that holds: invalid_client, invalid_grant, invalid_target.
    """

    name = "oauth.exchange_code"
    tool = "oauth_exchange_code"
    title = "Exchange an authorization code"
    action = "oauth_code.exchanged"
    effect = Effect.WRITE
    is_public = True
    command = ExchangeCodeCommand
    result = IssuedTokens

    proof: ClientProof
    grants: Grants
    credentials: Credentials
    issuing: Issuing
    tokens: Tokens
    public: PublicUrl
    clock: Clock
    ids: Ids

    async def __call__(self, actor: Actor, command: ExchangeCodeCommand) -> IssuedTokens:
        client = await self.proof.check(command.client_id, command.client_secret)
        require_resource(command.resource, self.public.to(RESOURCE))
        now = self.clock.now()
        code = await self.grants.spend_code(command.code, now)
        if code is None or code.client_id != client.id:
            raise invalid_grant(
                "This code is not one of this client's, or was used, or is too old."
            )
        if command.redirect_uri not in (None, code.redirect_uri):
            raise invalid_grant("The redirect_uri is not the one the code was sent to.")
        require_verifier(command.code_verifier, code.challenge)
        grant = self._grant(code, now)
        await self.credentials.add(grant, self.tokens.new(CredentialKind.MCP_TOKEN))
        await self.grants.bind(grant.id, command.code)
        return await self.issuing.issue(grant.id, code.scopes, now)

    def _grant(self, code: AuthorizationCode, now: datetime) -> NewCredential:
        """A grant is a credential as any MCP token is, only that nobody has its own token."""
        return NewCredential(
            id=self.ids.new("grant"),
            kind=CredentialKind.MCP_TOKEN,
            user_id=code.user_id,
            company_id=code.company_id,
            name=code.client_name,
            scopes=frozenset(code.scopes),
            guard=code.guard,
            created_at=now,
        )

    @classmethod
    def kept(cls, result: IssuedTokens) -> IssuedTokens:
        return result.without_tokens()

    @classmethod
    def trace(cls, result: IssuedTokens) -> Trace:
        return Trace(subject=result.grant_id)
