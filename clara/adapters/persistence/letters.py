"""The `Mail` and `Letters` ports over SQL: letters leave through the database that the operation
writes to, so that none is lost by a crash and none is sent for what was rolled back."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import delete, or_, select, update

from clara.adapters.persistence.database import Database, Session
from clara.adapters.persistence.statement import Row, Statement, any_of, named
from clara.adapters.persistence.tables import letters
from clara.adapters.persistence.upsert import insert_named
from clara.application.mail.ports import Letters, WaitingLetter
from clara.application.ports import Clock, Mail, Vault
from clara.domain.instant import instant, microseconds
from clara.domain.mail.letter import Letter

_PURPOSE = "letter"
_SECOND = 1_000_000
_TAKEN_FOR = 120 * _SECOND
_FIRST_PAUSE, _LONGEST_PAUSE = 10 * _SECOND, 900 * _SECOND
_DOUBLINGS = 7
"""After these the longest pause is reached."""

_log = logging.getLogger("clara.mail")

_POST = Statement(insert_named(letters, ("id", "sealed", "attempts", "posted_at", "due_at")))
# What is due later than any pause is long was put there before the clock was set back.
_is_due = or_(letters.c.due_at <= named("now"), letters.c.due_at > named("beyond"))
_ANY = Statement(select(letters.c.id).where(_is_due).limit(1))
_DUE = Statement(
    select(letters.c.id, letters.c.sealed, letters.c.attempts, letters.c.posted_at)
    .where(_is_due)
    .order_by(letters.c.due_at, letters.c.id)
    .limit(named("limit"))
    .with_for_update(skip_locked=True)
)
_TAKE = Statement(
    update(letters).where(any_of(letters.c.id, "taken")).values(due_at=named("until"))
)
_REMOVE = Statement(delete(letters).where(letters.c.id == named("letter_id")))
_POSTPONE = Statement(
    update(letters)
    .where(letters.c.id == named("letter_id"), letters.c.due_at == named("taken_until"))
    .values(attempts=named("failed"), due_at=named("next"))
)


@dataclass(frozen=True, slots=True)
class SqlMail(Mail):
    session: Session
    vault: Vault
    clock: Clock

    async def post(self, letter: Letter) -> None:
        now = microseconds(self.clock.now())
        connection = await self.session.connection()
        await connection.change(
            _POST,
            id=letter.id,
            sealed=self.vault.seal(msgspec.msgpack.encode(letter), _PURPOSE),
            attempts=0,
            posted_at=now,
            due_at=now,
        )


@dataclass(frozen=True, slots=True)
class LetterBox(Letters):
    database: Database
    vault: Vault
    clock: Clock

    async def take(self, limit: int) -> Sequence[WaitingLetter]:
        now = microseconds(self.clock.now())
        until = now + _TAKEN_FOR
        due = {"now": now, "beyond": now + 2 * _LONGEST_PAUSE}
        # SQLite has one writer, which is not asked for in vain twice a second.
        async with self.database.reading() as connection:
            if await connection.first(_ANY, **due) is None:
                return ()
        async with self.database.writing() as connection:
            rows = await connection.rows(_DUE, **due, limit=limit)
            if rows:
                await connection.change(_TAKE, taken=[row[0] for row in rows], until=until)
        return [opened for row in rows if (opened := await self._opened(row, until)) is not None]

    async def remove(self, letter_id: str) -> None:
        async with self.database.writing() as connection:
            await connection.change(_REMOVE, letter_id=letter_id)

    async def postpone(self, waiting: WaitingLetter) -> None:
        taken_until = microseconds(waiting.taken_until)
        await self._postpone(waiting.letter.id, waiting.attempts, taken_until)

    async def _opened(self, row: Row, until: int) -> WaitingLetter | None:
        """The letter of a row. One that can't be read, because its key is gone or its shape is of
        another version, waits for an operator and holds up no other."""
        letter_id, sealed, attempts, posted_at = row
        try:
            plain = self.vault.open(bytes(sealed), _PURPOSE)
            letter = msgspec.msgpack.decode(plain, type=Letter)
        except (ValueError, msgspec.MsgspecError) as error:
            _log.error("letter %s can't be read: %s", letter_id, type(error).__name__)
            await self._postpone(letter_id, attempts, until)
            return None
        return WaitingLetter(
            letter=letter,
            posted_at=instant(posted_at),
            attempts=attempts,
            taken_until=instant(until),
        )

    async def _postpone(self, letter_id: str, attempts: int, taken_until: int) -> None:
        pause = min(_FIRST_PAUSE << min(attempts, _DOUBLINGS), _LONGEST_PAUSE)
        async with self.database.writing() as connection:
            await connection.change(
                _POSTPONE,
                letter_id=letter_id,
                taken_until=taken_until,
                failed=attempts + 1,
                next=microseconds(self.clock.now()) + pause,
            )
