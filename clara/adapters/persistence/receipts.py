"""The `Receipts` port over SQL."""

from dataclasses import dataclass

import msgspec
from sqlalchemy import delete, select

from clara.adapters.persistence.database import Session
from clara.adapters.persistence.statement import Row, Statement, named
from clara.adapters.persistence.tables import companies
from clara.adapters.persistence.tables import receipts as t
from clara.adapters.persistence.upsert import insert_named
from clara.application.receipts.ports import Receipts
from clara.domain.attachments.contents import Overview
from clara.domain.instant import instant, microseconds
from clara.domain.receipts.receipt import Receipt

_COLUMNS = (
    *("company_id", "id", "transaction_id", "submitted_by", "submitter_name"),
    *("name", "size", "digest", "overview", "created_at"),
)
_found = select(*(t.c[name] for name in _COLUMNS))
_own = t.c.company_id == named("company_id")
HOLD = Statement(
    select(companies.c.number)
    .where(companies.c.id == named("company_id"))
    .with_for_update(key_share=True)
)
_ADD = Statement(insert_named(t, _COLUMNS))
_OF_TRANSACTION = Statement(
    _found.where(_own, t.c.transaction_id == named("transaction_id")).order_by(
        t.c.created_at, t.c.id
    )
)
_FIND = Statement(_found.where(_own, t.c.id == named("receipt_id")))
_REMOVE = Statement(delete(t).where(_own, t.c.id == named("receipt_id")))
KEPT = Statement(select(t.c.id).where(_own, t.c.digest == named("digest")).limit(1))


@dataclass(frozen=True, slots=True)
class SqlReceipts(Receipts):
    session: Session

    async def hold(self, company_id: str) -> None:
        connection = await self.session.connection()
        await connection.rows(HOLD, company_id=company_id)

    async def add(self, receipt: Receipt) -> None:
        connection = await self.session.connection()
        await connection.change(
            _ADD,
            company_id=receipt.company_id,
            id=receipt.id,
            transaction_id=receipt.transaction_id,
            submitted_by=receipt.submitted_by,
            submitter_name=receipt.submitter_name,
            name=receipt.name,
            size=receipt.size,
            digest=bytes.fromhex(receipt.digest),
            overview=msgspec.json.encode(receipt.overview),
            created_at=microseconds(receipt.created_at),
        )

    async def of_transaction(self, company_id: str, transaction_id: str) -> tuple[Receipt, ...]:
        connection = await self.session.connection()
        rows = await connection.rows(
            _OF_TRANSACTION, company_id=company_id, transaction_id=transaction_id
        )
        return tuple(map(_receipt, rows))

    async def find(self, company_id: str, receipt_id: str) -> Receipt | None:
        if "\0" in receipt_id:  # which PostgreSQL's text can't hold
            return None
        connection = await self.session.connection()
        row = await connection.first(_FIND, company_id=company_id, receipt_id=receipt_id)
        return None if row is None else _receipt(row)

    async def remove(self, receipt: Receipt) -> None:
        connection = await self.session.connection()
        await connection.change(_REMOVE, company_id=receipt.company_id, receipt_id=receipt.id)

    async def is_kept(self, company_id: str, digest: str) -> bool:
        connection = await self.session.connection()
        values = {"company_id": company_id, "digest": bytes.fromhex(digest)}
        return await connection.first(KEPT, **values) is not None


def _receipt(row: Row) -> Receipt:
    company_id, id, transaction_id, submitted_by, submitter_name, *file = row
    name, size, digest, overview, created_at = file
    return Receipt(
        company_id=company_id,
        id=id,
        transaction_id=transaction_id,
        submitted_by=submitted_by,
        submitter_name=submitter_name,
        name=name,
        size=size,
        digest=digest.hex(),
        overview=msgspec.json.decode(overview, type=Overview),
        created_at=instant(created_at),
    )
