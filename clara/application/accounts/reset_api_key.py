from dataclasses import dataclass

from msgspec import Struct, structs

from clara.application.accounts.view_api_key import API_KEYS
from clara.application.credentials.ports import Credentials, Tokens
from clara.application.ports import Clock, Ids
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.credential import NewCredential
from clara.domain.credentials.scope import ALL_SCOPES
from clara.domain.credentials.token import PEOPLE, CredentialKind
from clara.domain.ids import OfUser


class ResetApiKeyCommand(OfUser, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class IssuedApiKey(Struct, frozen=True, kw_only=True):
    """`token` is shown this once; None in the answer to a repeated request."""

    key: NewCredential
    last_four: str
    token: str | None

    def __repr__(self) -> str:
        return f"IssuedApiKey(id={self.key.id!r})"


@dataclass(frozen=True, slots=True)
class ResetApiKey(UseCase[ResetApiKeyCommand, IssuedApiKey]):
    """Issue a new API key. The old one stops at once. The token is shown this once.

    The key reaches every company its user belongs to, as far as their role goes, with all scopes.

    Errors: another_user.
    """

    name = "api_key.reset"
    tool = "api_key_reset"
    title = "Reset the API key"
    action = "api_key.reset"
    effect = Effect.WRITE
    accepts = PEOPLE
    command = ResetApiKeyCommand
    result = IssuedApiKey

    credentials: Credentials
    tokens: Tokens
    clock: Clock
    ids: Ids

    async def __call__(self, actor: Actor, command: ResetApiKeyCommand) -> IssuedApiKey:
        now = self.clock.now()
        # Of two resets at once the second has to see the first one's key.
        await self.credentials.hold(command.user_id)
        await self.credentials.revoke_of_user(command.user_id, API_KEYS, now)
        token = self.tokens.new(CredentialKind.API_KEY)
        key = NewCredential(
            id=self.ids.new("key"),
            kind=CredentialKind.API_KEY,
            user_id=command.user_id,
            company_id=None,
            name="API key",
            scopes=ALL_SCOPES,
            created_at=now,
        )
        await self.credentials.add(key, token)
        return IssuedApiKey(key=key, last_four=token[-4:], token=token)

    @classmethod
    def kept(cls, result: IssuedApiKey) -> IssuedApiKey:
        return structs.replace(result, token=None)

    @classmethod
    def trace(cls, result: IssuedApiKey) -> Trace:
        return Trace(subject=result.key.id)
