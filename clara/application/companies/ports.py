"""What companies and their members need from the outside."""

from abc import abstractmethod
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from clara.domain.companies.company import Company, Membership, Role
from clara.domain.companies.invitation import Invitation
from clara.domain.ids import CardholderId, CompanyId, UserId


class CheckedTaxId(Struct, frozen=True, kw_only=True):
    """A tax id as it is written officially, and what is doubtful about it."""

    tax_id: str
    warning: str | None = None


class TaxIds(Protocol):
    @abstractmethod
    def check(self, country: str, tax_id: str) -> CheckedTaxId:
        """The RFC of Mexico, CNPJ of Brazil, NIT of Colombia by their rules; elsewhere any. An RFC
        whose check digit is wrong is doubtful only: about 1.5 % of real ones are. Raises
        `invalid_tax_id`."""


class Member(Struct, frozen=True, kw_only=True):
    """A user of a company, and who they are among the people who hold cards."""

    user_id: UserId
    email: str
    first_name: str
    last_name: str
    role: Role
    manager_user_id: UserId | None
    cardholder_id: CardholderId | None
    is_active: bool
    joined_at: datetime


class Companies(Protocol):
    """Within the operation's transaction."""

    @abstractmethod
    async def add(self, company: Company) -> None:
        """Raises `company_exists` when one of the country has that tax id."""

    @abstractmethod
    async def find(self, company_id: str) -> Company | None: ...

    @abstractmethod
    async def save(self, company: Company) -> None:
        """What can be changed of it. Raises `company_exists`, `company_not_found`."""

    @abstractmethod
    async def hold(self, company_id: str) -> None:
        """Until the transaction ends nobody else who holds it goes on: for rules about all of a
        company's members."""


class Members(Protocol):
    """Within the operation's transaction."""

    @abstractmethod
    async def add(self, membership: Membership, cardholder_id: str | None = None) -> None:
        """Raises `already_member`."""

    @abstractmethod
    async def all(self, company_id: str) -> tuple[Member, ...]:
        """By name; at most 10,000."""

    @abstractmethod
    async def find(self, company_id: str, user_id: str) -> Member | None: ...

    @abstractmethod
    async def save(self, company_id: str, member: Member) -> None:
        """Role, manager and cardholder. A cardholder can be linked to one member only. Raises
        `cardholder_not_found`, `cardholder_taken`."""

    @abstractmethod
    async def remove(self, company_id: str, user_id: str) -> None:
        """Whoever reported to them reports to nobody; their cardholder is nobody's."""

    @abstractmethod
    async def administrators(self, company_id: str) -> int: ...


class Invitations(Protocol):
    """Within the operation's transaction."""

    @abstractmethod
    async def add(self, invitation: Invitation, token: str) -> None:
        """An open one to the same address and company is withdrawn. Only the token's digest is
        kept."""

    @abstractmethod
    async def of_token(self, token: str) -> Invitation | None:
        """Open or not."""

    @abstractmethod
    async def open(self, company_id: str, now: datetime) -> tuple[Invitation, ...]:
        """Those that can still be accepted, newest first."""

    @abstractmethod
    async def accept(self, invitation_id: str, now: datetime) -> bool:
        """False when it is no longer open: of two at once only one gets it."""

    @abstractmethod
    async def withdraw(self, company_id: CompanyId, invitation_id: str, now: datetime) -> bool:
        """False when there is none that is open."""
