"""What the peers are asked: the same filters, days and keyset position as Clara, from a query."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MESSAGE = "Card transactions fetched successfully."
TYPES = ("PURCHASE", "REFUND", "FEE", "CREDIT", "PAYMENT")
STATUSES = ("AUTHORIZED", "POSTED", "DECLINED", "REVERSED")
CATEGORIES = tuple(
    "TRAVEL LODGING FOOD GROCERIES TRANSPORTATION FUEL SOFTWARE_AND_HARDWARE ADVERTISING"
    " OFFICE_SUPPLIES PROFESSIONAL_SERVICES TELECOM_AND_UTILITIES SHIPPING HEALTH EDUCATION"
    " ENTERTAINMENT RETAIL CASH FINANCIAL_SERVICES GOVERNMENT_AND_TAXES BUILDING_AND_MAINTENANCE"
    " MEMBERSHIPS_AND_DONATIONS OTHER".split()
)
STATUS_NUMBERS = {name: number for number, name in enumerate(STATUSES)}
CATEGORY_NUMBERS = {name: number for number, name in enumerate(CATEGORIES)}


class Asked(NamedTuple):
    """Instants in microseconds since 1970; the page holds rows before (`before`, `before_id`)."""

    start: int
    until: int
    before: int
    before_id: bytes
    statuses: list[int]
    categories: list[int]
    limit: int


@lru_cache(maxsize=1_024)
def midnight(day: str, zone: str, days_later: int = 0) -> int:
    local = date.fromisoformat(day) + timedelta(days=days_later)
    began = datetime.combine(local, time.min, ZoneInfo(zone))
    return (began - EPOCH) // timedelta(microseconds=1)


def asked(query: Mapping[str, str], zone: str) -> Asked:
    """Raises KeyError and ValueError where the query makes no sense."""
    start, until = midnight(query["from"], zone), midnight(query["to"], zone, 1)
    before, _, before_id = query.get("cursor", f"{until}.").partition(".")
    return Asked(
        start=start,
        until=until,
        before=int(before),
        before_id=bytes.fromhex(before_id),
        statuses=_numbers(query.get("status"), STATUS_NUMBERS),
        categories=_numbers(query.get("category"), CATEGORY_NUMBERS),
        limit=min(int(query.get("limit", "50")), 200),
    )


def _numbers(text: str | None, numbers: Mapping[str, int]) -> list[int]:
    return [numbers[name] for name in text.split(",")] if text else list(numbers.values())


def currency_code(number: int) -> str:
    rest, c = divmod(number, 26)
    a, b = divmod(rest, 26)
    return chr(a + 65) + chr(b + 65) + chr(c + 65)
