"""Letters leave with the operation that posts them, wait sealed, and are taken by one sender at a
time; who dies while sending loses none."""

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select, update

from clara.adapters.persistence.connect import open_database
from clara.adapters.persistence.database import Database
from clara.adapters.persistence.letters import LetterBox
from clara.adapters.persistence.statement import Row, Statement
from clara.adapters.persistence.tables import letters
from clara.adapters.system.vault import AesVault
from tests.support.clock import FakeClock
from tests.support.letters import (
    CONTENTS,
    DIGITS,
    LINK_CODE,
    TOKEN,
    box_of,
    letter,
    post,
    posting,
)

pytestmark = pytest.mark.anyio


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    opened = open_database(url)
    yield opened
    await opened.close()


@pytest.fixture
def box(database: Database, clock: FakeClock) -> LetterBox:
    return box_of(database, clock)


async def stored(database: Database) -> list[Row]:
    async with database.reading() as connection:
        return list(await connection.rows(Statement(select(*letters.c).order_by(letters.c.id))))


async def taken_ids(box: LetterBox, limit: int = 50) -> list[str]:
    return [one.letter.id for one in await box.take(limit)]


@pytest.mark.parametrize("kind", CONTENTS)
async def test_what_was_posted_is_taken_as_it_was(
    database: Database, box: LetterBox, clock: FakeClock, kind: str
) -> None:
    sent = letter(CONTENTS[kind])
    await post(database, clock, sent)
    posted_at = clock.now()
    clock.advance(seconds=3)
    [waiting] = await box.take(4)
    assert waiting.letter == sent
    assert (waiting.attempts, waiting.posted_at) == (0, posted_at)


async def test_a_letter_of_an_operation_that_rolls_back_never_leaves(
    database: Database, box: LetterBox, clock: FakeClock
) -> None:
    async def fail() -> None:
        async with posting(database, clock) as mail:
            await mail.post(letter())
            raise RuntimeError("the operation is refused")

    with pytest.raises(RuntimeError):
        await fail()
    assert await taken_ids(box) == []


async def test_a_letter_is_not_seen_before_its_operation_commits(
    database: Database, box: LetterBox, clock: FakeClock
) -> None:
    async with posting(database, clock) as mail:
        await mail.post(letter())
        assert await stored(database) == []
    assert len(await taken_ids(box)) == 1


async def test_nothing_of_a_letter_can_be_read_in_the_store(
    database: Database, clock: FakeClock
) -> None:
    await post(database, clock, *(letter(content) for content in CONTENTS.values()))
    held = b"\n".join(bytes(row[1]) for row in await stored(database))
    for secret in (DIGITS, LINK_CODE, TOKEN, "ana.torres", "Ana Torres", "Aurora"):
        assert secret.encode() not in held


async def test_a_taken_letter_is_nobody_elses_for_two_minutes(
    database: Database, box: LetterBox, clock: FakeClock
) -> None:
    sent = letter()
    await post(database, clock, sent)
    assert await taken_ids(box) == [sent.id]
    clock.advance(seconds=119)
    assert await taken_ids(box) == []


async def test_a_letter_whose_sender_died_is_due_again(
    database: Database, box: LetterBox, clock: FakeClock
) -> None:
    sent = letter()
    await post(database, clock, sent)
    await box.take(4)
    clock.advance(seconds=120)
    assert await taken_ids(box) == [sent.id]


async def test_the_longest_due_is_taken_first_and_no_more_than_asked_for(
    database: Database, box: LetterBox, clock: FakeClock
) -> None:
    sent = [letter() for _ in range(5)]
    for one in sent:
        await post(database, clock, one)
        clock.advance(seconds=1)
    assert await taken_ids(box, limit=2) == [one.id for one in sent[:2]]
    assert await taken_ids(box, limit=2) == [one.id for one in sent[2:4]]
    assert await taken_ids(box, limit=2) == [sent[4].id]


async def test_many_who_take_at_once_never_get_the_same_letter(
    url: str, database: Database, clock: FakeClock
) -> None:
    sent = [letter() for _ in range(60)]
    await post(database, clock, *sent)
    others = [open_database(url) for _ in range(3)]
    boxes = [box_of(one, clock) for one in (database, *others)]

    async def take_all(box: LetterBox) -> list[str]:
        found: list[str] = []
        while some := await taken_ids(box, limit=3):
            found += some
        return found

    try:
        taken = await asyncio.gather(*(take_all(box) for box in boxes for _ in range(3)))
    finally:
        await asyncio.gather(*(one.close() for one in others))
    # A round that found all due ones locked by another may end early: what is left is still due.
    every = [id for some in taken for id in some] + await take_all(boxes[0])
    assert sorted(every) == sorted(one.id for one in sent)


async def test_a_removed_letter_is_gone(
    database: Database, box: LetterBox, clock: FakeClock
) -> None:
    kept, delivered = letter(), letter()
    await post(database, clock, kept, delivered)
    await box.remove(delivered.id)
    assert [row[0] for row in await stored(database)] == [kept.id]


async def test_pauses_double_from_ten_seconds_to_fifteen_minutes_and_never_end(
    database: Database, box: LetterBox, clock: FakeClock
) -> None:
    await post(database, clock, letter())
    pauses = []
    for attempt in range(12):
        [waiting] = await box.take(1)
        assert waiting.attempts == attempt
        await box.postpone(waiting)
        pause = 0
        while not (due := (await stored(database))[0][4] <= _micros(clock)):
            clock.advance(seconds=10)
            pause += 10
            assert pause <= 900, due
        pauses.append(pause)
    assert pauses == [10, 20, 40, 80, 160, 320, 640, 900, 900, 900, 900, 900]


def _micros(clock: FakeClock) -> int:
    return int(clock.now().timestamp() * 1_000_000)


async def test_who_is_late_does_not_postpone_what_another_has_taken_since(
    database: Database, box: LetterBox, clock: FakeClock
) -> None:
    await post(database, clock, letter())
    [late] = await box.take(1)
    clock.advance(seconds=130)
    [_] = await box.take(1)
    await box.postpone(late)
    clock.advance(seconds=60)
    assert await taken_ids(box) == []


async def test_letters_leave_although_the_clock_was_set_back(
    database: Database, box: LetterBox, clock: FakeClock
) -> None:
    sent = letter()
    await post(database, clock, sent)
    clock.advance(days=-3)
    assert await taken_ids(box) == [sent.id]


async def test_a_letter_that_can_not_be_opened_waits_and_holds_up_no_other(
    database: Database, box: LetterBox, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    lost, good = letter(), letter()
    await post(database, clock, lost)
    async with database.writing() as connection:
        await connection.change(Statement(update(letters).values(sealed=b"of another key")))
    clock.advance(seconds=1)
    await post(database, clock, good)
    with caplog.at_level(logging.ERROR, logger="clara.mail"):
        assert await taken_ids(box) == [good.id]
    assert lost.id in caplog.text
    assert [(row[0], row[2]) for row in await stored(database) if row[0] == lost.id] == [
        (lost.id, 1)
    ]


async def test_letters_of_a_previous_key_are_still_opened(
    database: Database, clock: FakeClock
) -> None:
    sent = letter()
    await post(database, clock, sent)
    old = b"a key of the tests that has thirty-two bytes or more"
    rotated = LetterBox(database, AesVault(b"another key of thirty-two bytes!!", (old,)), clock)
    assert await taken_ids(rotated) == [sent.id]
