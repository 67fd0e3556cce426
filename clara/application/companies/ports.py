"""What companies and their members need from the outside."""

from abc import abstractmethod
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from clara.domain.companies.company import Cardholder, Company, Membership, Role
from clara.domain.companies.invitation import Invitation
from clara.domain.credentials.actor import Actor
from clara.domain.ids import CardholderId, CompanyId, UserId


class CheckedTaxId(Struct, frozen=True, kw_only=True):
    """A tax id as it is written officially, and what is doubtful about it."""

    tax_id: str
    warning: str | None = None

    @property
    def warnings(self) -> tuple[str, ...]:
        return (self.warning,) if self.warning else ()


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
        """Raises `already_member`, `cardholder_not_found`, `cardholder_taken`."""

    @abstractmethod
    async def all(self, company_id: str) -> tuple[Member, ...]:
        """By name; at most `MAX_MEMBERS`."""

    @abstractmethod
    async def count(self, company_id: str) -> int: ...

    @abstractmethod
    async def find(self, company_id: str, user_id: str) -> Member | None: ...

    @abstractmethod
    async def cardholder(self, company_id: str, cardholder_id: str) -> Cardholder | None:
        """Of the company, whether or not they are a member."""

    @abstractmethod
    async def save(self, company_id: str, member: Member) -> None:
        """Role, manager and cardholder. A cardholder can be linked to one member only. Raises
        `member_not_found`, `cardholder_not_found`, `cardholder_taken`."""

    @abstractmethod
    async def disband_team(self, company_id: str, user_id: str) -> int:
        """Whoever reported to a user reports to nobody; how many did."""

    @abstractmethod
    async def remove(self, company_id: str, user_id: str) -> None:
        """Whoever reported to them reports to nobody; their cardholder is nobody's."""

    @abstractmethod
    async def administrators_besides(self, company_id: str, user_id: str) -> int:
        """Active ones: who has not activated the account could not act as one."""


class Suspensions(Protocol):
    """Within the operation's transaction."""

    @abstractmethod
    async def hold(self, actor: Actor) -> datetime | None:
        """Since when the company has been suspended; no charge of it is decided until the operation
        ends."""

    @abstractmethod
    async def save(self, actor: Actor, since: datetime | None) -> None:
        """Suspend the company that is held, or with None let it pay again."""


class Invitations(Protocol):
    """Within the operation's transaction, and of a company that it holds."""

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
    async def sent_to(self, email: str, since: datetime) -> tuple[datetime, ...]:
        """When an address was invited, by whichever company."""

    @abstractmethod
    async def accept(self, invitation_id: str, now: datetime) -> None: ...

    @abstractmethod
    async def withdraw(self, company_id: CompanyId, invitation_id: str, now: datetime) -> bool:
        """False when there is none that is open."""
