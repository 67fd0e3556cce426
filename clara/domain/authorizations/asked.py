"""What callers may say of charges, with its bounds."""

from decimal import Decimal
from typing import Annotated

from msgspec import Meta

from clara.domain.authorizations.charge import MAX_MERCHANT
from clara.domain.ids import InCompany
from clara.domain.money import POSITIVE_SCHEMA, positive_minor

ChargeAmount = Annotated[
    Decimal,
    Meta(
        description="In currency units.",
        examples=[129.9],
        extra_json_schema=POSITIVE_SCHEMA,
    ),
]
ChargeCurrency = Annotated[
    str,
    Meta(
        min_length=3,
        max_length=3,
        description="ISO 4217 code.",
        examples=["MXN"],
    ),
]
TerminalMerchant = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=MAX_MERCHANT,
        description="As the terminal writes it.",
        examples=["UBER TRIP HELP.UBER.COM"],
    ),
]
ChargeMcc = Annotated[
    int,
    Meta(ge=0, le=9999, description="Category code (ISO 18245).", examples=[4121]),
]
ChargeCountry = Annotated[
    str,
    Meta(
        pattern="^[A-Z]{2}$",
        max_length=2,
        description="Where the merchant is: ISO 3166-1 alpha-2.",
        examples=["MX"],
    ),
]
BilledAmount = Annotated[
    Decimal,
    Meta(
        description="What it costs in the card's currency; needed where that is another than"
        " `currency`.",
        examples=[2300],
        extra_json_schema=POSITIVE_SCHEMA,
    ),
]
SomeAmount = Annotated[
    Decimal,
    Meta(
        description="In units of the card's currency, above zero. Left out: all there is.",
        examples=[50],
        extra_json_schema=POSITIVE_SCHEMA,
    ),
]


class OfAuthorization(InCompany, frozen=True, kw_only=True):
    """What every command about one authorization begins with."""

    authorization_id: Annotated[
        str,
        Meta(
            max_length=64,
            description="Identifier of the authorization.",
            examples=["authorization_0123456789abcdef0123456789abcdef"],
        ),
    ]


def positive_or_all(amount: Decimal | None, currency: str) -> int | None:
    """As above; None stays what it is: all there is."""
    return None if amount is None else positive_minor(amount, currency)
