"""What tools answer about credits. Assistants never pay: they hand a page to a person."""

from typing import Annotated

from msgspec import Struct

from clara.adapters.mcp.answers import Returned, TotalCount
from clara.adapters.mcp.rows import CreditTransactionRow
from clara.adapters.wire.credits import CheckoutView, PortalView, RateView, rate_views
from clara.adapters.wire.described import Currency, Instant, described
from clara.application.call import Done
from clara.application.credits.buy_credits import OpenedCheckout
from clara.application.credits.open_portal import Portal
from clara.domain.credits.ledger import CreditTransactionList
from clara.domain.credits.rate import CURRENCY, Rates

_PAY = "Nothing is charged yet: give this page to the person, who pays there."
_OPEN = "For the person alone: anybody with this address is taken for them."
_SHOWN_BEFORE = "The address was shown once; ask without the idempotency key for a new one."

Replayed = Annotated[bool, described("True when an earlier call did it, and this is its answer.")]


class CreditTransactionsAnswer(Struct, frozen=True, kw_only=True):
    """Credit transactions, newest first."""

    total_count: TotalCount
    returned: Returned
    next_offset: Annotated[int | None, described("Send as `offset` for more; null at the end.")]
    items: tuple[CreditTransactionRow, ...]

    @classmethod
    def of(cls, found: CreditTransactionList) -> "CreditTransactionsAnswer":
        return cls(
            total_count=found.total_count,
            returned=len(found.items),
            next_offset=found.next_offset,
            items=tuple(map(CreditTransactionRow.of, found.items)),
        )


class RatesAnswer(Struct, frozen=True, kw_only=True):
    """What credits cost."""

    currency: Currency
    bands: tuple[RateView, ...]

    @classmethod
    def of(cls, rates: Rates) -> "RatesAnswer":
        return cls(currency=CURRENCY, bands=rate_views(rates))


class PortalAnswer(PortalView, frozen=True, kw_only=True):
    """A page for the person alone."""

    note: str
    replayed: Replayed

    @classmethod
    def of(cls, done: Done[Portal]) -> "PortalAnswer":  # type: ignore[override]
        url = done.result.url
        return cls(url=url, note=_OPEN if url else _SHOWN_BEFORE, replayed=done.replayed)


class CheckoutAnswer(CheckoutView, frozen=True, kw_only=True):
    """A page on which a person pays."""

    expires_at: Instant
    note: str
    replayed: Replayed

    @classmethod
    def of(cls, done: Done[OpenedCheckout]) -> "CheckoutAnswer":  # type: ignore[override]
        view = CheckoutView.of(done.result)
        return cls(
            url=view.url,
            return_path=view.return_path,
            value_in_credits=view.value_in_credits,
            value_in_fiat=view.value_in_fiat,
            expires_at=done.result.expires_at,
            note=_PAY,
            replayed=done.replayed,
        )
