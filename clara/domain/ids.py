"""Identifiers on the wire: `<kind>_<32 hex digits>`, random unless said otherwise."""

import re
from typing import Annotated

from msgspec import Meta, Struct

_HEX = "[0-9a-f]{32}"


def _id(kind: str, what: str) -> Meta:
    return Meta(
        pattern=f"^{kind}_{_HEX}$",
        description=what,
        examples=[f"{kind}_{'0123456789abcdef' * 2}"],
    )


UserId = Annotated[str, _id("user", "Identifier of a user.")]
CompanyId = Annotated[str, _id("company", "Identifier of a company.")]
CardId = Annotated[str, _id("card", "Identifier of a card.")]
CardholderId = Annotated[str, _id("cardholder", "Identifier of a cardholder.")]
CreditTransactionId = Annotated[str, _id("credit", "Identifier of a credit transaction.")]
PurchaseId = Annotated[str, _id("purchase", "Identifier of a purchase of credits.")]
TaskId = Annotated[str, _id("task", "Identifier of a task.")]
CardTransactionId = Annotated[str, _id("ctx", "Identifier of a card transaction.")]
AuthorizationId = Annotated[str, _id("authorization", "Identifier of an authorization.")]

CARD_ID = re.compile(f"card_{_HEX}")


SomeCompanyId = Annotated[
    str,
    Meta(
        max_length=64,
        description="Identifier of the company.",
        examples=["company_0123456789abcdef0123456789abcdef"],
    ),
]
"""As callers name one. Its form is not checked: a malformed one belongs to no company and is simply
not found."""


class InCompany(Struct, frozen=True, kw_only=True):
    """What every command about a company's data begins with."""

    company_id: SomeCompanyId


class OfUser(Struct, frozen=True, kw_only=True):
    """What every command about a user's own account begins with. Another user's identifier is
    refused, whether or not there is such a user."""

    user_id: Annotated[
        str,
        Meta(
            max_length=64,
            description="Identifier of the user, who is the caller.",
            examples=["user_0123456789abcdef0123456789abcdef"],
        ),
    ]
