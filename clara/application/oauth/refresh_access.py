from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta, Struct

from clara.application.oauth.client_proof import ClientProof
from clara.application.oauth.issuing import IssuedTokens, Issuing
from clara.application.oauth.open_authorization import RESOURCE
from clara.application.oauth.ports import Grants
from clara.application.ports import Clock, PublicUrl
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.credentials.actor import Actor
from clara.domain.oauth.authorization import require_resource
from clara.domain.oauth.errors import invalid_grant

_Text = Annotated[str, Meta(max_length=2_000)]


class RefreshAccessCommand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    client_id: _Text
    client_secret: _Text | None = None
    refresh_token: _Text
    resource: _Text | None = None


@dataclass(frozen=True, slots=True)
class RefreshAccess(UseCase[RefreshAccessCommand, IssuedTokens]):
    """Fetch new tokens for a refresh token, which is used up by that. Using one twice ends the grant
    with all its tokens (OAuth 2.1, 4.3.1): somebody has a copy.

    Errors, first that holds: invalid_client, invalid_target, invalid_grant.
    """

    name = "oauth.refresh"
    tool = "oauth_refresh"
    title = "Refresh access"
    action = "oauth_access.refreshed"
    effect = Effect.WRITE
    is_public = True
    command = RefreshAccessCommand
    result = IssuedTokens

    proof: ClientProof
    grants: Grants
    issuing: Issuing
    public: PublicUrl
    clock: Clock

    async def __call__(self, actor: Actor, command: RefreshAccessCommand) -> IssuedTokens:
        client = await self.proof.check(command.client_id, command.client_secret)
        require_resource(command.resource, self.public.to(RESOURCE))
        now = self.clock.now()
        used = await self.grants.spend_refresh_token(command.refresh_token, client.id, now)
        if used is None:
            raise invalid_grant(
                "This refresh token was used, revoked, has expired, or is another's."
            )
        return await self.issuing.issue(used.id, used.scopes, now)

    @classmethod
    def kept(cls, result: IssuedTokens) -> IssuedTokens:
        return result.without_tokens()

    @classmethod
    def trace(cls, result: IssuedTokens) -> Trace:
        return Trace(subject=result.grant_id)
