"""A company as one of its people sees it."""

from msgspec import Struct

from clara.domain.companies.company import Company, Role


class CompanyDetail(Struct, frozen=True, kw_only=True):
    """`role` is the caller's."""

    company: Company
    role: Role


class SavedCompany(CompanyDetail, frozen=True, kw_only=True):
    """`changed` are the names of the fields that are others now; `warnings` say what is doubtful
    about what was saved all the same."""

    changed: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
