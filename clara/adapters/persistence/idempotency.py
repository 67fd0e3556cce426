"""The `IdempotencyKeys` port over SQL: claimed in a short transaction, completed in the effect's."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select, tuple_, update

from clara.adapters.persistence.database import Connection, Database, Session
from clara.adapters.persistence.statement import Statement, named
from clara.adapters.persistence.tables import idempotency_keys as keys
from clara.adapters.persistence.upsert import insert_or_ignore
from clara.application.ports import KEYS_COUNT, Claim, Clock, IdempotencyKeys, Ids
from clara.domain.credentials.actor import Actor
from clara.domain.errors import Conflict, KeyReused
from clara.domain.instant import microseconds

_SECOND = 1_000_000
_KEPT = KEYS_COUNT // timedelta(microseconds=1)
_LAPSES_AFTER = 60 * _SECOND
_WAIT_SECONDS = 2.0
_POLL_SECONDS = 0.05
_FORGOTTEN_AT_ONCE = 1_000

_PLACE = ("company_number", "caller", "operation", "key")
_here = [keys.c[name] == named(name) for name in _PLACE]
_still_mine = (*_here, keys.c.claim == named("claim"), keys.c.completed_at.is_(None))

_CLAIM = Statement(
    insert_or_ignore(keys, (*_PLACE, "request_digest", "claim", "claimed_at"), index=_PLACE)
)
_FIND = Statement(
    select(
        keys.c.request_digest, keys.c.claim, keys.c.claimed_at, keys.c.completed_at, keys.c.result
    ).where(*_here)
)
_DELETE = Statement(delete(keys).where(*_here, keys.c.claim == named("claim")))
# Never a completed one: whoever drops a claim may not know that the commit came through.
_DROP = Statement(delete(keys).where(*_still_mine))
_COMPLETE = Statement(
    update(keys).where(*_still_mine).values(completed_at=named("now"), result=named("result"))
)
_old = (
    select(*(keys.c[name] for name in _PLACE))
    .where(keys.c.claimed_at < named("before"))
    .limit(named("limit"))
)
_FORGET = Statement(delete(keys).where(tuple_(*(keys.c[name] for name in _PLACE)).in_(_old)))
_TOUCH = Statement(update(keys).where(*_still_mine).values(claimed_at=named("now")))


@dataclass(frozen=True, slots=True)
class SqlIdempotencyKeys(IdempotencyKeys):
    session: Session
    clock: Clock
    ids: Ids

    async def claim(
        self,
        actor: Actor,
        operation: str,
        key: str,
        request_digest: bytes,
        counts: timedelta = KEYS_COUNT,
    ) -> Claim | bytes:
        seat = actor.seat
        place = {
            "company_number": seat.company_number if seat else 0,
            "caller": actor.user_id or actor.credential_id,
            "operation": operation,
            "key": key,
        }
        until = self.clock.elapsed() + _WAIT_SECONDS
        while True:
            held = await self._try(place, request_digest, counts // timedelta(microseconds=1))
            if held is not None:
                return held
            if self.clock.elapsed() >= until:
                raise Conflict(
                    "idempotency_in_progress",
                    "The first request with this idempotency key is still running.",
                    remedy="Send it again in a moment.",
                    retry_after=1,
                )
            await self.clock.sleep(_POLL_SECONDS)

    async def _try(
        self, place: dict[str, Any], request_digest: bytes, counts: int
    ) -> Claim | bytes | None:
        """A claim, a kept answer, or None while another run holds the key."""
        now = microseconds(self.clock.now())
        claim = self.ids.new("claim")
        async with self.session.database.writing() as connection:
            if await self._insert(connection, place, request_digest, claim, now):
                return SqlClaim(self.session, self.clock, place, claim)
            row = await connection.first(_FIND, **place)
            if row is None:
                return None
            digest, held_by, claimed_at, completed_at, result = row
            is_over = completed_at is not None and completed_at < now - counts
            is_dead = completed_at is None and claimed_at < now - _LAPSES_AFTER
            if is_over or is_dead:
                await connection.change(_DELETE, claim=held_by, **place)
                # Of two that take it over at once, the second goes back to waiting.
                if await self._insert(connection, place, request_digest, claim, now):
                    return SqlClaim(self.session, self.clock, place, claim)
                return None
        if bytes(digest) != request_digest:
            raise KeyReused(
                "idempotency_key_reused",
                "This idempotency key was used with a different request.",
                remedy="Use a new key for a new request.",
            )
        return bytes(result) if completed_at is not None else None

    async def _insert(
        self,
        connection: Connection,
        place: dict[str, Any],
        request_digest: bytes,
        claim: str,
        now: int,
    ) -> bool:
        values = {"request_digest": request_digest, "claim": claim, "claimed_at": now}
        return await connection.change(_CLAIM, **place, **values) == 1


async def forget_old_keys(database: Database, now: int) -> int:
    """Remove what is older than keys are kept, a few at a time; how many that were. `now` is in
    microseconds."""
    forgotten = 0
    while True:
        async with database.writing() as connection:
            removed = await connection.change(_FORGET, before=now - _KEPT, limit=_FORGOTTEN_AT_ONCE)
        forgotten += removed
        if removed < _FORGOTTEN_AT_ONCE:
            return forgotten


@dataclass(frozen=True, slots=True)
class SqlClaim(Claim):
    session: Session
    clock: Clock
    place: dict[str, Any]
    claim: str

    async def complete(self, result: bytes) -> None:
        connection = await self.session.connection()
        now = microseconds(self.clock.now())
        kept = await connection.change(
            _COMPLETE, **self.place, claim=self.claim, now=now, result=result
        )
        if kept != 1:
            raise Conflict(
                "idempotency_claim_lost",
                "The request took so long that its idempotency key was given to another; nothing"
                " was changed.",
            )

    async def keep_alive(self) -> None:
        async with self.session.database.writing() as connection:
            now = microseconds(self.clock.now())
            await connection.change(_TOUCH, **self.place, claim=self.claim, now=now)

    async def drop(self) -> None:
        await self.session.close()
        async with self.session.database.writing() as connection:
            await connection.change(_DROP, **self.place, claim=self.claim)
