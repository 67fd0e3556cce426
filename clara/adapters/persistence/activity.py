"""The `Activity` port over SQL."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import msgspec
from msgspec import structs
from sqlalchemy import BigInteger, ColumnElement, Text, func, select, tuple_

from clara.adapters.persistence.audit import INSTALLATION
from clara.adapters.persistence.database import Connection, Session
from clara.adapters.persistence.statement import Row, Statement, any_of, named
from clara.adapters.persistence.tables import audit_chains as chains
from clara.adapters.persistence.tables import audit_entries as entries
from clara.application.activity.ports import Activity, FoundEntries
from clara.application.ports import Clock
from clara.domain.audit.chain import ChainWalk
from clara.domain.audit.entry import AuditEntry, Outcome, SealedEntry
from clara.domain.audit.listing import ActivityFilter, ActivityWalk, ChainCheck
from clara.domain.credentials.actor import Actor, Door
from clara.domain.instant import instant, microseconds

_BATCH = 2_000


class _Shape(NamedTuple):
    action: bool
    user_id: bool
    subject: bool
    outcomes: bool
    doors: bool
    since: bool
    until: bool


@dataclass(frozen=True, slots=True)
class SqlActivity(Activity):
    session: Session
    clock: Clock

    async def page(self, actor: Actor, walk: ActivityWalk, limit: int) -> FoundEntries:
        shape, values = _shape(walk.filter), _values(actor, walk.filter)
        async with self.session.snapshot() as connection:
            count = walk.count
            if count is None:
                row = await connection.first(_count(shape), **values)
                count = int(row[0]) if row else 0
            after = walk.after
            rows = await connection.rows(
                _page(shape, after is not None),
                after_value=after.value if after else 0,
                after_id=after.id if after else "",
                limit=limit + 1,
                **values,
            )
        return FoundEntries(tuple(map(_entry, rows[:limit])), len(rows) > limit, count)

    async def verify(self, actor: Actor) -> ChainCheck:
        company = actor.seat.company_number if actor.seat else INSTALLATION
        async with self.session.snapshot() as connection:
            head = await connection.first(_HEAD, company=company)
            walk = ChainWalk(head[0] if head else 0, bytes(head[1]) if head else None)
            async for sealed in _sealed(connection, company):
                if not walk.step(sealed):
                    break
            row = await connection.first(_UNSEALED, company=company)
        unsealed, oldest = (row[0], row[1]) if row else (0, None)
        return walk.end(unsealed, oldest, microseconds(self.clock.now()))


async def _sealed(connection: Connection, company: int) -> AsyncIterator[SealedEntry]:
    last = 0
    while True:
        rows = await connection.rows(_CHAIN, company=company, last=last, limit=_BATCH)
        for row in rows:
            yield _as_kept(row)
        if len(rows) < _BATCH:
            return
        last = rows[-1][1]


def _as_kept(row: Row) -> SealedEntry:
    """The entry for the chain's check. One that can't be read, or whose searchable columns say
    something else than what was sealed, has no hash that could be right."""
    body, sequence, link, id, *columns = row
    try:
        entry = msgspec.json.decode(body, type=AuditEntry)
    except msgspec.MsgspecError:
        entry = structs.replace(_UNREADABLE, id=id)
    said = [getattr(entry, name) for name in _SEARCHED]
    is_same = entry.id == id and [microseconds(entry.at), *said] == columns
    return SealedEntry(
        entry=structs.replace(entry, id=id),
        sequence=sequence,
        hash=bytes(link) if is_same and link is not None else None,
    )


def _entry(row: Row) -> SealedEntry:
    body, sequence, link = row
    return SealedEntry(
        entry=msgspec.json.decode(body, type=AuditEntry),
        sequence=sequence,
        hash=bytes(link) if link is not None else None,
    )


def _shape(filter: ActivityFilter) -> _Shape:
    return _Shape(*(bool(getattr(filter, name)) for name in _Shape._fields))


def _values(actor: Actor, filter: ActivityFilter) -> dict[str, Any]:
    return {
        "company": actor.seat.company_number if actor.seat else INSTALLATION,
        "action": filter.action,
        "user_id": filter.user_id,
        "subject": filter.subject,
        "outcomes": [outcome.value for outcome in filter.outcomes],
        "doors": [door.value for door in filter.doors],
        "since": filter.since,
        "until": filter.until,
    }


def _conditions(shape: _Shape) -> list[ColumnElement[bool]]:
    found = [entries.c.company_number == named("company")]
    if shape.action:
        found.append(entries.c.action == named("action"))
    if shape.user_id:
        found.append(entries.c.user_id == named("user_id"))
    if shape.subject:
        found.append(entries.c.subject == named("subject"))
    if shape.outcomes:
        found.append(any_of(entries.c.outcome, "outcomes"))
    if shape.doors:
        found.append(any_of(entries.c.door, "doors"))
    if shape.since:
        found.append(entries.c.at >= named("since"))
    if shape.until:
        found.append(entries.c.at < named("until"))
    return found


_COLUMNS = (entries.c.body, entries.c.sequence, entries.c.hash)
_SEARCHED = ("action", "outcome", "door", "user_id", "subject")
_UNREADABLE = AuditEntry(
    id="", company_id=None, at=instant(0), action="", outcome=Outcome.FAILED, door=Door.CLI
)


@cache
def _page(shape: _Shape, is_later: bool) -> Statement:
    query = select(*_COLUMNS).where(*_conditions(shape))
    if is_later:
        place = tuple_(named("after_value", BigInteger()), named("after_id", Text()))
        query = query.where(tuple_(entries.c.at, entries.c.id) < place)
    order = (entries.c.at.desc(), entries.c.id.desc())
    return Statement(query.order_by(*order).limit(named("limit")))


@cache
def _count(shape: _Shape) -> Statement:
    return Statement(select(func.count()).select_from(entries).where(*_conditions(shape)))


_HEAD = Statement(
    select(chains.c.last_sequence, chains.c.last_hash).where(
        chains.c.company_number == named("company")
    )
)
_CHAIN = Statement(
    select(*_COLUMNS, entries.c.id, entries.c.at, *(entries.c[name] for name in _SEARCHED))
    .where(entries.c.company_number == named("company"), entries.c.sequence > named("last"))
    .order_by(entries.c.sequence)
    .limit(named("limit"))
)
_UNSEALED = Statement(
    select(func.count(), func.min(entries.c.at)).where(
        entries.c.company_number == named("company"), entries.c.sequence.is_(None)
    )
)
