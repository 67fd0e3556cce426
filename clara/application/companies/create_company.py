from dataclasses import dataclass

from msgspec import Struct

from clara.application.companies.ports import Companies, Members, TaxIds
from clara.application.ports import Clock, Ids
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.companies.company import Company, Membership, Role
from clara.domain.companies.company_detail import SavedCompany
from clara.domain.companies.countries import checked_country
from clara.domain.companies.registration import (
    MAX_NAME,
    BillingDay,
    CompanyCurrency,
    CompanyName,
    Country,
    TaxId,
    TimeZone,
    customs,
    require_room,
)
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.token import PEOPLE
from clara.domain.errors import Forbidden
from clara.domain.names import checked_name


class CreateCompanyCommand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: CompanyName
    country: Country
    tax_id: TaxId
    currency: CompanyCurrency | None = None
    time_zone: TimeZone | None = None
    billing_day: BillingDay = 1


@dataclass(frozen=True, slots=True)
class CreateCompany(UseCase[CreateCompanyCommand, SavedCompany]):
    """Create a company; whoever does becomes its administrator.

    Currency and time zone may be left out for Mexico, Brazil and Colombia. A tax id is checked by
    its country's rules and kept in its official spelling; `warnings` say what is doubtful about it.

    Errors, first that holds: people_only, invalid_name, invalid_country, invalid_parameters
    (currency or time zone is needed), invalid_currency, invalid_time_zone, invalid_tax_id,
    too_many_companies, company_exists.
    """

    name = "company.create"
    tool = "create_company"
    title = "Create a company"
    action = "company.created"
    effect = Effect.WRITE
    accepts = PEOPLE
    command = CreateCompanyCommand
    result = SavedCompany

    companies: Companies
    members: Members
    tax_ids: TaxIds
    clock: Clock
    ids: Ids

    async def __call__(self, actor: Actor, command: CreateCompanyCommand) -> SavedCompany:
        if actor.user_id is None:
            raise Forbidden("people_only", "A company is created by the user who will run it.")
        name = checked_name(command.name, MAX_NAME)
        country = checked_country(command.country)
        currency, time_zone = customs(country, command.currency, command.time_zone)
        registered = self.tax_ids.check(country, command.tax_id)
        require_room([seat.role for seat in actor.seats])
        now = self.clock.now()
        company = Company(
            id=self.ids.new("company"),
            name=name,
            country=country,
            tax_id=registered.tax_id,
            currency=currency,
            time_zone=time_zone,
            billing_day=command.billing_day,
            created_at=now,
        )
        await self.companies.add(company)
        first = Membership(
            company_id=company.id, user_id=actor.user_id, role=Role.ADMINISTRATOR, created_at=now
        )
        await self.members.add(first)
        return SavedCompany(company=company, role=first.role, warnings=registered.warnings)

    @classmethod
    def trace(cls, result: SavedCompany) -> Trace:
        company = result.company
        return Trace(
            subject=company.id,
            company_ids=(company.id,),
            details={
                "country": company.country,
                "currency": company.currency,
                "time_zone": company.time_zone,
            },
        )
