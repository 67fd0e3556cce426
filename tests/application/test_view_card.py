"""Viewing a card: its limit, what its period has spent, and every lock in force."""

from datetime import UTC, date, datetime

import pytest

from clara.application.cards.lock_card import LockCard
from clara.application.cards.view_card import ViewCard
from clara.domain.card_transactions.card_transaction import (
    CardTransactionStatus,
    CardTransactionType,
)
from clara.domain.cards.card import Periodicity
from clara.domain.errors import ClaraError
from tests.support.builders import card, row
from tests.support.world import World

pytestmark = pytest.mark.anyio


async def test_a_monthly_limit_counts_what_this_month_spent(world: World) -> None:
    of = world.a.cards["marta"]
    await world.add_rows(
        world.a.company,
        row("1000.50", days_ago=0, card=of),
        row("-200.25", days_ago=2, card=of, type=CardTransactionType.REFUND),
        row("10", days_ago=3, card=of, type=CardTransactionType.FEE),
        row("99", days_ago=1, card=of, status=CardTransactionStatus.AUTHORIZED),
        row("5000", days_ago=1, card=of, status=CardTransactionStatus.DECLINED),
        row("6000", days_ago=1, card=of, status=CardTransactionStatus.REVERSED),
        row("-7000", days_ago=1, card=of, type=CardTransactionType.PAYMENT),
        row("300", days_ago=1, card=of, currency="USD"),
        row("400", days_ago=40, card=of),
        row("500", days_ago=1, card=world.a.cards["elena"]),
    )
    seen = await world.run(ViewCard, card="5501")
    # 102.00 is the row the company was founded with.
    spent = 1_000_50 - 200_25 + 10_00 + 99_00 + 102_00
    assert (seen.spent_minor, seen.left_minor) == (spent, 20_000_00 - spent)
    assert (seen.period.first, seen.period.last) == (date(2026, 11, 1), date(2026, 11, 30))


@pytest.mark.parametrize(
    ("periodicity", "expected"),
    [(Periodicity.DAILY, 1_00), (Periodicity.WEEKLY, 11_00), (Periodicity.MONTHLY, 111_00)],
)
async def test_each_limit_has_its_own_period(
    world: World, periodicity: Periodicity, expected: int
) -> None:
    of = card(world.a.company, None, "6006", periodicity=periodicity)
    async with world.founding() as port:
        await port.add_cards([of])
    await world.add_rows(
        world.a.company,
        row("1", days_ago=0, card=of),
        row("10", days_ago=4, card=of),
        row("100", days_ago=5, card=of),
        row("1000", days_ago=20, card=of),
    )
    seen = await world.run(ViewCard, card="6006")
    assert seen.spent_minor == expected


async def test_the_day_is_the_companys_not_greenwichs(world: World) -> None:
    of = card(world.a.company, None, "6006", periodicity=Periodicity.DAILY)
    async with world.founding() as port:
        await port.add_cards([of])
    await world.add_rows(
        world.a.company,
        row("1", at=datetime(2026, 11, 20, 6, 0, tzinfo=UTC), card=of),
        row("10", at=datetime(2026, 11, 20, 5, 59, 59, 999_999, tzinfo=UTC), card=of),
        row("100", at=datetime(2026, 11, 21, 5, 59, 59, 999_999, tzinfo=UTC), card=of),
        row("1000", at=datetime(2026, 11, 21, 6, 0, tzinfo=UTC), card=of),
    )
    assert (await world.run(ViewCard, card="6006")).spent_minor == 101_00


async def test_a_card_without_a_limit_has_nothing_left_to_say(world: World) -> None:
    seen = await world.run(ViewCard, card="Viajes")
    assert (seen.left_minor, seen.period.label) == (None, "current_billing_period")


async def test_a_limit_that_was_passed_is_left_below_zero(world: World) -> None:
    await world.add_rows(world.a.company, row("6000", card=world.a.cards["elena"]))
    assert (await world.run(ViewCard, card="4471")).left_minor < 0


async def test_every_lock_in_force_is_shown_lowest_first(world: World) -> None:
    await world.run(LockCard, as_=world.a.administrator, card="4417", reason="audit")
    await world.run(LockCard, as_=world.a.member, card="4417", reason="lost")
    seen = await world.run(ViewCard, card="Luis")
    assert [(lock.by_name, lock.reason) for lock in seen.card.locks] == [
        ("Luis Pérez", "lost"),
        ("Ana Torres", "audit"),
    ]
    assert not seen.card.can_spend


@pytest.mark.parametrize(
    ("who", "reference", "code"),
    [
        ("administrator", "María", "card_ambiguous"),
        ("administrator", "9999", "card_not_found"),
        ("employee", "4417", "card_not_found"),
        ("manager", "4471", "card_not_found"),
    ],
)
async def test_no_single_visible_card_is_an_error(
    world: World, who: str, reference: str, code: str
) -> None:
    with pytest.raises(ClaraError) as caught:
        await world.run(ViewCard, as_=getattr(world.a, who), card=reference)
    assert caught.value.code == code


async def test_another_companys_card_is_not_found(world: World) -> None:
    with pytest.raises(ClaraError) as caught:
        await world.run(ViewCard, card=world.b.cards["luis"].id)
    assert caught.value.code == "card_not_found"


async def test_a_manager_sees_a_team_members_card(world: World) -> None:
    seen = await world.run(ViewCard, as_=world.a.manager, card="Luis Pérez")
    assert seen.card.id == world.a.cards["luis"].id
