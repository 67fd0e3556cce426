"""What callers may ask of card transactions: one set of conditions for lists, summaries, exports."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from msgspec import Meta, field

from clara.domain.card_transactions.card_transaction import (
    CardTransactionStatus,
    CardTransactionType,
)
from clara.domain.card_transactions.category import checked_category
from clara.domain.card_transactions.filter import MAX_IDS, CardTransactionFilter
from clara.domain.credentials.actor import Seat
from clara.domain.errors import Invalid
from clara.domain.ids import InCompany
from clara.domain.money import DECIMAL_SCHEMA, checked_currency, to_minor
from clara.domain.period import Period, between, resolve
from clara.domain.words import members, words

_UNITS = (
    ", in currency units (never cents) of `currency`, else of the company's currency. Refunds are"
    " negative."
)


def _amount(what: str) -> Meta:
    return Meta(description=what, examples=[5000], extra_json_schema=DECIMAL_SCHEMA)


def _text(what: str, example: str, limit: int = 120) -> Meta:
    return Meta(min_length=1, max_length=limit, description=what, examples=[example])


MAX_NAMES = 20

_Names = tuple[Annotated[str, Meta(min_length=1, max_length=200)], ...]


def _names(what: str, example: str) -> Meta:
    return Meta(min_length=1, max_length=MAX_NAMES, description=what, examples=[[example]])


def _ids(what: str, kind: str, most: int = MAX_NAMES) -> Meta:
    id = f"{kind}_0123456789abcdef0123456789abcdef"
    return _text(what, id, limit=most * (len(id) + 1))


class CardTransactionQuery(InCompany, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Conditions as they come from a caller; all must hold. Without `period`, `from` and `to` the
    current billing period is meant."""

    card: (
        Annotated[
            str,
            _text(
                "Card id, last four digits, or words of the holder's name or alias.", "Luis Pérez"
            ),
        ]
        | None
    ) = None
    period: (
        Annotated[
            str,
            _text(
                "Named period in the company's time zone: today, this_month, last_month, last_30_days,"
                " this_quarter, last_year, current_billing_period, 2026-10, 2026-Q3 or"
                " 2026-01-01/2026-01-31. Not together with from and to.",
                "last_30_days",
                limit=40,
            ),
        ]
        | None
    ) = None
    from_: (
        Annotated[date, Meta(description="First day, included.", examples=["2026-10-01"])] | None
    ) = field(default=None, name="from")
    to: Annotated[date, Meta(description="Last day, included.", examples=["2026-10-31"])] | None = (
        None
    )
    amount_over: Annotated[Decimal, _amount(f"Only amounts above this{_UNITS}")] | None = None
    amount_under: Annotated[Decimal, _amount("Only amounts below this; as amount_over.")] | None = (
        None
    )
    amount_min: (
        Annotated[Decimal, _amount("Only amounts of at least this; as amount_over.")] | None
    ) = None
    amount_max: (
        Annotated[Decimal, _amount("Only amounts of at most this; as amount_over.")] | None
    ) = None
    currency: Annotated[str, _text("ISO 4217 code; only rows in it.", "MXN", limit=3)] | None = None
    category: (
        Annotated[
            str,
            _text(
                "One category or several with commas: TRAVEL, FOOD, …", "TRAVEL,LODGING", limit=400
            ),
        ]
        | None
    ) = None
    mcc: (
        Annotated[
            int,
            Meta(ge=0, le=9999, description="Merchant category code, ISO 18245.", examples=[5812]),
        ]
        | None
    ) = None
    merchant: Annotated[str, _text("Words of the merchant's name.", "uber")] | None = None
    status: (
        Annotated[
            str,
            _text(
                "One or several with commas: AUTHORIZED, POSTED, DECLINED, REVERSED.", "POSTED", 60
            ),
        ]
        | None
    ) = None
    type: (
        Annotated[
            str,
            _text("One or several with commas: PURCHASE, REFUND, FEE, CREDIT, PAYMENT.", "FEE", 60),
        ]
        | None
    ) = None
    q: Annotated[str, _text("Words of merchant, cardholder or card alias.", "hotel")] | None = None
    merchant_is: Annotated[_Names, _names("Whole merchant names.", "Uber")] | None = None
    cardholder_is: Annotated[_Names, _names("Whole cardholder names.", "Luis Pérez")] | None = None
    cardholder_id: (
        Annotated[str, _ids("Ids with commas; none: rows naming nobody.", "cardholder")] | None
    ) = None
    card_id: Annotated[str, _ids("Ids with commas; none: rows naming no card.", "card")] | None = (
        None
    )
    id: Annotated[str, _ids(f"Ids with commas, at most {MAX_IDS}.", "ctx", MAX_IDS)] | None = None

    def filter(self, seat: Seat, today: date) -> CardTransactionFilter:
        """The same conditions with everything relative resolved: days in the company's zone,
        amounts in minor units, names as values.

        Raises `invalid_period`, `unknown_category`, `invalid_currency`, `invalid_amount`,
        `unknown_status`, `unknown_type`.
        """
        currency = checked_currency(self.currency) if self.currency else None
        unit = currency or seat.currency

        def minor(amount: Decimal | None) -> int | None:
            return None if amount is None else to_minor(amount, unit)

        return CardTransactionFilter(
            period=self._period(seat, today),
            card=self.card,
            merchant=self.merchant,
            text=self.q,
            amount_currency=unit,
            above_minor=minor(self.amount_over),
            below_minor=minor(self.amount_under),
            minimum_minor=minor(self.amount_min),
            maximum_minor=minor(self.amount_max),
            currency=currency,
            categories=tuple(checked_category(word) for word in words(self.category)),
            mcc=self.mcc,
            statuses=members(self.status, CardTransactionStatus, "status"),
            types=members(self.type, CardTransactionType, "type"),
            merchants=self.merchant_is or (),
            cardholders=self.cardholder_is or (),
            cardholder_ids=_given(self.cardholder_id),
            card_ids=_given(self.card_id),
            ids=_given(self.id),
        )

    def _period(self, seat: Seat, today: date) -> Period:
        if self.from_ is None and self.to is None:
            rule = self.period or "current_billing_period"
            return resolve(rule, today, seat.time_zone, seat.billing_day)
        if self.period is not None:
            raise Invalid("invalid_period", "Give either period, or from and to, not both.")
        return between(self.from_, self.to, today, seat.time_zone)


def _given(ids: str | None) -> tuple[str, ...]:
    """Identifiers divided at commas. Nothing but commas is no condition left out: it finds nothing."""
    return tuple(words(ids)) or ((ids,) if ids else ())
