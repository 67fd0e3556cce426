"""The measured company's card transactions: deterministic, in order of time, fast to make.

24 months that end with the current month, so that the current billing period is at its fullest.
Shares are those of an ordinary company: nine rows in ten are posted purchases, the rest is what
lists and sums must tell apart.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import accumulate
from random import Random
from typing import Any

from benchmarks.company import (
    CARDS,
    COMPANY,
    FIRST_USD_CARD,
    MERCHANTS,
    MXN,
    SEED,
    USD,
    holder_of,
    merchant_category,
    merchant_code,
    merchant_name,
)
from clara.domain.card_transactions.card_transaction import (
    STATUS_NUMBERS,
    TYPE_NUMBERS,
    CardTransactionStatus,
    CardTransactionType,
)
from clara.domain.card_transactions.counting import counting_of

COLUMNS = (
    "company_number",
    "id",
    "occurred_at",
    "amount_minor",
    "import_number",
    "merchant_number",
    "card_number",
    "cardholder_number",
    "currency",
    "counting",
    "status",
    "type",
    "category",
    "mcc",
    "merchant_raw",
    "original_minor",
    "original_currency",
    "description",
    "reference",
)
MONTHS = 24
_SHARES = (
    ("PURCHASE", "POSTED", 84.0),
    ("PURCHASE", "AUTHORIZED", 3.0),
    ("PURCHASE", "DECLINED", 4.0),
    ("PURCHASE", "REVERSED", 1.0),
    ("REFUND", "POSTED", 3.0),
    ("FEE", "POSTED", 2.0),
    ("CREDIT", "POSTED", 1.0),
    ("PAYMENT", "POSTED", 2.0),
)
_NEGATIVE = {"REFUND", "CREDIT", "PAYMENT"}
_BATCH = 10_000
Row = tuple[Any, ...]


def months(today: date) -> tuple[date, date]:
    """The first day of the 24 months, and the day after the last."""
    count = today.year * 12 + today.month - 1
    first, end = count - MONTHS + 1, count + 1
    return date(first // 12, first % 12 + 1, 1), date(end // 12, end % 12 + 1, 1)


def microseconds(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 1_000_000


def rows(count: int, today: date) -> Iterator[Row]:
    """`count` rows, in the order of `COLUMNS`."""
    random = Random(SEED)
    start, end = map(microseconds, months(today))
    step = (end - start) // count
    kinds = [_kind(kind, status) for kind, status, _ in _SHARES]
    kind_weights = [share for _, _, share in _SHARES]
    # A few merchants have most of the sales: the weight falls with the square root of the rank.
    merchant_weights = list(accumulate((rank + 1) ** -0.5 for rank in range(MERCHANTS)))
    merchants = [_merchant(number) for number in range(1, MERCHANTS + 1)]
    amounts = [max(100, int(random.lognormvariate(10.4, 1.1))) for _ in range(4_096)]
    for begin in range(0, count, _BATCH):
        size = min(_BATCH, count - begin)
        drawn = zip(
            random.choices(kinds, kind_weights, k=size),
            random.choices(merchants, cum_weights=merchant_weights, k=size),
            random.choices(range(1, CARDS + 1), k=size),
            random.choices(amounts, k=size),
            strict=True,
        )
        for place, (kind, merchant, card, amount) in enumerate(drawn, begin):
            at = start + place * step + random.getrandbits(40) % step
            yield _row(place, at, random.randbytes(16), kind, merchant, card, amount)


def _kind(kind: str, status: str) -> tuple[int, int, int, int]:
    """Sign, how it counts, status and type."""
    of_type, of_status = CardTransactionType(kind), CardTransactionStatus(status)
    sign = -1 if kind in _NEGATIVE else 1
    counting = int(counting_of(of_type, of_status))
    return sign, counting, STATUS_NUMBERS[of_status], TYPE_NUMBERS[of_type]


def _merchant(number: int) -> tuple[int, int, int, str]:
    raw = merchant_name(number).upper()
    return number, merchant_category(number), merchant_code(number), raw


def _row(
    place: int,
    at: int,
    id: bytes,
    kind: tuple[int, int, int, int],
    merchant: tuple[int, int, int, str],
    card: int,
    amount: int,
) -> Row:
    sign, counting, status, type_ = kind
    number, category, mcc, raw = merchant
    is_foreign = place % 20 == 7 and card < FIRST_USD_CARD
    return (
        COMPANY,
        id,
        at,
        sign * amount,
        0,
        number,
        card,
        holder_of(card),
        USD if card >= FIRST_USD_CARD else MXN,
        counting,
        status,
        type_,
        category,
        mcc,
        f"{raw} {place % 9_973}",
        sign * amount // 18 if is_foreign else None,
        USD if is_foreign else None,
        None,
        f"{100_000 + place % 900_000}",
    )
