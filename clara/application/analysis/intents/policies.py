"""What a policy may forbid: weekends, cash, split purchases, large sums at unknown merchants."""

from collections.abc import Awaitable, Callable, Mapping
from itertools import chain

from msgspec import structs

from clara.application.analysis.intents.buckets import before, weekends
from clara.application.analysis.intents.found import Case, charges, found
from clara.application.analysis.work import Outcome, Work
from clara.domain.analysis.charge import Charge
from clara.domain.analysis.patterns.splits import Limits, Splits
from clara.domain.analysis.plan import Dimension, PolicyQuestion
from clara.domain.analysis.sheet import Sum
from clara.domain.card_transactions.category import Category
from clara.domain.card_transactions.merchant import UNIDENTIFIED
from clara.domain.money import currency_code, currency_number

_LARGE = 5
"""Times the mean charge of its currency from which a first one is large."""


async def policy(work: Work) -> Outcome:
    """Weekends, where a question does not say which."""
    return await _POLICIES[work.plan.policy or PolicyQuestion.WEEKEND](work)


async def _weekend(work: Work) -> Outcome:
    flagged: list[Charge] = []
    for day in weekends(work.plan.period):
        async for batch in charges(work, day):
            flagged += batch
    return await found(work, "weekend", flagged)


async def _cash(work: Work) -> Outcome:
    filters = structs.replace(work.measured.named, categories=(Category.CASH,))
    flagged: list[Charge] = []
    async for batch in charges(work, filters=filters):
        flagged += batch
    return await found(work, "cash", flagged)


async def _split(work: Work) -> Outcome:
    pattern = Splits(await limits_of(work))
    async for batch in charges(work):
        pattern.take(batch)
    runs = pattern.found()
    cases = [Case(run, sum(one.minor for one in run), {}) for run in runs]
    return await found(work, "split", list(chain.from_iterable(runs)), cases)


async def limits_of(work: Work) -> Limits:
    """Of the cards that have one."""
    return {
        card.number: (currency_number(card.currency), card.limit_minor)
        for card in await work.books.cards()
        if card.limit_minor is not None
    }


async def _new_merchant(work: Work) -> Outcome:
    """New is who was never paid before the period, by anybody the caller sees."""
    sheet = await work.sheet(Dimension.MERCHANT)
    known = {UNIDENTIFIED}
    if past := before(work.plan.period):
        known |= {group.key for group in (await work.sheet(Dimension.MERCHANT, past)).groups}
    new = {group.number for group in sheet.groups if group.key not in known}
    means = sheet.sums(work.measured.countings)
    first: dict[int, Charge] = {}
    async for batch in charges(work):
        for charge in batch:
            if charge.merchant in new:
                first.setdefault(charge.merchant, charge)
    large = [one for one in first.values() if _is_large(one, means[currency_code(one.currency)])]
    ordered = sorted(large, key=lambda one: (-one.minor, one.id))
    return await found(work, "new_merchant", large, [Case([one], one.minor, {}) for one in ordered])


def _is_large(charge: Charge, of_all: Sum) -> bool:
    return charge.minor * of_all.rows > _LARGE * of_all.minor


_POLICIES: Mapping[PolicyQuestion, Callable[[Work], Awaitable[Outcome]]] = {
    PolicyQuestion.WEEKEND: _weekend,
    PolicyQuestion.CASH: _cash,
    PolicyQuestion.SPLIT: _split,
    PolicyQuestion.NEW_MERCHANT: _new_merchant,
}
