"""User tokens: what a sign-in gives."""

from dataclasses import dataclass
from datetime import datetime

from clara.application.credentials.ports import Credentials, Tokens
from clara.application.ports import Ids
from clara.domain.accounts.session import ABSOLUTE
from clara.domain.accounts.user import User
from clara.domain.credentials.credential import NewCredential
from clara.domain.credentials.scope import ALL_SCOPES
from clara.domain.credentials.token import PEOPLE, CredentialKind


@dataclass(frozen=True, slots=True)
class Sessions:
    credentials: Credentials
    tokens: Tokens
    ids: Ids

    async def begin(self, user: User, now: datetime) -> str:
        """A new user token."""
        token = self.tokens.new(CredentialKind.USER_TOKEN)
        session = NewCredential(
            id=self.ids.new("session"),
            kind=CredentialKind.USER_TOKEN,
            user_id=user.id,
            company_id=None,
            name="Sign-in",
            scopes=ALL_SCOPES,
            created_at=now,
            expires_at=now + ABSOLUTE,
        )
        await self.credentials.add(session, token)
        return token

    async def end_others(self, user: User, now: datetime, *, but: str | None) -> None:
        """After a change of password or factor whoever else is signed in has to show the new."""
        await self.credentials.revoke_of_user(user.id, PEOPLE, now, but=but)
