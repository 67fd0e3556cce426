"""The caller, as every use case sees it."""

from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct

from clara.domain.accounts.language import Language
from clara.domain.card_numbers import mask_card_numbers
from clara.domain.companies.company import Role
from clara.domain.companies.company_clock import EVERYBODYS_TIME, CompanyClock
from clara.domain.credentials.guard import UNGUARDED, Guard
from clara.domain.credentials.scope import Scope
from clara.domain.credentials.token import CredentialKind
from clara.domain.ids import CompanyId, UserId
from clara.domain.local_days import local_day
from clara.domain.text import clean


class Door(StrEnum):
    """Through which driving adapter an operation came."""

    REST = "rest"
    MCP = "mcp"
    WEB = "web"
    CLI = "cli"


class Stamp(Struct, frozen=True, kw_only=True):
    """Who did something, when, why and through which door."""

    by_user_id: UserId | None
    by_name: str
    by_role: Role | None
    at: datetime
    reason: str | None
    door: Door


class Seat(Struct, frozen=True, kw_only=True):
    """A company the caller belongs to, and as what. `company_number` is the stores' short key;
    `clock` is its own time, which only a sandbox sets apart from everybody's."""

    company_id: CompanyId
    company_number: int
    role: Role
    company_name: str
    currency: str
    time_zone: str
    billing_day: int
    bookkeepers_can_lock: bool
    confirms_unlocks: bool
    is_sandbox: bool = False
    clock: CompanyClock = EVERYBODYS_TIME

    def today(self, everybodys: datetime) -> date:
        """The company's local day, by its own clock."""
        return local_day(self.clock.now(everybodys), self.time_zone)


class Actor(Struct, frozen=True, kw_only=True):
    """Who acts: a user through a credential, or the operator on the command line.

    `seats` are the memberships the credential reaches; `seat` is the one this operation is about
    and is set by the Runner once the company is known. `source` is the network address it comes
    from, `language` what the caller asked to be answered in. `approval` is a person's yes to one
    risky operation, as the door has had it from them and nobody else can make it.
    """

    kind: CredentialKind
    credential_id: str
    user_id: UserId | None
    name: str
    door: Door
    scopes: frozenset[Scope]
    guard: Guard = UNGUARDED
    is_active: bool = True
    seats: tuple[Seat, ...] = ()
    seat: Seat | None = None
    source: str = ""
    language: Language = Language.EN
    approval: str | None = None
    last_used_at: datetime | None = None
    last_client: str | None = None

    @property
    def company(self) -> Seat:
        """The company this operation is about; a use case without one never asks."""
        assert self.seat is not None, "a company use case runs only with a seat"
        return self.seat

    @property
    def role(self) -> Role:
        return self.company.role

    def stamp(self, at: datetime, reason: str | None) -> Stamp:
        """The mark this actor leaves on what they change."""
        return Stamp(
            by_user_id=self.user_id,
            by_name=self.name,
            by_role=self.seat.role if self.seat else None,
            at=at,
            reason=mask_card_numbers(clean(reason, 200)) if reason else None,
            door=self.door,
        )
