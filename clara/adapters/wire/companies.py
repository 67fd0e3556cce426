"""Companies on the wire."""

from datetime import datetime
from typing import Annotated, Any

from msgspec import Struct

from clara.adapters.wire.described import Currency, Instant, described
from clara.application.companies.accept_invitation import AcceptedInvitation
from clara.domain.companies.company import Company, Role
from clara.domain.companies.company_detail import CompanyDetail, SavedCompany


class CompanyView(Struct, frozen=True, kw_only=True):
    """A company, and the caller's role in it."""

    id: Annotated[str, described("The company.", "company_0123456789abcdef0123456789abcdef")]
    name: Annotated[str, described("Legal or trade name.", "Aurora, S.A. de C.V.")]
    country: Annotated[str, described("ISO 3166-1 alpha-2 code.", "MX")]
    tax_id: Annotated[str, described("RFC, CNPJ or NIT in its official form.", "GODE561231GR8")]
    currency: Currency
    time_zone: Annotated[str, described("IANA time zone.", "America/Mexico_City")]
    billing_day: Annotated[int, described("Day on which a billing period begins.", 1)]
    bookkeepers_can_lock: Annotated[
        bool, described("Whether bookkeepers may lock and unlock cards.", True)
    ]
    confirms_unlocks: Annotated[
        bool,
        described(
            "Whether a person says yes each time an assistant wants to unlock a card.", False
        ),
    ]
    is_sandbox: Annotated[bool, described("Whether its data is made up.", False)]
    data_as_of: Annotated[
        datetime | None, described("When card transactions were last added.", None)
    ]
    role: Annotated[Role, described("What the caller is in it.", "administrator")]
    created_at: Instant

    @classmethod
    def of(cls, detail: CompanyDetail | AcceptedInvitation) -> "CompanyView":
        return cls(**_fields(detail.company, detail.role))


class SavedCompanyView(CompanyView, frozen=True, kw_only=True):
    """A company as it was saved."""

    warnings: Annotated[
        tuple[str, ...],
        described(
            "What is doubtful about what was saved all the same.",
            ["The check digit of this RFC does not fit; compare it with the registration."],
        ),
    ]

    @classmethod
    def of(cls, saved: SavedCompany) -> "SavedCompanyView":  # type: ignore[override]
        return cls(**_fields(saved.company, saved.role), warnings=saved.warnings)


def _fields(company: Company, role: Role) -> dict[str, Any]:
    names = [name for name in CompanyView.__struct_fields__ if name != "role"]
    return {**{name: getattr(company, name) for name in names}, "role": role}
