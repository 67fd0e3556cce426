from dataclasses import dataclass

from clara.application.companies.ports import Companies
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.companies.company_detail import CompanyDetail
from clara.domain.credentials.actor import Actor
from clara.domain.errors import NotFound
from clara.domain.ids import InCompany


class ViewCompanyCommand(InCompany, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


@dataclass(frozen=True, slots=True)
class ViewCompany(UseCase[ViewCompanyCommand, CompanyDetail]):
    """View a company: its name, country, tax id, currency, time zone and billing day, and the
    caller's role in it.

    Errors: company_not_found.
    """

    name = "company.view"
    tool = "view_company"
    title = "View a company"
    action = "company.viewed"
    effect = Effect.READ
    command = ViewCompanyCommand
    result = CompanyDetail

    companies: Companies

    async def __call__(self, actor: Actor, command: ViewCompanyCommand) -> CompanyDetail:
        company = await self.companies.find(command.company_id)
        if company is None:
            raise NotFound.of("company")
        return CompanyDetail(company=company, role=actor.role)

    @classmethod
    def trace(cls, result: CompanyDetail) -> Trace:
        return Trace(subject=result.company.id)
