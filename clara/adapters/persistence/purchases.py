"""The `Purchases` and `Customers` ports over SQL."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from msgspec import structs
from sqlalchemy import and_, func, or_, select, update

from clara.adapters.persistence.database import Connection, Session
from clara.adapters.persistence.statement import Row, Statement, named
from clara.adapters.persistence.tables import credit_purchases as purchases
from clara.adapters.persistence.tables import credit_transfers as transfers
from clara.adapters.persistence.tables import payment_customers as customers
from clara.adapters.persistence.upsert import insert_named, insert_or_ignore
from clara.application.credits.ports import Customers, Purchases
from clara.domain.credits.ledger import TransferKind
from clara.domain.credits.payment import PaymentFact
from clara.domain.credits.purchase import Dispute, Purchase, PurchaseStatus
from clara.domain.errors import Conflict
from clara.domain.instant import instant, microseconds

_COLUMNS = Purchase.__struct_fields__
_CHANGING = (
    *("status", "session_id", "url", "payment_id", "refunded_minor", "disputes"),
    *("returned_minor", "returned_credits", "uncollected_credits"),
)
_purchase = select(*(purchases.c[name] for name in _COLUMNS))
_ADD = Statement(insert_named(purchases, _COLUMNS))
_NAMES = ("id", "session_id", "payment_id")
_SEE_BY = {name: Statement(_purchase.where(purchases.c[name] == named(name))) for name in _NAMES}
_HOLD_BY = {
    name: Statement(_purchase.where(purchases.c[name] == named(name)).with_for_update())
    for name in _NAMES
}
_OF_SESSION = Statement(_purchase.where(purchases.c.session_id == named("session_id")))
_SAVE = Statement(
    update(purchases)
    .where(purchases.c.id == named("id"), purchases.c.version == named("was_version"))
    .values(version=named("version"), **{name: named(name) for name in _CHANGING})
)
_PENDING = Statement(
    _purchase.where(
        purchases.c.status == PurchaseStatus.PENDING.value,
        purchases.c.created_at < named("before"),
    )
    .order_by(purchases.c.created_at)
    .limit(named("limit"))
)
_CUSTOMER = ("user_id", "provider", "customer_id")
_FIND_CUSTOMER = Statement(
    select(customers.c.customer_id).where(
        customers.c.user_id == named("user_id"), customers.c.provider == named("provider")
    )
)
_KEEP_CUSTOMER = Statement(insert_or_ignore(customers, _CUSTOMER, index=("user_id", "provider")))


@dataclass(frozen=True, slots=True)
class SqlPurchases(Purchases):
    session: Session

    async def add(self, purchase: Purchase) -> None:
        async with self.session.apart() as connection:
            await connection.change(_ADD, **_values(purchase))

    async def named(self, fact: PaymentFact) -> Purchase | None:
        return await _first(await self.session.connection(), _HOLD_BY, fact)

    async def known(self, fact: PaymentFact) -> Purchase | None:
        async with self.session.database.reading() as connection:
            return await _first(connection, _SEE_BY, fact)

    async def of_session(self, session_id: str) -> Purchase | None:
        connection = await self.session.connection()
        row = await connection.first(_OF_SESSION, session_id=session_id)
        return _read(row) if row else None

    async def save(self, purchase: Purchase, was: Purchase) -> Purchase:
        connection = await self.session.connection()
        saved = structs.replace(purchase, version=was.version + 1)
        values = _values(saved)
        kept = {name: values[name] for name in (*_CHANGING, "id", "version")}
        if await connection.change(_SAVE, **kept, was_version=was.version) != 1:
            raise Conflict("conflict", "This purchase changed at the same moment; try again.")
        return saved

    async def pending(self, before: datetime, limit: int) -> tuple[Purchase, ...]:
        # Given back at once: whoever looks for them asks the provider next, which takes its time.
        async with self.session.database.reading() as connection:
            rows = await connection.rows(_PENDING, before=microseconds(before), limit=limit)
        return tuple(map(_read, rows))


@dataclass(frozen=True, slots=True)
class SqlCustomers(Customers):
    session: Session

    async def find(self, user_id: str, provider: str) -> str | None:
        async with self.session.looking() as connection:
            row = await connection.first(_FIND_CUSTOMER, user_id=user_id, provider=provider)
        return row[0] if row else None

    async def keep(self, user_id: str, provider: str, customer_id: str) -> str:
        async with self.session.apart() as connection:
            await connection.change(
                _KEEP_CUSTOMER, user_id=user_id, provider=provider, customer_id=customer_id
            )
            row = await connection.first(_FIND_CUSTOMER, user_id=user_id, provider=provider)
        assert row is not None, "it was kept above, now or before"
        return str(row[0])


async def _first(
    connection: Connection, by: Mapping[str, Statement], fact: PaymentFact
) -> Purchase | None:
    """What `fact` is about, by the first of its names that is known."""
    said = {"id": fact.purchase_id, "session_id": fact.session_id, "payment_id": fact.payment_id}
    for column, value in said.items():
        # A provider's text may hold what PostgreSQL's can't.
        if value is not None and "\0" not in value:
            row = await connection.first(by[column], **{column: value})
            if row is not None:
                return _read(row)
    return None


def _values(purchase: Purchase) -> dict[str, Any]:
    return {
        **structs.asdict(purchase),
        "status": purchase.status.value,
        "created_at": microseconds(purchase.created_at),
        "disputes": msgspec.json.encode(purchase.disputes).decode(),
    }


def _read(row: Row) -> Purchase:
    values: dict[str, Any] = dict(zip(_COLUMNS, row, strict=True))
    values["status"] = PurchaseStatus(values["status"])
    values["created_at"] = instant(values["created_at"])
    values["disputes"] = msgspec.json.decode(values["disputes"], type=tuple[Dispute, ...])
    return Purchase(**values)


_times_credited = (
    select(func.count())
    .where(
        transfers.c.reference == purchases.c.id,
        transfers.c.kind == TransferKind.PURCHASE.value,
    )
    .scalar_subquery()
)
_is_paid = purchases.c.status == PurchaseStatus.PAID.value
WRONGLY_CREDITED = (
    select(func.count())
    .select_from(purchases)
    .where(or_(and_(_is_paid, _times_credited != 1), and_(~_is_paid, _times_credited != 0)))
)
"""Purchases that are paid and not credited exactly once, or credited and not paid."""
