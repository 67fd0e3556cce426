"""What a card may be used for, on the wire."""

from datetime import date
from typing import Annotated

from msgspec import Struct

from clara.adapters.wire.described import described
from clara.adapters.wire.money import MoneyView
from clara.domain.card_transactions.category import Category
from clara.domain.cards.controls import CardControls, Weekday


class CardControlsView(Struct, frozen=True, kw_only=True):
    """An empty list or null restricts nothing; where both speak, what is blocked wins."""

    max_transaction: Annotated[MoneyView | None, described("What one charge may cost.")]
    allowed_categories: Annotated[tuple[Category, ...], described("Only in these.", ["TRAVEL"])]
    blocked_categories: Annotated[tuple[Category, ...], described("Not in these.", [])]
    allowed_merchants: Annotated[tuple[str, ...], described("Only at these.", ["UBER"])]
    blocked_merchants: Annotated[tuple[str, ...], described("Not at these.", [])]
    weekdays: Annotated[tuple[Weekday, ...], described("Only on these.", ["MON", "TUE"])]
    hours_from: Annotated[str | None, described("Local time, HH:MM.", "08:00")]
    hours_until: Annotated[str | None, described("Local time, HH:MM.", "20:00")]
    starts_on: Annotated[date | None, described("First day.", "2026-12-01")]
    ends_on: Annotated[date | None, described("Last day.", "2026-12-31")]
    allows_cash: Annotated[bool, described("Whether cash may be withdrawn.", True)]
    allows_online: Annotated[bool, described("Whether it may be used online.", True)]
    countries: Annotated[tuple[str, ...], described("ISO 3166-1 codes.", ["MX"])]
    currencies: Annotated[tuple[str, ...], described("ISO 4217 codes.", ["MXN"])]

    @classmethod
    def of(cls, controls: CardControls, currency: str) -> "CardControlsView":
        most = controls.max_transaction_minor
        fields = {name: getattr(controls, name) for name in cls.__struct_fields__[1:]}
        return cls(max_transaction=None if most is None else MoneyView.of(most, currency), **fields)
