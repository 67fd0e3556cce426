"""Plans that anybody might have asked for, drawn from a company's own names."""

import random
from datetime import date, timedelta

from clara.domain.analysis.plan import (
    CardQuestion,
    Dimension,
    Filters,
    Intent,
    Measure,
    PolicyQuestion,
    QueryPlan,
)
from clara.domain.card_transactions.card_transaction import (
    CardTransactionStatus,
    CardTransactionType,
)
from clara.domain.card_transactions.category import Category
from clara.domain.period import Period, between
from tests.application.analysis.plain_books import Plain, span

INTENTS = tuple(set(Intent) - {Intent.RECEIPTS, Intent.STATEMENT})


def random_plan(
    dice: random.Random, rows: list[Plain], zone: str, intents: tuple[Intent, ...] = INTENTS
) -> QueryPlan:
    intent = dice.choice(sorted(intents))
    has_other = intent is Intent.COMPARE and dice.random() < 0.7
    return QueryPlan(
        intent=intent,
        measure=dice.choice(list(Measure)),
        dimension=dice.choice([None, *Dimension]),
        period=random_period(dice, rows, zone),
        compare_with=random_period(dice, rows, zone) if has_other else None,
        filters=random_filters(dice, rows),
        limit=dice.choice((1, 3, 5, 20)),
        ascending=dice.random() < 0.2,
        cards=dice.choice(list(CardQuestion)) if intent is Intent.CARDS else None,
        policy=dice.choice(list(PolicyQuestion)) if intent is Intent.POLICY else None,
    )


def random_period(dice: random.Random, rows: list[Plain], zone: str) -> Period:
    first, last = span(rows)
    days = (last - first).days
    length = dice.choice((1, 7, 30, 31, 90, 200, days + 1))
    begin = first + timedelta(days=dice.randrange(max(1, days - length + 2)))
    return between(begin, begin + timedelta(days=length - 1), date.max, zone)


def random_filters(dice: random.Random, rows: list[Plain]) -> Filters:
    """Mostly none; otherwise of values that rows have."""

    def some(values: list[str], chance: float = 0.15) -> tuple[str, ...]:
        return tuple(sorted(set(values))) if dice.random() < chance else ()

    few = [dice.choice(rows) for _ in range(dice.randrange(1, 4))]
    amounts = sorted(abs(row.minor) for row in few)
    bounds = {
        "above_minor": amounts[0],
        "below_minor": amounts[-1] + 1,
        "minimum_minor": amounts[0],
        "maximum_minor": amounts[-1],
    }
    kept = {name: value for name, value in bounds.items() if dice.random() < 0.07}
    return Filters(
        merchants=some([row.merchant for row in few]),
        cardholders=some([row.holder_name for row in few if row.holder_name]),
        card_ids=some([row.card for row in few], 0.1),
        categories=tuple(map(Category, some([row.category for row in few]))),
        statuses=tuple(map(CardTransactionStatus, some([row.status for row in few], 0.08))),
        types=tuple(map(CardTransactionType, some([row.type for row in few], 0.08))),
        currency=few[0].currency if dice.random() < 0.15 else None,
        amount_currency=few[0].currency if kept and dice.random() < 0.5 else None,
        **kept,
    )
