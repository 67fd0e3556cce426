"""The demo company's card transactions: what there is to find in them."""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from clara.application.demo import everyday_merchants, office_merchants
from clara.application.demo.demo_company import DemoCompany, generate
from clara.application.demo.dice import Dice
from clara.application.demo.merchant import Merchant
from clara.application.demo.purchases import Descriptors
from clara.application.demo.subscriptions import SUBSCRIPTIONS
from clara.application.demo.window import window_ending
from clara.domain.card_transactions.card_transaction import (
    CardTransactionStatus,
    CardTransactionType,
)
from clara.domain.card_transactions.category import Category
from clara.domain.card_transactions.merchant import normalise
from clara.domain.card_transactions.new_row import NewRow
from clara.domain.cards.card import Card

SEED = 7
END_DAY = date(2025, 11, 20)
ZONE = ZoneInfo("America/Mexico_City")
DAY_MICROSECONDS = 86_400_000_000

PURCHASE = CardTransactionType.PURCHASE
REFUND = CardTransactionType.REFUND
PAYMENT = CardTransactionType.PAYMENT
POSTED = CardTransactionStatus.POSTED
AUTHORIZED = CardTransactionStatus.AUTHORIZED
DECLINED = CardTransactionStatus.DECLINED
REVERSED = CardTransactionStatus.REVERSED


def local(row: NewRow) -> datetime:
    return datetime.fromtimestamp(row.occurred_at // 1_000_000, UTC).astimezone(ZONE)


def spent(rows: list[NewRow] | tuple[NewRow, ...]) -> list[NewRow]:
    return [row for row in rows if row.type is PURCHASE and row.status in (POSTED, AUTHORIZED)]


def card_named(demo: DemoCompany, name: str) -> Card:
    (card,) = (c for c in demo.cards if name in (c.alias, c.cardholder and c.cardholder.name))
    return card


def test_twenty_thousand_rows_in_ascending_order_with_ids_of_sixteen_bytes(
    demo: DemoCompany,
) -> None:
    rows = demo.transactions
    assert len(rows) == 20_000
    assert all(a.occurred_at <= b.occurred_at for a, b in pairwise(rows))
    assert len({row.id for row in rows}) == 20_000
    assert {len(row.id) for row in rows} == {16}
    assert {type(row.amount_minor) for row in rows} == {int}
    assert {type(row.occurred_at) for row in rows} == {int}


def test_rows_span_24_months_and_none_is_after_noon_of_the_last_day(demo: DemoCompany) -> None:
    rows = demo.transactions
    assert local(rows[0]).date() >= date(2023, 11, 21)
    assert local(rows[0]).date() <= date(2023, 11, 25)
    assert local(rows[-1]) < datetime(2025, 11, 20, 12, tzinfo=ZONE)
    assert any(local(row).date() == END_DAY for row in rows[-100:])
    assert demo.company.data_as_of == local(rows[-1])


@pytest.mark.parametrize(
    ("last", "first"),
    [
        (date(2025, 11, 20), date(2023, 11, 21)),
        (date(2026, 3, 31), date(2024, 4, 1)),
        (date(2028, 2, 29), date(2026, 3, 1)),
        (date(2028, 2, 28), date(2026, 3, 1)),
        (date(2025, 12, 31), date(2024, 1, 1)),
    ],
)
def test_window_is_24_months(last: date, first: date) -> None:
    assert window_ending(last).first == first


def test_every_card_and_holder_of_a_row_is_one_of_the_companys(demo: DemoCompany) -> None:
    cards = {card.id: card for card in demo.cards}
    for row in demo.transactions:
        if row.card is None:
            assert row.type in (PAYMENT, CardTransactionType.CREDIT)
            continue
        card = cards[row.card]
        assert row.last_four == card.last_four
        assert card.cardholder is not None
        assert row.cardholder == card.cardholder.name
        assert row.currency == card.currency


@pytest.mark.parametrize(
    ("least", "most", "chosen"),
    [
        (0.025, 0.025, lambda row: row.type is REFUND),
        (0.015, 0.025, lambda row: row.status is DECLINED),
        (0.001, 0.008, lambda row: row.status is REVERSED),
        (0.003, 0.008, lambda row: row.type is CardTransactionType.FEE),
        (0.0005, 0.004, lambda row: row.type is PAYMENT),
        (0.0002, 0.001, lambda row: row.type is CardTransactionType.CREDIT),
        (0.01, 0.05, lambda row: row.currency == "USD"),
        (0.005, 0.05, lambda row: row.original_currency == "USD"),
    ],
    ids=["refunds", "declines", "reversals", "fees", "payments", "credits", "usd", "original_usd"],
)
def test_shares_of_unusual_rows(demo: DemoCompany, least: float, most: float, chosen) -> None:  # type: ignore[no-untyped-def]
    share = sum(map(chosen, demo.transactions)) / len(demo.transactions)
    assert least <= share <= most


def test_amounts_are_signed_as_the_domain_says(demo: DemoCompany) -> None:
    negative = {row.type for row in demo.transactions if row.amount_minor < 0}
    positive = {row.type for row in demo.transactions if row.amount_minor > 0}
    assert negative == {REFUND, PAYMENT, CardTransactionType.CREDIT}
    assert positive == {PURCHASE, CardTransactionType.FEE}


def test_only_the_last_three_days_have_rows_not_yet_posted(demo: DemoCompany) -> None:
    days = {local(row).date() for row in demo.transactions if row.status is AUTHORIZED}
    assert days
    assert min(days) >= END_DAY - timedelta(days=2)


def test_every_refund_gives_back_an_earlier_purchase_in_full(demo: DemoCompany) -> None:
    bought: dict[tuple[object, ...], int] = {
        (row.card, row.merchant_raw, row.amount_minor, row.reference): row.occurred_at
        for row in demo.transactions
        if row.type is PURCHASE and row.status is POSTED
    }
    refunds = [row for row in demo.transactions if row.type is REFUND]
    keys = [(row.card, row.merchant_raw, -row.amount_minor, row.reference) for row in refunds]
    assert len(set(keys)) == len(keys) == 500
    assert all(bought[key] < row.occurred_at for key, row in zip(keys, refunds, strict=True))


@pytest.mark.parametrize("seed", [1, 2, 3, SEED])
def test_exactly_six_charges_look_double(seed: int) -> None:
    groups: dict[tuple[object, ...], list[NewRow]] = defaultdict(list)
    for row in generate(seed, END_DAY, 6_000).transactions:
        if row.card is not None:
            groups[row.card, row.merchant, row.amount_minor].append(row)
    pairs = [
        (a, b)
        for rows in groups.values()
        for a, b in pairwise(rows)
        if b.occurred_at - a.occurred_at <= 3 * DAY_MICROSECONDS
    ]
    assert len(pairs) == 6
    assert len({a.card for a, _ in pairs}) == 6
    assert all(b.occurred_at - a.occurred_at < DAY_MICROSECONDS for a, b in pairs)
    assert all({a.status, b.status} == {POSTED} and a.type is PURCHASE for a, b in pairs)
    assert sum(local(a).date() > END_DAY - timedelta(days=30) for a, _ in pairs) == 2


def test_each_subscription_is_charged_once_a_month(demo: DemoCompany) -> None:
    for subscription in SUBSCRIPTIONS:
        card = card_named(demo, subscription.card)
        start = re.split(r"[#@]", subscription.descriptor)[0]
        months = Counter(
            f"{local(row):%Y-%m}"
            for row in demo.transactions
            if row.card == card.id
            and row.description == "Suscripción mensual"
            and row.merchant_raw.startswith(start)
        )
        assert len(months) == 24, subscription.descriptor
        assert set(months.values()) == {1}


def test_exactly_one_fixed_subscription_rises_once(demo: DemoCompany) -> None:
    prices: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for row in demo.transactions:
        if row.description == "Suscripción mensual":
            price = row.amount_minor if row.original_minor is None else row.original_minor
            prices[row.card, row.merchant].append(price)
    changes = {
        merchant: list(dict.fromkeys(paid))
        for (_, merchant), paid in prices.items()
        if len(set(paid)) == 2
    }
    assert changes == {"Slack": [350_00, 420_00]}


def test_dollar_prices_on_peso_cards_keep_their_original(demo: DemoCompany) -> None:
    foreign = [row for row in demo.transactions if row.original_currency is not None]
    assert {row.original_currency for row in foreign} == {"USD"}
    assert {row.currency for row in foreign} == {"MXN"}
    assert all(row.original_minor is not None for row in foreign)
    rates = [row.amount_minor / row.original_minor for row in foreign if row.original_minor]
    assert 14 < min(rates) < max(rates) < 24


def test_conferences_in_may_and_october_show_in_travel(demo: DemoCompany) -> None:
    trips: dict[str, int] = defaultdict(int)
    for row in spent(demo.transactions):
        if row.category in (Category.TRAVEL, Category.LODGING):
            trips[f"{local(row):%Y-%m}"] += 1
    whole = sorted(trips)[1:-1]
    peaks = [trips[month] for month in whole if month[-2:] in ("05", "10")]
    others = [trips[month] for month in whole if month[-2:] not in ("05", "10")]
    assert len(peaks) == 4
    assert min(peaks) > 1.2 * sum(others) / len(others)
    assert sum(peaks) / len(peaks) > 1.6 * sum(others) / len(others)


def test_large_charges_give_the_last_thirty_days_a_good_answer(demo: DemoCompany) -> None:
    recent = [
        row
        for row in spent(demo.transactions)
        if row.currency == "MXN" and local(row).date() > END_DAY - timedelta(days=30)
    ]
    assert 8 <= sum(row.amount_minor > 5_000_00 for row in recent) <= 60
    assert sum(row.amount_minor > 50_000_00 for row in recent) == 2
    large = [row for row in spent(demo.transactions) if row.amount_minor > 50_000_00]
    assert 8 <= len(large) <= 16


def test_people_spend_on_working_days_and_hardly_at_night(demo: DemoCompany) -> None:
    times = [local(row) for row in spent(demo.transactions)]
    by_weekday = Counter(when.weekday() for when in times)
    assert min(by_weekday[day] for day in range(5)) > 2 * by_weekday[5] > 2 * by_weekday[6]
    nights = sum(when.hour < 6 for when in times)
    assert nights < 0.05 * len(times)
    assert sum(when.hour in (14, 15) for when in times) > 4 * nights / 6


def test_every_month_has_a_plausible_total(demo: DemoCompany) -> None:
    months: dict[str, int] = defaultdict(int)
    for row in spent(demo.transactions):
        if row.currency == "MXN":
            months[f"{local(row):%Y-%m}"] += row.amount_minor
    assert len(months) == 25
    whole = [months[month] for month in sorted(months)[1:-1]]
    assert len(set(whole)) == len(whole)
    assert all(250_000_00 < total < 2_000_000_00 for total in whole)


def test_each_payment_settles_its_billing_period_exactly(demo: DemoCompany) -> None:
    begins = [date(2023 + (10 + n) // 12, (10 + n) % 12 + 1, 5) for n in range(1, 26)]
    owed: dict[tuple[str, int], int] = defaultdict(int)
    for row in demo.transactions:
        if row.status is POSTED and row.type is not PAYMENT:
            owed[row.currency, bisect_right(begins, local(row).date())] += row.amount_minor
    paid: dict[str, list[int]] = defaultdict(list)
    for row in demo.transactions:
        if row.type is PAYMENT:
            paid[row.currency].append(-row.amount_minor)
    for currency in ("MXN", "USD"):
        periods = range(1, len(paid[currency]) + 1)
        assert paid[currency] == [owed[currency, period] for period in periods]
        assert len(periods) >= 22


def test_categories_are_known_and_varied(demo: DemoCompany) -> None:
    counts = Counter(row.category for row in demo.transactions)
    assert counts[Category.OTHER] == 0
    assert len(counts) >= 15
    assert all(row.mcc for row in demo.transactions)


ALL_MERCHANTS = [
    merchant
    for module in (everyday_merchants, office_merchants)
    for line in vars(module).values()
    if isinstance(line, tuple)
    for merchant in line
    if isinstance(merchant, Merchant)
]


def test_about_180_merchants_each_group_under_one_name() -> None:
    descriptors = Descriptors(Dice(SEED, END_DAY, "test"))
    names = {
        merchant.descriptor: {normalise(descriptors.of(merchant)) for _ in range(40)}
        for merchant in ALL_MERCHANTS
    }
    assert 170 <= len(names) <= 200
    assert {template: found for template, found in names.items() if len(found) > 1} == {}


def test_raw_descriptors_are_noisy_where_names_are_clean(demo: DemoCompany) -> None:
    raw = {row.merchant_raw for row in demo.transactions}
    names = {row.merchant for row in demo.transactions}
    assert len(raw) > 10 * len(names)
    assert 180 <= len(names) <= 230
    assert all(row.merchant == normalise(row.merchant_raw) for row in demo.transactions[:2_000])
