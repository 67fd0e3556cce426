"""Putting companies, people and credentials into a store, past every rule of the product."""

from clara.adapters.persistence.accounts import SqlAccounts
from clara.adapters.persistence.companies import SqlCompanies
from clara.adapters.persistence.credentials import SqlCredentials
from clara.adapters.persistence.founding import SqlFounding
from clara.adapters.persistence.invitations import SqlInvitations
from clara.adapters.persistence.ledger import SqlLedger
from clara.adapters.persistence.members import SqlMembers
from clara.application.accounts.ports import Account
from clara.domain.accounts.user import User
from clara.domain.companies.company import Company, Membership
from clara.domain.companies.invitation import Invitation
from clara.domain.credentials.credential import NewCredential
from clara.domain.credits.ledger import Account as Of
from clara.domain.credits.ledger import Transfer, TransferKind, moving


class SettingUp(SqlFounding):
    """What the demo is founded with, and the rest, in one transaction."""

    async def add_company(self, company: Company) -> None:
        await SqlCompanies(self.session).add(company)

    async def add_user(self, user: User, password_hash: str) -> None:
        await SqlAccounts(self.session).add(Account(user=user, password_hash=password_hash))

    async def add_membership(self, membership: Membership) -> None:
        await SqlMembers(self.session).add(membership)

    async def add_credential(self, credential: NewCredential, token: str) -> None:
        await SqlCredentials(self.session).add(credential, token)

    async def add_invitation(self, invitation: Invitation, token: str) -> None:
        await SqlInvitations(self.session).add(invitation, token)

    async def add_credits(self, user: User, credits: int, *, id: str, why: str = "A gift") -> None:
        """As an operator gives them."""
        given = Transfer(
            id=id,
            user_id=user.id,
            kind=TransferKind.ADJUSTMENT,
            reference=id,
            step="adjusted",
            description=why,
            at=self.clock.now(),
            entries=moving(credits, Of.ADJUSTED, Of.AVAILABLE),
        )
        await SqlLedger(self.session).post(given)
