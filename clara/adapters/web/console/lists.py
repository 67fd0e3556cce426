"""Where the card transactions behind a figure are listed, for pages that show figures."""

from collections.abc import Iterable
from dataclasses import dataclass

from msgspec import structs

from clara.adapters.web.console.site import Site
from clara.adapters.wire.evidence_links import list_query
from clara.application.overview.overview import CategoryShare
from clara.domain.analysis.measuring import measured
from clara.domain.analysis.plan import Filters, Measure
from clara.domain.card_transactions.category import Category
from clara.domain.cards.card import Card
from clara.domain.period import Period

_PATH = "/transactions"
_EVERYTHING = Filters()


@dataclass(frozen=True, slots=True)
class Lists:
    """Addresses of lists of exactly the rows that a figure adds up. `currency` is the company's."""

    site: Site
    currency: str

    def spend(self, period: Period, currency: str, *categories: Category) -> str:
        """Purchases and fees that count."""
        filters = measured(_EVERYTHING, Measure.SPEND).named
        return self._of(structs.replace(filters, currency=currency, categories=categories), period)

    def spend_of(self, period: Period, currency: str, shares: Iterable[CategoryShare]) -> str:
        return self.spend(period, currency, *(one.category for one in shares))

    def refunds(self, period: Period, currency: str) -> str:
        """Refunds and credits that count."""
        filters = measured(_EVERYTHING, Measure.REFUNDS).named
        return self._of(structs.replace(filters, currency=currency), period)

    def of_card(self, period: Period, card: Card) -> str:
        """What counts against the card's limit."""
        filters = measured(_EVERYTHING, Measure.NET).named
        named = structs.replace(filters, card_ids=(card.id,), currency=card.currency)
        return self._of(named, period)

    def on_card(self, period: Period, card_id: str) -> str:
        """Whatever happened on it."""
        return self._of(Filters(card_ids=(card_id,)), period)

    def all(self, period: Period) -> str:
        return self._of(_EVERYTHING, period)

    def excluded(self, period: Period, reason: str) -> str:
        """Rows that count nowhere: declined or reversed ones, and payments."""
        if reason == "payment":
            return self._of(_EVERYTHING, period, type="PAYMENT", status="AUTHORIZED,POSTED")
        return self._of(_EVERYTHING, period, status=reason.upper())

    def largest(self, period: Period, currency: str) -> str:
        return self.spend(period, currency) + "&sort=largest"

    def _of(self, filters: Filters, period: Period, **more: str) -> str:
        asked = list_query(filters, period, self.currency)
        assert asked is not None, "no page names more than a list takes"
        return self.site.url(_PATH, **asked | more)
