"""Companies, their people and what each role may do."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from clara.domain.ids import CardholderId, CompanyId, UserId


class Role(StrEnum):
    ADMINISTRATOR = "administrator"
    BOOKKEEPER = "bookkeeper"
    MANAGER = "manager"
    EMPLOYEE = "employee"


class Company(Struct, frozen=True, kw_only=True):
    """A legal entity whose card data is kept apart from every other's."""

    id: CompanyId
    name: Annotated[str, Meta(min_length=1, max_length=200, description="Legal or trade name.")]
    country: Annotated[str, Meta(pattern="^[A-Z]{2}$", description="ISO 3166-1 alpha-2 code.")]
    tax_id: Annotated[str, Meta(max_length=32, description="RFC, CNPJ or NIT as registered.")]
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$", description="Billing currency, ISO 4217.")]
    time_zone: Annotated[str, Meta(max_length=64, description="IANA time zone.")]
    billing_day: Annotated[
        int, Meta(ge=1, le=28, description="Day of the month on which a billing period begins.")
    ] = 1
    bookkeepers_can_lock: bool = True
    confirms_unlocks: bool = False
    is_sandbox: bool = False
    data_as_of: datetime | None = None
    created_at: datetime


class Membership(Struct, frozen=True, kw_only=True):
    """A user's role in a company; `manager_user_id` is whom they report to."""

    company_id: CompanyId
    user_id: UserId
    role: Role
    manager_user_id: UserId | None = None
    created_at: datetime


class Cardholder(Struct, frozen=True, kw_only=True):
    """A person of a company who holds cards; `user_id` links them to an account."""

    id: CardholderId
    name: Annotated[str, Meta(min_length=1, max_length=120, description="Name on the card.")]
    user_id: UserId | None = None
