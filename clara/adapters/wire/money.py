"""Money on the wire: decimal units for people, minor units for programs, and the currency."""

from msgspec import Struct

from clara.adapters.wire.described import Amount, AmountMinor, Currency
from clara.domain.money import to_decimal


class MoneyView(Struct, frozen=True, kw_only=True):
    """An amount of money."""

    amount: Amount
    amount_minor: AmountMinor
    currency: Currency

    @classmethod
    def of(cls, amount_minor: int, currency: str) -> "MoneyView":
        return cls(
            amount=to_decimal(amount_minor, currency), amount_minor=amount_minor, currency=currency
        )
