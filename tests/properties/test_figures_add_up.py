"""Whatever a company's ledger holds, every figure that an assistant is given agrees with every
other, and with the rows."""

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from clara.domain.card_transactions.card_transaction import (
    CardTransactionStatus,
    CardTransactionType,
)
from clara.domain.card_transactions.category import Category
from clara.domain.card_transactions.new_row import NewRow
from clara.domain.credentials.actor import Door
from clara.domain.money import to_decimal
from tests.application.ledger import day_of, is_summed, sums_of
from tests.parity.support.doors import Doors
from tests.support.assistant import Assistant
from tests.support.builders import row
from tests.support.house import House, found, plan

pytestmark = pytest.mark.anyio

KEYS = ("category", "merchant", "cardholder", "card", "month", "day", "currency")
MONTH = "2026-10"
SUMS = ("count", "purchases_minor", "refunds_minor", "fees_minor", "net_minor")


def _ledger(house: House, seed: int, count: int, currencies: tuple[str, ...]) -> list[NewRow]:
    dice = random.Random(seed)
    cards = [None, *(house.cards[name] for name in ("luis", "elena", "ana", "maria_lopez"))]
    start = datetime(2026, 9, 25, tzinfo=UTC)
    return [
        row(
            "0",
            at=start + timedelta(microseconds=dice.randrange(45 * 86_400_000_000)),
            card=dice.choice(cards),
            merchant=f"Comercio {dice.randrange(40)}",
            category=dice.choice(list(Category)),
            currency=dice.choice(currencies),
        )._replace(
            amount_minor=dice.choice((0, 1, -1, dice.randrange(-(10**12), 10**12))),
            type=dice.choice(list(CardTransactionType)),
            status=dice.choice(list(CardTransactionStatus)),
        )
        for _ in range(count)
    ]


def _added(groups: list[dict[str, Any]]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for group in groups:
        assert group["count"] == sum(sums["count"] for sums in group["by_currency"])
        for sums in group["by_currency"]:
            held = found.setdefault(sums["currency"], dict.fromkeys(SUMS, 0))
            for name in SUMS:
                held[name] += sums[name]
    return found


def _by_currency(sums: list[dict[str, Any]]) -> dict[str, dict[str, int]]:
    return {one["currency"]: {name: one[name] for name in SUMS} for one in sums}


def _assert_exact(sums: list[dict[str, Any]]) -> None:
    """Amounts in currency units are the minor units, and the net is what it is made of."""
    for one in sums:
        assert one["net_minor"] == sum(one[name] for name in SUMS[1:4])
        for name in ("purchases", "refunds", "fees", "net"):
            exact = to_decimal(one[f"{name}_minor"], one["currency"])
            assert Decimal(repr(one[name])) == exact


def _assert_proved(coverage: dict[str, Any], rows: list[NewRow]) -> None:
    excluded = sum(one["count"] for one in coverage["excluded"])
    assert coverage["matched"] == coverage["counted"] + excluded == len(rows)
    assert coverage["counted"] == sum(map(is_summed, rows))


@settings(
    max_examples=12,
    deadline=None,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
@given(
    seed=st.integers(0, 2**32),
    count=st.integers(0, 150),
    currencies=st.sampled_from([("MXN",), ("MXN", "JPY", "KWD"), ("USD", "EUR", "BRL", "COP")]),
    limit=st.integers(1, 100),
    modern=st.booleans(),
)
async def test_groups_totals_rows_and_the_statement_agree(
    lasting_doors: Doors,
    seed: int,
    count: int,
    currencies: tuple[str, ...],
    limit: int,
    modern: bool,
) -> None:
    house = plan()
    rows = _ledger(house, seed, count, currencies)
    async with lasting_doors.world.founding() as founding:
        await found(founding, house)
        await founding.add_card_transactions(house.company.id, rows)
    mine = [one for one in [*house.rows, *rows] if f"{day_of(one):%Y-%m}" == MONTH]
    assistant = Assistant(lasting_doors.http, house.administrator.tokens[Door.MCP], modern)

    listed, page = [], await assistant.use("list_transactions", period=MONTH, limit=100)
    listed += page["items"]
    totals = page["totals"]
    while page["next_cursor"]:
        page = await assistant.use("list_transactions", cursor=page["next_cursor"], limit=100)
        listed += page["items"]
    statement = await assistant.read(f"clara://companies/{house.company.id}/statements/{MONTH}")

    assert totals["count"] == len(listed) == len(mine)
    assert sorted(one["amount_minor"] for one in listed) == sorted(one.amount_minor for one in mine)
    assert [one["currency"] for one in totals["by_currency"]] == [s.currency for s in sums_of(mine)]
    for shown, expected in zip(totals["by_currency"], sums_of(mine), strict=True):
        assert (shown["count"], shown["net_minor"]) == (expected.count, expected.net_minor)
    _assert_exact(totals["by_currency"])
    _assert_proved(page["coverage"], mine)
    for key in KEYS:
        summary = await assistant.use("summarize_spending", period=MONTH, group_by=key, limit=limit)
        groups = [*summary["groups"], *([summary["others"]] if summary["others"] else [])]
        assert summary["totals"] == totals
        assert _added(groups) == _by_currency(totals["by_currency"])
        assert summary["coverage"]["complete"] is (summary["others"] is None)
        assert len({group["key"] for group in groups}) == len(groups) <= limit + 1
        _assert_proved(summary["coverage"], mine)
    assert statement["totals"] == totals
    _assert_proved(statement["coverage"], mine)
    for part in (statement["by_category"], statement["by_cardholder"]):
        groups = [*part["groups"], *([part["others"]] if part["others"] else [])]
        assert _added(groups) == _by_currency(totals["by_currency"])
