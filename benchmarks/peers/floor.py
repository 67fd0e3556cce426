"""The floor: what nobody writes by hand, as fast as Python answers the question at all.

Raw ASGI, asyncpg, one joined statement that looks up the token, the role and the page, msgspec.
asyncpg's pool without the reset query it would send at each release.
"""

import gc
import hashlib
import os
import time
from collections.abc import Awaitable, Callable, MutableMapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

import asyncpg
import msgspec

from benchmarks.peers.asked import (
    CATEGORIES,
    EPOCH,
    MESSAGE,
    STATUSES,
    TYPES,
    Asked,
    asked,
    currency_code,
)

_WHO = """
SELECT companies.number, companies.time_zone, companies.visible_import, memberships.role,
       users.is_active, credentials.scopes
FROM credentials
JOIN users ON users.id = credentials.user_id
JOIN memberships ON memberships.user_id = credentials.user_id
JOIN companies ON companies.number = memberships.company_number
WHERE credentials.digest = $1 AND credentials.revoked_at IS NULL
  AND (credentials.expires_at IS NULL OR credentials.expires_at > $2) AND companies.id = $3
"""
_PAGE = f"""
SELECT who.role, who.is_active, who.scopes, page.*
FROM ({_WHO}) who LEFT JOIN LATERAL (
  SELECT t.id, t.occurred_at, t.amount_minor, t.currency, t.type, t.status, merchants.name,
         t.merchant_raw, t.category, t.mcc, cards.id AS card_id, cards.last_four, cards.alias,
         cardholders.name AS holder, t.original_minor, t.original_currency, t.description,
         t.reference
  FROM card_transactions t
  LEFT JOIN merchants
    ON merchants.company_number = t.company_number AND merchants.number = t.merchant_number
  LEFT JOIN cards ON cards.company_number = t.company_number AND cards.number = t.card_number
  LEFT JOIN cardholders
    ON cardholders.company_number = t.company_number AND cardholders.number = t.cardholder_number
  WHERE t.company_number = who.number AND t.import_number <= who.visible_import
    AND t.occurred_at >= $4 AND (t.occurred_at, t.id) < ($5, $6)
    AND t.status = ANY($7) AND t.category = ANY($8)
  ORDER BY t.occurred_at DESC, t.id DESC LIMIT {{limit}}
) page ON true
"""
_TOTALS = """
SELECT t.currency, t.counting, count(*), sum(t.amount_minor)::bigint
FROM card_transactions t JOIN companies ON companies.number = t.company_number
WHERE companies.id = $1 AND t.import_number <= companies.visible_import
  AND t.occurred_at >= $2 AND t.occurred_at < $3
  AND t.status = ANY($4) AND t.category = ANY($5)
GROUP BY t.currency, t.counting
"""


@lru_cache(maxsize=256)
def _page(limit: int) -> str:
    """The limit is written out: PostgreSQL then keeps one plan instead of planning each time."""
    return _PAGE.format(limit=limit)


class Card(msgspec.Struct, gc=False):
    id: str
    last_four: str
    alias: str | None


class Original(msgspec.Struct, gc=False):
    amount: Decimal | None
    amount_minor: int | None
    currency: str


class Item(msgspec.Struct, gc=False):
    id: str
    occurred_at: datetime
    date: date
    amount: Decimal
    amount_minor: int
    currency: str
    type: str
    status: str
    merchant: str
    merchant_raw: str
    category: str
    mcc: int | None
    card: Card | None
    cardholder: str | None
    original: Original | None
    description: str | None
    reference: str | None


class Sums(msgspec.Struct, gc=False):
    currency: str
    counting: int
    count: int
    sum_minor: int


class Page(msgspec.Struct, gc=False):
    items: list[Item]
    next_cursor: str | None
    totals: list[Sums] | None = None


class Envelope(msgspec.Struct, gc=False):
    data: Page | None
    message: str
    status: str


Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
_encode = msgspec.json.Encoder(decimal_format="number").encode
_code = lru_cache(maxsize=256)(currency_code)
_pool: Any = None
_zones: dict[str, str] = {}


async def app(scope: Message, receive: Callable[[], Awaitable[Message]], send: Send) -> None:
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["path"] == "/health":
        await _answer(send, 200, b"{}")
    else:
        status, body = await _list(scope)
        await _answer(send, status, body)


async def _lifespan(receive: Callable[[], Awaitable[Message]], send: Send) -> None:
    global _pool  # noqa: PLW0603 - the application is the module
    await receive()
    _pool = await asyncpg.create_pool(
        os.environ["BENCH_DATABASE_URL"],
        min_size=10,
        max_size=10,
        server_settings={"jit": "off"},
        reset=_nothing,
    )
    for row in await _pool.fetch("SELECT id, time_zone FROM companies"):
        _zones[row[0]] = row[1]
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await _pool.close()
    await send({"type": "lifespan.shutdown.complete"})


async def _nothing(connection: Any) -> None:
    """No transaction is left open and no setting changed, so there is nothing to reset."""


async def _list(scope: Message) -> tuple[int, bytes]:
    token = next((v for k, v in scope["headers"] if k == b"authorization"), b"")
    parts = scope["path"].split("/")
    if not token.startswith(b"Bearer ") or len(parts) != 6 or parts[3] != "companies":
        return 401, _refusal("Authorization header is missing.")
    company, query = parts[4], dict(parse_qsl(scope["query_string"].decode()))
    zone = _zones.get(company)
    if zone is None:
        return 404, _refusal("Company with the given identifier does not exist.")
    try:
        question = asked(query, zone)
    except (KeyError, ValueError):
        return 400, _refusal("One or more parameters are invalid.")
    digest = hashlib.sha256(token[7:]).digest()
    async with _pool.acquire() as connection:
        rows = await connection.fetch(
            _page(question.limit + 1),
            *(digest, time.time_ns() // 1_000, company, question.start, question.before),
            *(question.before_id, question.statuses, question.categories),
        )
        totals = await _totals(connection, company, question) if "with_totals" in query else None
    if not rows or not rows[0][1]:
        return 401, _refusal("Authorization header is invalid.")
    if rows[0][0] not in ("administrator", "bookkeeper") or "transactions:read" not in rows[0][2]:
        return 403, _refusal("You do not have access to the requested resource.")
    if rows[0][3] is None:
        rows = []
    more = len(rows) > question.limit
    items = [_item(row, ZoneInfo(zone)) for row in rows[: question.limit]]
    cursor = f"{rows[-2][4]}.{rows[-2][3].hex()}" if more else None
    return 200, _encode(Envelope(Page(items, cursor, totals), MESSAGE, "success"))


async def _totals(connection: Any, company: str, question: Asked) -> list[Sums]:
    rows = await connection.fetch(
        _TOTALS, company, question.start, question.until, question.statuses, question.categories
    )
    return [Sums(_code(row[0]), row[1], row[2], row[3]) for row in rows]


def _item(row: Any, zone: ZoneInfo) -> Item:
    at = EPOCH + timedelta(microseconds=row[4])
    card = Card(row[13], row[14], row[15]) if row[13] is not None else None
    original = None
    if row[18] is not None:
        minor = row[17]
        amount = None if minor is None else Decimal(minor).scaleb(-2)
        original = Original(amount, minor, _code(row[18]))
    return Item(
        f"ctx_{row[3].hex()}",
        at,
        at.astimezone(zone).date(),
        Decimal(row[5]).scaleb(-2),
        row[5],
        _code(row[6]),
        TYPES[row[7]],
        STATUSES[row[8]],
        row[9],
        row[10],
        CATEGORIES[row[11]],
        row[12],
        card,
        row[16],
        original,
        row[19],
        row[20],
    )


def _refusal(message: str) -> bytes:
    return _encode(Envelope(None, message, "error"))


async def _answer(send: Send, status: int, body: bytes) -> None:
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
