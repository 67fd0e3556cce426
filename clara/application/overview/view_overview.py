from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta

from clara.application.analysis.figures import home_first
from clara.application.analysis.limit_use import limits_in_use
from clara.application.analysis.ports import Books, OpenBooks
from clara.application.overview.overview import Overview
from clara.application.overview.periods import Months
from clara.application.overview.standing_out import largest_charges, unusual_charges
from clara.application.overview.sums import SPEND, category_shares, compared, month_sums
from clara.application.ports import Clock
from clara.application.use_case import Effect, UseCase
from clara.domain.analysis.measuring import rows_of
from clara.domain.analysis.plan import Dimension, Filters
from clara.domain.analysis.sheet import Sheet
from clara.domain.cards.card import CardStatus
from clara.domain.credentials.actor import Actor, Seat
from clara.domain.credentials.scope import Scope
from clara.domain.credentials.token import PEOPLE
from clara.domain.ids import InCompany
from clara.domain.money import checked_currency
from clara.domain.period import Period

SHOWN = 6
"""Of each kind of thing that stands out."""


class ViewOverviewCommand(InCompany, frozen=True, kw_only=True, forbid_unknown_fields=True):
    currency: (
        Annotated[
            str,
            Meta(max_length=3, description="Whose charts, ISO 4217.", examples=["USD"]),
        ]
        | None
    ) = None


@dataclass(frozen=True, slots=True)
class ViewOverview(UseCase[ViewOverviewCommand, Overview]):
    """This month against the last, the year by month, this month by category, the largest and the
    unusual charges, cards near their limit and locked ones: of one moment, as far as the caller
    sees.

    Errors: invalid_currency.
    """

    name = "card.overview"
    tool = "view_overview"
    title = "View the overview"
    action = "overview.viewed"
    effect = Effect.READ
    is_report = True
    scope = Scope.TRANSACTIONS_READ
    accepts = PEOPLE
    command = ViewOverviewCommand
    result = Overview

    books: Books
    clock: Clock

    async def __call__(self, actor: Actor, command: ViewOverviewCommand) -> Overview:
        seat = actor.company
        asked = checked_currency(command.currency) if command.currency else None
        months = Months.until(seat.today(self.clock.now()), seat.time_zone)
        async with self.books.opened(actor) as books:
            return await _overview(books, seat, months, asked)


async def _overview(books: OpenBooks, seat: Seat, months: Months, asked: str | None) -> Overview:
    async def sheet(period: Period, by: Dimension | None = None) -> Sheet:
        return await books.sums(rows_of(Filters(), period, seat.currency), by)

    year = await sheet(months.year, Dimension.MONTH)
    before = await sheet(months.same_days)
    by_category = await sheet(months.period, Dimension.CATEGORY)
    codes = _currencies(year, seat)
    currency = asked if asked and asked in codes else codes[0]
    groups = {group.key: group for group in year.groups}
    this_month, last = (
        groups.get(f"{one.first:%Y-%m}") for one in (months.period, months.last_month)
    )
    largest = await largest_charges(books, months.period, currency)
    unusual = await unusual_charges(books, months.period, largest, currency)
    cards = await books.cards()
    near = [one for one in await limits_in_use(books, cards, months.today, seat) if one.is_near]
    locked = [card for card in cards if card.status is CardStatus.LOCKED]
    return Overview(
        today=months.today,
        period=months.period,
        same_days=months.same_days,
        last_month=months.last_month,
        year=months.year,
        currency=currency,
        currencies=tuple(codes),
        sums=compared(codes, this_month, before, last),
        categories=category_shares(by_category, currency),
        months=month_sums(months.each, groups, currency),
        largest=largest[:SHOWN],
        unusual=unusual[:SHOWN],
        near_limit=tuple(near[:SHOWN]),
        near_limit_count=len(near),
        locked=tuple(locked[:SHOWN]),
        locked_count=len(locked),
        card_count=len(cards),
        coverage=by_category.coverage,
        is_empty=by_category.coverage.data_as_of is None,
    )


def _currencies(year: Sheet, seat: Seat) -> Sequence[str]:
    """Those in which anything was spent, the company's own first; else its own."""
    return [str(code) for code in home_first(year.sums(SPEND.countings), seat.currency)] or [
        seat.currency
    ]
