"""The `Ledger` port over SQL. The number of credits beside a user is changed by the statement that
also refuses to take it below zero, in the transaction that adds the entries."""

from dataclasses import dataclass

from sqlalchemy import and_, func, select, update

from clara.adapters.persistence.database import Session
from clara.adapters.persistence.statement import Row, Statement, named
from clara.adapters.persistence.tables import credit_entries as entries
from clara.adapters.persistence.tables import credit_transfers as transfers
from clara.adapters.persistence.tables import users
from clara.adapters.persistence.upsert import insert_named, insert_or_ignore
from clara.application.credits.ports import Ledger
from clara.domain.credits.ledger import (
    CREDITS,
    Account,
    CreditTransaction,
    CreditTransactionList,
    CreditTransactionType,
    Transfer,
)
from clara.domain.errors import NotFound, PaymentRequired
from clara.domain.ids import UserId
from clara.domain.instant import instant, microseconds

# FOR NO KEY UPDATE: a transfer just added shares its user's key, and two such operations that each
# wanted the whole row would wait for one another.
_HOLD = Statement(
    select(users.c.credits).where(users.c.id == named("user_id")).with_for_update(key_share=True)
)
_MOVE = Statement(
    update(users)
    .where(users.c.id == named("user_id"), users.c.credits + named("credits") >= 0)
    .values(credits=users.c.credits + named("credits"))
)
_TRANSFER = ("id", "user_id", "kind", "reference", "step", "description", "at")
_ADD = Statement(insert_or_ignore(transfers, _TRANSFER, index=("reference", "step")))
_ADD_ENTRY = Statement(insert_named(entries, ("transfer_id", "account", "unit", "amount")))
_RESERVED = Statement(
    select(transfers.c.user_id, func.sum(entries.c.amount))
    .join(entries, entries.c.transfer_id == transfers.c.id)
    .where(
        transfers.c.reference == named("reference"),
        entries.c.account == Account.RESERVED.value,
    )
    .group_by(transfers.c.user_id)
)
_money = entries.alias("money")
_seen = (
    select(
        transfers.c.id,
        transfers.c.user_id,
        transfers.c.description,
        transfers.c.at,
        entries.c.amount,
        _money.c.amount,
    )
    .select_from(transfers)
    .join(
        entries,
        and_(
            entries.c.transfer_id == transfers.c.id,
            entries.c.account == Account.AVAILABLE.value,
        ),
    )
    .outerjoin(
        _money,
        and_(_money.c.transfer_id == transfers.c.id, _money.c.account == Account.PAYMENTS.value),
    )
    .where(transfers.c.user_id == named("user_id"))
)
_PAGE = Statement(
    _seen.order_by(transfers.c.at.desc(), transfers.c.id.desc())
    .limit(named("limit"))
    .offset(named("offset"))
)
_COUNT = Statement(
    select(func.count())
    .select_from(transfers.join(entries, entries.c.transfer_id == transfers.c.id))
    .where(transfers.c.user_id == named("user_id"), entries.c.account == Account.AVAILABLE.value)
)
_ONE = Statement(_seen.where(transfers.c.id == named("id")))


@dataclass(frozen=True, slots=True)
class SqlLedger(Ledger):
    session: Session

    async def hold(self, user_id: str) -> int:
        connection = await self.session.connection()
        row = await connection.first(_HOLD, user_id=user_id)
        if row is None:
            raise NotFound.of("user")
        return int(row[0])

    async def post(self, transfer: Transfer) -> bool:
        connection = await self.session.connection()
        values = {name: getattr(transfer, name) for name in _TRANSFER}
        values |= {"kind": transfer.kind.value, "at": microseconds(transfer.at)}
        if await connection.change(_ADD, **values) != 1:
            return False
        credits = transfer.available
        moved = {"user_id": transfer.user_id, "credits": credits}
        if credits and await connection.change(_MOVE, **moved) != 1:
            raise PaymentRequired(
                "not_enough_credits",
                details={"needed": -credits, "available": await self.hold(transfer.user_id)},
                remedy="Buy credits first.",
            )
        await connection.change_many(
            _ADD_ENTRY,
            [
                {
                    "transfer_id": transfer.id,
                    "account": entry.account.value,
                    "unit": entry.unit,
                    "amount": entry.amount,
                }
                for entry in transfer.entries
            ],
        )
        return True

    async def reserved(self, reference: str) -> tuple[UserId, int] | None:
        connection = await self.session.connection()
        row = await connection.first(_RESERVED, reference=reference)
        return (row[0], int(row[1])) if row and row[1] else None

    async def page(self, user_id: str, limit: int, offset: int) -> CreditTransactionList:
        async with self.session.snapshot() as connection:
            rows = await connection.rows(_PAGE, user_id=user_id, limit=limit, offset=offset)
            ((count,),) = await connection.rows(_COUNT, user_id=user_id)
        items = tuple(map(_transaction, rows))
        return CreditTransactionList(items=items, offset=offset, total_count=count)

    async def find(self, user_id: str, transaction_id: str) -> CreditTransaction | None:
        if "\0" in transaction_id:  # which PostgreSQL's text can't hold
            return None
        connection = await self.session.connection()
        row = await connection.first(_ONE, user_id=user_id, id=transaction_id)
        return _transaction(row) if row else None


def _transaction(row: Row) -> CreditTransaction:
    id, user_id, description, at, credits, fiat_minor = row
    kind = CreditTransactionType.CREDIT if credits > 0 else CreditTransactionType.DEBIT
    return CreditTransaction(
        id=id,
        user_id=user_id,
        type=kind,
        description=description,
        value_in_credits=abs(credits),
        fiat_minor=abs(fiat_minor) if fiat_minor is not None else None,
        created_at=instant(at),
    )


UNBALANCED = select(func.count()).select_from(
    select(entries.c.transfer_id)
    .group_by(entries.c.transfer_id, entries.c.unit)
    .having(func.sum(entries.c.amount) != 0)
    .subquery()
)
"""Transfers whose entries do not add up to zero."""

_available = (
    select(func.coalesce(func.sum(entries.c.amount), 0))
    .join(transfers, transfers.c.id == entries.c.transfer_id)
    .where(
        transfers.c.user_id == users.c.id,
        entries.c.account == Account.AVAILABLE.value,
        entries.c.unit == CREDITS,
    )
    .scalar_subquery()
)
UNPROVED = (
    select(func.count())
    .select_from(users)
    .where((users.c.credits != _available) | (users.c.credits < 0))
)
"""Users whose number of credits is not the sum of their entries, or below zero."""
