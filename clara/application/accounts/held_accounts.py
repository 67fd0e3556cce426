"""Accounts read to be written back."""

from dataclasses import dataclass

from clara.application.accounts.ports import Account, Accounts
from clara.application.credentials.ports import Credentials
from clara.domain.errors import NotFound


@dataclass(frozen=True, slots=True)
class HeldAccounts:
    """An account is saved whole: what was read before another's change would undo it."""

    accounts: Accounts
    credentials: Credentials

    async def of_id(self, user_id: str) -> Account:
        """As it is now, and nobody else changes it until the operation's transaction, which begins
        here, has ended. Raises `user_not_found`."""
        await self.credentials.hold(user_id)
        account = await self.accounts.of_id(user_id)
        if account is None:
            raise NotFound.of("user")
        return account
