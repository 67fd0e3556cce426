"""Tokens of a grant: an access token for an hour, a refresh token for the next."""

from dataclasses import dataclass
from datetime import datetime

from msgspec import Struct, structs

from clara.application.credentials.ports import Tokens
from clara.application.oauth.ports import Grants
from clara.domain.credentials.scope import Scope
from clara.domain.oauth.authorization import ACCESS_LIVES, REFRESH_LIVES
from clara.domain.oauth.tokens import OAuthToken


class IssuedTokens(Struct, frozen=True, kw_only=True):
    """Both tokens are shown this once."""

    grant_id: str
    access_token: str | None
    refresh_token: str | None
    expires_in: int
    scopes: tuple[Scope, ...]

    def __repr__(self) -> str:
        return f"IssuedTokens(grant_id={self.grant_id!r})"

    def without_tokens(self) -> "IssuedTokens":
        return structs.replace(self, access_token=None, refresh_token=None)


@dataclass(frozen=True, slots=True)
class Issuing:
    grants: Grants
    tokens: Tokens

    async def issue(self, grant_id: str, scopes: tuple[Scope, ...], now: datetime) -> IssuedTokens:
        access, refresh = self.tokens.new(OAuthToken.ACCESS), self.tokens.new(OAuthToken.REFRESH)
        await self.grants.add_token(grant_id, OAuthToken.ACCESS, access, now + ACCESS_LIVES)
        await self.grants.add_token(grant_id, OAuthToken.REFRESH, refresh, now + REFRESH_LIVES)
        return IssuedTokens(
            grant_id=grant_id,
            access_token=access,
            refresh_token=refresh,
            expires_in=int(ACCESS_LIVES.total_seconds()),
            scopes=scopes,
        )
