"""The `Attachments` port over SQL, and the end of what has expired."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import delete, func, select, update

from clara.adapters.persistence import receipts
from clara.adapters.persistence.database import Database, Session
from clara.adapters.persistence.statement import Row, Statement, any_of, named
from clara.adapters.persistence.tables import attachments as t
from clara.adapters.persistence.tables import users
from clara.adapters.persistence.upsert import insert_or_ignore
from clara.application.attachments.ports import Attachments, Blobs
from clara.domain.attachments.attachment import LINK_LIVES, Attachment
from clara.domain.attachments.contents import Overview
from clara.domain.errors import Conflict
from clara.domain.instant import instant, microseconds

_AT_ONCE = 100
_STRAY_AFTER = timedelta(hours=1)
"""Longer than any upload takes."""
_USERS, _COMPANIES = "user_", "company_"
"""How the owners of attachments and receipts are called; tasks have contents, too."""
_COLUMNS = ("id", "user_id", "name", "size", "digest", "overview", "created_at", "expires_at")
_found = select(*(t.c[name] for name in _COLUMNS))
_live = t.c.expires_at > named("now")
_own = t.c.user_id == named("user_id")

_HOLD = Statement(
    select(users.c.id).where(users.c.id == named("user_id")).with_for_update(key_share=True)
)
_ADD = Statement(insert_or_ignore(t, _COLUMNS, index=("id",)))
_COUNT = Statement(select(func.count()).select_from(t).where(_own, _live))
_FIND = Statement(_found.where(_own, _live, any_of(t.c.id, "ids")))
_OF_USER = Statement(_found.where(_own, _live).order_by(t.c.created_at.desc(), t.c.id))
_CLOSE = Statement(
    update(t).where(_own, _live, t.c.id == named("id")).values(expires_at=named("now"))
)
_KEPT = Statement(select(t.c.id).where(_own, _live, t.c.digest == named("digest")).limit(1))
_EXPIRED = Statement(
    _found.where(t.c.expires_at <= named("before")).order_by(t.c.expires_at).limit(_AT_ONCE)
)
_REMOVE = Statement(delete(t).where(t.c.id == named("id")))


@dataclass(frozen=True, slots=True)
class SqlAttachments(Attachments):
    session: Session

    async def hold(self, user_id: str) -> None:
        connection = await self.session.connection()
        await connection.first(_HOLD, user_id=user_id)

    async def add(self, attachments: Sequence[Attachment]) -> None:
        connection = await self.session.connection()
        for one in attachments:
            if await connection.change(_ADD, **_values(one)) != 1:
                raise Conflict(
                    "upload_link_used",
                    "A file was sent through this link already.",
                    remedy="Ask your assistant for a new link.",
                )

    async def count(self, user_id: str, now: datetime) -> int:
        connection = await self.session.connection()
        ((count,),) = await connection.rows(_COUNT, user_id=user_id, now=microseconds(now))
        return int(count)

    async def find(self, user_id: str, ids: Sequence[str], now: datetime) -> list[Attachment]:
        connection = await self.session.connection()
        # Which PostgreSQL's text can't hold.
        given = [one for one in ids if "\0" not in one]
        rows = await connection.rows(_FIND, user_id=user_id, ids=given, now=microseconds(now))
        return [_attachment(row) for row in rows]

    async def of_user(self, user_id: str, now: datetime) -> list[Attachment]:
        connection = await self.session.connection()
        rows = await connection.rows(_OF_USER, user_id=user_id, now=microseconds(now))
        return [_attachment(row) for row in rows]

    async def close(self, attachment: Attachment, now: datetime) -> None:
        connection = await self.session.connection()
        values = {"id": attachment.id, "user_id": attachment.user_id, "now": microseconds(now)}
        await connection.change(_CLOSE, **values)

    async def is_kept(self, user_id: str, digest: str, now: datetime) -> bool:
        connection = await self.session.connection()
        values = {"digest": bytes.fromhex(digest), "now": microseconds(now)}
        return await connection.first(_KEPT, user_id=user_id, **values) is not None


async def forget_attachments(database: Database, blobs: Blobs, now: datetime) -> None:
    """Remove what has expired, contents included. A deleted one goes when no link can name its
    identifier any more."""
    while True:
        gone = await _forget_some(database, blobs, now)
        if gone < _AT_ONCE:
            return


async def forget_strays(database: Database, blobs: Blobs, now: datetime) -> None:
    """Remove contents that no attachment has: an upload that was refused late, or died, left them."""
    async for name in blobs.older_than(now - _STRAY_AFTER):
        user_id, _, digest = name.partition("/")
        if user_id.startswith(_COMPANIES):
            await _forget_stray_receipt(database, blobs, name)
        if not user_id.startswith(_USERS):
            continue
        async with database.writing() as connection:
            await connection.first(_HOLD, user_id=user_id)
            values = {"digest": bytes.fromhex(digest), "now": microseconds(now)}
            if await connection.first(_KEPT, user_id=user_id, **values) is None:
                await blobs.delete(name)


async def _forget_stray_receipt(database: Database, blobs: Blobs, name: str) -> None:
    company_id, _, digest = name.partition("/")
    async with database.writing() as connection:
        await connection.rows(receipts.HOLD, company_id=company_id)
        values = {"company_id": company_id, "digest": bytes.fromhex(digest)}
        if await connection.first(receipts.KEPT, **values) is None:
            await blobs.delete(name)


async def _forget_some(database: Database, blobs: Blobs, now: datetime) -> int:
    before = microseconds(now - LINK_LIVES)
    async with database.reading() as connection:
        rows = await connection.rows(_EXPIRED, before=before)
    for one in map(_attachment, rows):
        async with database.writing() as connection:
            await connection.first(_HOLD, user_id=one.user_id)
            values = {"digest": bytes.fromhex(one.digest), "now": microseconds(now)}
            if await connection.first(_KEPT, user_id=one.user_id, **values) is None:
                await blobs.delete(one.blob)
            await connection.change(_REMOVE, id=one.id)
    return len(rows)


def _values(one: Attachment) -> dict[str, object]:
    return {
        "id": one.id,
        "user_id": one.user_id,
        "name": one.name,
        "size": one.size,
        "digest": bytes.fromhex(one.digest),
        "overview": msgspec.json.encode(one.overview),
        "created_at": microseconds(one.created_at),
        "expires_at": microseconds(one.expires_at),
    }


def _attachment(row: Row) -> Attachment:
    id, user_id, name, size, digest, overview, created_at, expires_at = row
    return Attachment(
        id=id,
        user_id=user_id,
        name=name,
        size=size,
        digest=digest.hex(),
        overview=msgspec.json.decode(overview, type=Overview),
        created_at=instant(created_at),
        expires_at=instant(expires_at),
    )
