"""What a company says of itself when it is registered, and how that is checked."""

from collections.abc import Sequence
from typing import Annotated
from zoneinfo import ZoneInfo

from msgspec import Meta

from clara.domain.companies.company import Role
from clara.domain.companies.countries import USUAL
from clara.domain.errors import Conflict, Invalid
from clara.domain.money import checked_currency

MAX_COMPANIES = 50
"""That one user may be an administrator of."""

MAX_NAME = 200

CompanyName = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=MAX_NAME,
        description="Legal or trade name.",
        examples=["Aurora, S.A. de C.V."],
    ),
]
Country = Annotated[
    str,
    Meta(
        min_length=2,
        max_length=2,
        description="Country, ISO 3166-1 alpha-2.",
        examples=["MX"],
    ),
]
TaxId = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=32,
        description="RFC, CNPJ or NIT as registered, with or without dots and dashes.",
        examples=["GODE561231GR8"],
    ),
]
CompanyCurrency = Annotated[
    str,
    Meta(min_length=3, max_length=3, description="Billing currency, ISO 4217.", examples=["MXN"]),
]
TimeZone = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=64,
        description="IANA time zone, in which the company's days begin.",
        examples=["America/Mexico_City"],
    ),
]
BillingDay = Annotated[
    int,
    Meta(
        ge=1,
        le=28,
        description="Day of the month on which a billing period begins.",
        examples=[1],
    ),
]

# Names that stand for no place, and differ from machine to machine.
_PLACELESS = frozenset({"localtime", "Factory", "posixrules"})
_COPIES = ("posix/", "right/")


def checked_time_zone(text: str) -> str:
    """`text`, when the IANA database has a zone of that name. Raises `invalid_time_zone`."""
    try:
        known = ZoneInfo(text).key == text
    except (KeyError, ValueError, OSError):
        known = False
    if not known or text in _PLACELESS or text.startswith(_COPIES):
        raise Invalid(
            "invalid_time_zone",
            f"'{text[:64]}' is not an IANA time zone; write one like America/Bogota.",
        )
    return text


def customs(country: str, currency: str | None, time_zone: str | None) -> tuple[str, str]:
    """Currency and time zone of a new company: as given, else what is usual in its country. Raises
    `invalid_parameters` where there is no such thing, `invalid_currency`, `invalid_time_zone`."""
    usual = USUAL.get(country)
    given = {
        "currency": currency or (usual and usual.currency),
        "time_zone": time_zone or (usual and usual.time_zone),
    }
    missing = [name for name, value in given.items() if not value]
    if missing:
        reason = f"Needed, since Clara assumes none for {country}"
        errors = [{"field": name, "reason": reason} for name in missing]
        raise Invalid("invalid_parameters", details={"errors": errors})
    return checked_currency(given["currency"] or ""), checked_time_zone(given["time_zone"] or "")


def require_room(roles: Sequence[Role]) -> None:
    """Whether somebody with these roles may found one more company. Raises `too_many_companies`."""
    if sum(role is Role.ADMINISTRATOR for role in roles) >= MAX_COMPANIES:
        raise Conflict(
            "too_many_companies",
            f"You are an administrator of {MAX_COMPANIES} companies, which is as many as one"
            " person may be.",
            remedy="Leave one of them first, or ask somebody else to found this one.",
        )
