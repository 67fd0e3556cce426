"""A charge that somebody wants to make on a card, as its decision sees it."""

from datetime import datetime

from msgspec import Struct, structs

from clara.domain.card_transactions.category import Category, category_of
from clara.domain.card_transactions.merchant import normalise
from clara.domain.text import clean

MAX_MERCHANT = 200


class Charge(Struct, frozen=True, kw_only=True):
    """`amount_minor` is in the card's currency, None where nobody can say; `original_minor` is what
    the merchant asks, in `currency`. `merchant` is the normalised name of `merchant_raw`."""

    at: datetime
    amount_minor: int | None
    original_minor: int
    currency: str
    merchant: str
    merchant_raw: str
    category: Category
    mcc: int | None = None
    country: str | None = None
    is_online: bool = False
    is_cash: bool = False

    @classmethod
    def of(
        cls,
        *,
        at: datetime,
        card_currency: str,
        original_minor: int,
        currency: str,
        billing_minor: int | None,
        merchant: str,
        mcc: int | None = None,
        country: str | None = None,
        is_online: bool = False,
        is_cash: bool = False,
    ) -> "Charge":
        """A charge from what a terminal sends. `billing_minor` is what it costs in the card's
        currency, needed only where that is another. Withdrawals are known by their code, too."""
        category = category_of(mcc)
        return cls(
            at=at,
            amount_minor=original_minor if currency == card_currency else billing_minor,
            original_minor=original_minor,
            currency=currency,
            merchant=cls.name_of(merchant),
            merchant_raw=clean(merchant, MAX_MERCHANT),
            category=category,
            mcc=mcc,
            country=country,
            is_online=is_online,
            is_cash=is_cash or category is Category.CASH,
        )

    @staticmethod
    def name_of(merchant: str) -> str:
        """The normalised name of what a terminal writes."""
        return normalise(clean(merchant, MAX_MERCHANT))

    def again(self, at: datetime, amount_minor: int) -> "Charge":
        """The same charge later, for an amount in the card's currency."""
        return structs.replace(self, at=at, amount_minor=amount_minor)
