from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta, Struct

from clara.application.founding.ports import FoundCompany, Founding
from clara.application.use_case import Effect, UseCase
from clara.domain.credentials.actor import Actor


class ListCompaniesCommand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    tax_id: Annotated[str, Meta(min_length=1, max_length=32)] | None = None


class CompanyList(Struct, frozen=True, kw_only=True):
    companies: tuple[FoundCompany, ...]


@dataclass(frozen=True, slots=True)
class ListCompanies(UseCase[ListCompaniesCommand, CompanyList]):
    """List the companies of this installation, or the one of a tax id. For operators.

    No errors: no match is an empty list.
    """

    name = "company.list"
    tool = "list_companies"
    title = "List companies"
    action = "companies.listed"
    effect = Effect.READ
    is_for_operators = True
    command = ListCompaniesCommand
    result = CompanyList

    founding: Founding

    async def __call__(self, actor: Actor, command: ListCompaniesCommand) -> CompanyList:
        found = await self.founding.companies()
        wanted = _bare(command.tax_id or "")
        return CompanyList(
            companies=tuple(one for one in found if wanted in ("", _bare(one.tax_id)))
        )


def _bare(tax_id: str) -> str:
    """Without the dots and dashes that some write and others don't."""
    return "".join(filter(str.isalnum, tax_id)).upper()
