"""Letters arrive: once each, whoever else sends, whatever the mail server does, and without their
contents in any log."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from email.message import EmailMessage

import pytest
from sqlalchemy import func, select

from clara.adapters.mail.connect import transport_of
from clara.adapters.mail.messages import Messages
from clara.adapters.mail.sender import MailSender
from clara.adapters.mail.transport import NotDelivered, Transport
from clara.adapters.persistence.connect import open_database
from clara.adapters.persistence.database import Database
from clara.adapters.persistence.letters import LetterBox
from clara.adapters.persistence.statement import Statement
from clara.adapters.persistence.tables import letters
from clara.application.mail.ports import Letters, WaitingLetter
from clara.domain.errors import Unavailable
from tests.support.clock import FakeClock
from tests.support.letters import CONTENTS, DIGITS, LINK_CODE, TOKEN, box_of, letter, post
from tests.support.smtp_server import PostOffice, hanging, serving

pytestmark = pytest.mark.anyio

MESSAGES = Messages.of(mail_from="Clara <clara@example.org>", public_url="https://c.example")
COUNT = Statement(select(func.count()).select_from(letters))
ATTEMPTS = Statement(select(letters.c.attempts).order_by(letters.c.id))


class Recorder(Transport):
    """Remembers ids; gives way to others while it sends, as a network does. Raises the failures it
    was given first."""

    def __init__(self, *failures: Exception) -> None:
        self.ids: list[str] = []
        self.failures = list(failures)
        self.most_at_once = self._now = 0

    async def send(self, message: EmailMessage) -> None:
        self._now += 1
        self.most_at_once = max(self.most_at_once, self._now)
        await asyncio.sleep(0.002)
        self._now -= 1
        if self.failures:
            raise self.failures.pop(0)
        self.ids.append(message["Message-ID"].strip("<>").partition("@")[0])


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    opened = open_database(url)
    yield opened
    await opened.close()


@pytest.fixture
def box(database: Database, clock: FakeClock) -> LetterBox:
    return box_of(database, clock)


@asynccontextmanager
async def sending(
    box: Letters, transport: Transport, delivery_seconds: float = 60.0
) -> AsyncIterator[MailSender]:
    sender = MailSender(
        box, transport, MESSAGES, pause_seconds=0.01, delivery_seconds=delivery_seconds
    )
    sender.start()
    try:
        yield sender
    finally:
        await sender.close()


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(60):
        while True:
            if await holds():
                return
            await asyncio.sleep(0.01)


async def left(database: Database) -> int:
    async with database.reading() as connection:
        row = await connection.first(COUNT)
    assert row is not None
    found: int = row[0]
    return found


async def until_none_is_left(database: Database) -> None:
    async def none_is_left() -> bool:
        return await left(database) == 0

    await until(none_is_left)


async def until_attempts(database: Database, expected: list[int]) -> None:
    async def are_made() -> bool:
        async with database.reading() as connection:
            return [row[0] for row in await connection.rows(ATTEMPTS)] == expected

    await until(are_made)


async def test_every_kind_of_letter_arrives_through_a_server_and_is_forgotten(
    database: Database, box: LetterBox, clock: FakeClock
) -> None:
    sent = [letter(content) for content in CONTENTS.values()]
    async with serving(PostOffice()) as office:
        transport = transport_of(f"smtp://127.0.0.1:{office.port}")
        async with sending(box, transport):
            await post(database, clock, *sent)
            await until_none_is_left(database)
    arrived = sorted(message["Message-ID"] for message in office.messages)
    assert arrived == sorted(f"<{one.id}@example.org>" for one in sent)


async def test_no_more_than_four_are_sent_at_a_time(
    database: Database, box: LetterBox, clock: FakeClock
) -> None:
    await post(database, clock, *(letter() for _ in range(20)))
    recorder = Recorder()
    async with sending(box, recorder):
        await until_none_is_left(database)
    assert recorder.most_at_once <= 4
    assert len(recorder.ids) == 20


async def test_two_senders_on_one_store_never_send_one_letter_twice(
    url: str, database: Database, box: LetterBox, clock: FakeClock
) -> None:
    sent = [letter() for _ in range(80)]
    await post(database, clock, *sent)
    other = open_database(url)
    recorder = Recorder()
    try:
        async with sending(box, recorder), sending(box_of(other, clock), recorder):
            await until_none_is_left(database)
    finally:
        await other.close()
    assert sorted(recorder.ids) == sorted(one.id for one in sent)


async def test_letters_wait_while_the_server_is_dead_and_arrive_when_it_lives_again(
    database: Database, box: LetterBox, clock: FakeClock
) -> None:
    async with serving(PostOffice()) as office:
        pass
    await post(database, clock, *(letter() for _ in range(6)))
    async with sending(box, transport_of(f"smtp://127.0.0.1:{office.port}")):
        await until_attempts(database, [1] * 6)
        clock.advance(seconds=10)
        await until_attempts(database, [2] * 6)
        async with serving(office, port=office.port):
            clock.advance(seconds=20)
            await until_none_is_left(database)
    assert len(office.received) == 6


async def test_a_letter_turned_away_for_now_arrives_later(
    database: Database, box: LetterBox, clock: FakeClock
) -> None:
    await post(database, clock, letter())
    async with serving(PostOffice()) as office:
        office.recipient_answers = ["450 4.2.0 Greylisted"]
        async with sending(box, transport_of(f"smtp://127.0.0.1:{office.port}")):
            await until_attempts(database, [1])
            assert office.received == []
            clock.advance(seconds=10)
            await until_none_is_left(database)
    assert len(office.received) == 1


async def test_a_recipient_refused_for_good_loses_its_letter_and_nobody_elses(
    database: Database, box: LetterBox, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    refused, good = letter(to="nobody@example.com"), letter()
    await post(database, clock, refused)
    async with serving(PostOffice()) as office:
        office.recipient_answers = ["550 5.1.1 nobody@example.com is unknown"]
        async with sending(box, transport_of(f"smtp://127.0.0.1:{office.port}")):
            await until_none_is_left(database)
            await post(database, clock, good)
            await until_none_is_left(database)
    assert [recipient for recipient, _ in office.received] == [good.to]
    [record] = [one for one in caplog.records if one.name == "clara.mail"]
    assert record.levelno == logging.WARNING
    assert refused.id in record.getMessage()


async def test_one_letter_that_hangs_holds_up_no_other(
    database: Database, box: LetterBox, clock: FakeClock
) -> None:
    stuck = letter()
    await post(database, clock, stuck)
    released = asyncio.Event()

    class Sticking(Recorder):
        async def send(self, message: EmailMessage) -> None:
            if stuck.id in message["Message-ID"]:
                await released.wait()
            await super().send(message)

    transport = Sticking()
    async with sending(box, transport):
        await post(database, clock, *(letter() for _ in range(5)))

        async def others_arrived() -> bool:
            return len(transport.ids) == 5

        await until(others_arrived)
        assert stuck.id not in transport.ids
        released.set()
        await until_none_is_left(database)


async def test_a_server_that_hangs_is_given_up_and_the_letter_waits(
    database: Database, box: LetterBox, clock: FakeClock
) -> None:
    await post(database, clock, letter())
    async with hanging() as port:
        transport = transport_of(f"smtp://127.0.0.1:{port}")
        async with sending(box, transport, delivery_seconds=0.05):
            await until_attempts(database, [1])


async def test_a_letter_cut_off_by_the_end_of_its_process_is_sent_by_the_next(
    database: Database, box: LetterBox, clock: FakeClock
) -> None:
    one = letter()
    await post(database, clock, one)
    begun = asyncio.Event()

    class Dying(Transport):
        async def send(self, message: EmailMessage) -> None:
            begun.set()
            await asyncio.Event().wait()

    first = MailSender(box, Dying(), MESSAGES, pause_seconds=0.01, last_seconds=0.0)
    first.start()
    await asyncio.wait_for(begun.wait(), 60)
    await first.close()
    recorder = Recorder()
    async with sending(box, recorder):
        clock.advance(seconds=119)
        await asyncio.sleep(0.05)
        assert recorder.ids == []
        clock.advance(seconds=1)
        await until_none_is_left(database)
    assert recorder.ids == [one.id]


async def test_closing_lets_a_letter_under_way_arrive(
    database: Database, box: LetterBox, clock: FakeClock
) -> None:
    await post(database, clock, letter())
    begun = asyncio.Event()

    class Slow(Recorder):
        async def send(self, message: EmailMessage) -> None:
            begun.set()
            await asyncio.sleep(0.05)
            await super().send(message)

    transport = Slow()
    async with sending(box, transport):
        await asyncio.wait_for(begun.wait(), 60)
    assert len(transport.ids) == 1
    assert await left(database) == 0


async def test_a_defect_about_one_letter_lets_it_wait_and_quotes_nothing(
    database: Database, box: LetterBox, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    await post(database, clock, letter())
    async with sending(box, Recorder(RuntimeError(f"can't print {DIGITS} for ana.torres"))):
        await until_attempts(database, [1])
        clock.advance(seconds=10)
        await until_none_is_left(database)
    assert "RuntimeError" in caplog.text
    assert DIGITS not in caplog.text
    assert "ana.torres" not in caplog.text


@pytest.mark.parametrize("kind", CONTENTS)
async def test_logs_name_letters_and_nothing_in_them(
    database: Database,
    box: LetterBox,
    clock: FakeClock,
    kind: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    one = letter(CONTENTS[kind])
    await post(database, clock, one)
    failures = (NotDelivered("away"), NotDelivered("unknown", permanent=True))
    with caplog.at_level(logging.DEBUG):
        async with sending(box, Recorder(*failures)):
            await until_attempts(database, [1])
            clock.advance(seconds=10)
            await until_none_is_left(database)
    assert caplog.text.count(one.id) >= 2
    for secret in (DIGITS, LINK_CODE, TOKEN, "ana.torres", "Ana Torres", "Aurora"):
        assert secret not in caplog.text


async def test_a_letter_is_not_sent_again_because_the_store_was_away_when_it_had_arrived() -> None:
    class Shaky(Letters):
        """Forgets its one letter only when asked for the third time."""

        def __init__(self, waiting: WaitingLetter) -> None:
            self.waiting: list[WaitingLetter] = [waiting]
            self.removals = 0

        async def take(self, limit: int) -> list[WaitingLetter]:
            taken, self.waiting = self.waiting, []
            return taken

        async def remove(self, letter_id: str) -> None:
            self.removals += 1
            if self.removals < 3:
                raise Unavailable("database_unavailable", "away")

        async def postpone(self, waiting: WaitingLetter) -> None:
            raise AssertionError("it was delivered")

    clock, recorder = FakeClock(), Recorder()
    box = Shaky(
        WaitingLetter(letter=letter(), posted_at=clock.now(), attempts=0, taken_until=clock.now())
    )
    async with sending(box, recorder):

        async def is_forgotten() -> bool:
            return box.removals == 3

        await until(is_forgotten)
    assert len(recorder.ids) == 1


async def test_a_store_that_is_away_is_asked_again() -> None:
    class Away(Letters):
        asked = 0

        async def take(self, limit: int) -> list[WaitingLetter]:
            self.asked += 1
            raise Unavailable("database_unavailable", "away")

        async def remove(self, letter_id: str) -> None: ...
        async def postpone(self, waiting: WaitingLetter) -> None: ...

    box = Away()
    async with sending(box, Recorder()):

        async def was_asked_again() -> bool:
            return box.asked >= 3

        await until(was_asked_again)
