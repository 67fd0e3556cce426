"""Users as payment providers know them."""

from dataclasses import dataclass

from clara.application.accounts.ports import Accounts
from clara.application.credits.ports import Customers, Payments
from clara.domain.credentials.actor import Actor
from clara.domain.errors import Forbidden, NotFound


@dataclass(frozen=True, slots=True)
class Payers:
    accounts: Accounts
    customers: Customers
    payments: Payments

    async def customer(self, actor: Actor) -> str:
        """The provider's customer of the acting user, made once. Raises `role_not_allowed` for who
        is nobody, `payments_unavailable`."""
        if actor.user_id is None:
            raise Forbidden("role_not_allowed", "Credits are bought by the user who gets them.")
        known = await self.customers.find(actor.user_id, self.payments.provider)
        if known is not None:
            return known
        account = await self.accounts.of_id(actor.user_id)
        if account is None:
            raise NotFound.of("user")
        made = await self.payments.new_customer(account.user)
        return await self.customers.keep(actor.user_id, self.payments.provider, made)
