"""Prepaid credits: what one has, what more of them cost, and where one pays."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from litestar import get, post

from clara.adapters.web.console.console import Console
from clara.adapters.web.console.opening import Page
from clara.adapters.web.console.visit import Answer
from clara.adapters.web.request import settings_of
from clara.application.credits.buy_credits import BuyCredits, OpenedCheckout
from clara.application.credits.list_credit_transactions import ListCreditTransactions
from clara.application.credits.open_portal import OpenPortal, Portal
from clara.application.credits.view_rates import ViewRates
from clara.domain.credits.ledger import (
    CreditTransaction,
    CreditTransactionList,
    CreditTransactionType,
)
from clara.domain.credits.rate import Rates
from clara.domain.errors import ClaraError

_HERE = "/credits"
_STRIPE = ("https://checkout.stripe.com", "https://billing.stripe.com")
_ROWS = 25
_PRESETS = (10, 50, 100, 500)
_NOTHING_YET = "none"
_MOVED = {
    "Credits bought": "bought",
    "Payment refunded": "refunded",
    "Payment disputed": "disputed",
    "Dispute decided in our favour": "won",
    "Analysis": "analysis",
    "Task agent.analysis, free of charge": "free",
    "Task agent.analysis, failed": "failed",
    "Task agent.analysis, cancelled": "cancelled",
}
"""Our own descriptions, by what the page calls them. Others are an operator's words."""


@get(_HERE)
async def credits(page: Page) -> Answer:
    return await _shown(page)


@post(_HERE)
async def buy(page: Page) -> Answer:
    # What was the newest when the form was made tells afterwards whether anything has come.
    after = page.given.get("after", _NOTHING_YET)
    try:
        opened: OpenedCheckout = await page.run(
            BuyCredits, amount=page.given.get("amount", ""), return_path=f"{_HERE}?after={after}"
        )
    except ClaraError as error:
        return await _shown(page, error)
    return _onward(page, opened.url)


@post(f"{_HERE}/portal")
async def portal(page: Page) -> Answer:
    try:
        opened: Portal = await page.run(OpenPortal)
    except ClaraError as error:
        return await _shown(page, error)
    if opened.url is None:
        return page.go(_HERE, "credits.portal_again", tone="warn")
    return _onward(page, opened.url)


ROUTES = [credits, buy, portal]


async def _shown(page: Console, error: ClaraError | None = None) -> Answer:
    found: CreditTransactionList = await page.run(
        ListCreditTransactions, limit=_ROWS, **page.wished("offset")
    )
    rates: Rates = await page.run(ViewRates)
    newest = found.items[0].id if found.items else _NOTHING_YET
    return page.show(
        "credits.html",
        error=error,
        form_targets=_targets(page),
        found=found,
        moved=_MOVED,
        rates=rates,
        presets=_presets(rates),
        newest=page.given.get("after", newest),
        arrived=_arrived(found, page.asked.get("after")),
        price=settings_of(page.request).analysis_credits,
    )


def _presets(rates: Rates) -> Sequence[tuple[int, int]]:
    """Dollars and what they buy, as far as they are inside a band."""
    return [
        (dollars, rates.credits_for(dollars))
        for dollars in _PRESETS
        if any(band.lower_limit <= dollars <= band.upper_limit for band in rates.bands)
    ]


def _arrived(found: CreditTransactionList, after: str | None) -> int | None:
    """Credits that were paid for since `after` was the newest; None where nobody asks, or not about
    anything that is listed here."""
    if after is None or found.offset:
        return None
    ids = [one.id for one in found.items]
    if after not in ids and (after != _NOTHING_YET or found.next_offset is not None):
        return None
    since = found.items[: ids.index(after)] if after in ids else found.items
    return sum(one.value_in_credits for one in since if _is_bought(one))


def _is_bought(moved: CreditTransaction) -> bool:
    return moved.type is CreditTransactionType.CREDIT and moved.fiat_minor is not None


def _targets(page: Console) -> tuple[str, ...]:
    """Where the forms of this page may end: policies of browsers count redirections, too."""
    settings = settings_of(page.request)
    return (_origin(settings.public_url), *(_STRIPE if settings.stripe_secret_key else ()))


def _onward(page: Console, address: str) -> Answer:
    """To where one pays; by a link where the browser would not follow a form there."""
    if _origin(address) in _targets(page):
        return page.leave(address)
    return page.show("credits/onward.html", address=address, host=urlsplit(address).hostname)


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
