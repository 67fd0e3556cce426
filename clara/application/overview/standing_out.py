"""The largest charges of a period, and those of them that are far above their merchant's usual."""

from collections.abc import Sequence

from msgspec import structs

from clara.application.analysis.intents.buckets import reaching_back
from clara.application.analysis.ports import OpenBooks
from clara.application.overview.overview import UnusualCharge
from clara.application.overview.sums import SPEND
from clara.domain.analysis.measuring import rows_of
from clara.domain.analysis.patterns.unusual import Usual
from clara.domain.analysis.plan import Filters
from clara.domain.card_transactions.card_transaction import CardTransaction
from clara.domain.card_transactions.filter import Sort
from clara.domain.period import Period

LOOKED_AT = 60
"""Charges, the largest, that are looked at for unusual ones."""
MOST_LEARNED_FROM = 8_000
"""Charges of their merchants, in the half year before, that tell what is usual there: so that a page
stays a matter of milliseconds whatever a company has."""
_HALF_A_YEAR = 183


async def largest_charges(
    books: OpenBooks, period: Period, currency: str
) -> tuple[CardTransaction, ...]:
    """Purchases and fees of one currency, largest first."""
    return await books.rows(rows_of(_spent(currency), period, currency), Sort.LARGEST, LOOKED_AT)


async def unusual_charges(
    books: OpenBooks, period: Period, largest: Sequence[CardTransaction], currency: str
) -> tuple[UnusualCharge, ...]:
    """Those of `largest`, all of `currency`, that stand out against the half year before."""
    if not largest:
        return ()
    wanted = {row.id: row for row in largest}
    filters = structs.replace(
        _spent(currency), merchants=tuple(dict.fromkeys(row.merchant for row in largest))
    )
    usual = Usual()
    past = rows_of(filters, reaching_back(period, _HALF_A_YEAR), currency)
    async for batch in books.charges(past, MOST_LEARNED_FROM):
        usual.learn(batch)
        break
    usual.settle()
    least = structs.replace(
        filters, amount_currency=currency, minimum_minor=largest[-1].amount_minor
    )
    found = [
        UnusualCharge(charge=wanted[one.id], usual_minor=usual.median_minor(one))
        async for batch in books.charges(rows_of(least, period, currency))
        for one in usual.outliers(batch)
        if one.id in wanted
    ]
    return tuple(sorted(found, key=lambda one: one.usual_minor - one.charge.amount_minor))


def _spent(currency: str) -> Filters:
    return Filters(types=SPEND.named.types, statuses=SPEND.named.statuses, currency=currency)
