from dataclasses import dataclass
from typing import Annotated, Any

from msgspec import UNSET, Meta, UnsetType, structs

from clara.application.companies.authority import ADMINISTRATORS, hold_in_role
from clara.application.companies.ports import Companies, Members, TaxIds
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.audit.entry import Outcome
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
    checked_time_zone,
)
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.token import PEOPLE
from clara.domain.errors import Invalid, NotFound
from clara.domain.ids import InCompany
from clara.domain.money import checked_currency
from clara.domain.names import checked_name


class UpdateCompanyCommand(InCompany, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: CompanyName | UnsetType = UNSET
    country: Country | UnsetType = UNSET
    tax_id: TaxId | UnsetType = UNSET
    currency: CompanyCurrency | UnsetType = UNSET
    time_zone: TimeZone | UnsetType = UNSET
    billing_day: BillingDay | UnsetType = UNSET
    bookkeepers_can_lock: (
        Annotated[
            bool,
            Meta(description="Whether bookkeepers may lock and unlock cards.", examples=[False]),
        ]
        | UnsetType
    ) = UNSET
    confirms_unlocks: (
        Annotated[
            bool,
            Meta(
                description="Whether a person has to say yes each time an assistant wants to"
                " unlock a card.",
                examples=[True],
            ),
        ]
        | UnsetType
    ) = UNSET


_CHECKS: dict[str, Any] = {
    "name": lambda name: checked_name(name, MAX_NAME),
    "country": checked_country,
    "currency": checked_currency,
    "time_zone": checked_time_zone,
}


@dataclass(frozen=True, slots=True)
class UpdateCompany(UseCase[UpdateCompanyCommand, SavedCompany]):
    """Change a company; what is left out stays as it is. For administrators.

    A new currency, time zone or billing day acts on every question asked from then on; card
    transactions keep the currency they have. With another country the tax id is checked anew.

    Errors, first that holds: role_not_allowed, empty_body, invalid_name, invalid_country,
    invalid_currency, invalid_time_zone, invalid_tax_id, company_exists.
    """

    name = "company.update"
    tool = "update_company"
    title = "Update a company"
    action = "company.updated"
    effect = Effect.WRITE
    roles = ADMINISTRATORS
    accepts = PEOPLE
    command = UpdateCompanyCommand
    result = SavedCompany

    companies: Companies
    members: Members
    tax_ids: TaxIds

    async def __call__(self, actor: Actor, command: UpdateCompanyCommand) -> SavedCompany:
        given = structs.asdict(command)
        del given["company_id"]
        wanted = {name: value for name, value in given.items() if value is not UNSET}
        if not wanted:
            raise Invalid("empty_body", "Request body is empty.")
        for name, check in _CHECKS.items():
            if name in wanted:
                wanted[name] = check(wanted[name])
        await hold_in_role(self.companies, self.members, actor)
        before = await self.companies.find(command.company_id)
        if before is None:
            raise NotFound.of("company")
        warnings: tuple[str, ...] = ()
        company = structs.replace(before, **wanted)
        if (company.country, company.tax_id) != (before.country, before.tax_id):
            registered = self.tax_ids.check(company.country, company.tax_id)
            company = structs.replace(company, tax_id=registered.tax_id)
            warnings = registered.warnings
        changed = tuple(name for name in given if getattr(company, name) != getattr(before, name))
        if changed:
            await self.companies.save(company)
        return SavedCompany(company=company, role=actor.role, changed=changed, warnings=warnings)

    @classmethod
    def trace(cls, result: SavedCompany) -> Trace:
        return Trace(
            subject=result.company.id,
            outcome=Outcome.DONE if result.changed else Outcome.UNCHANGED,
            details={"changed": list(result.changed)},
        )
