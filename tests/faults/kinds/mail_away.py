"""A mail server that is gone, mute, refuses for now, or takes a letter and dies without saying so."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager
from email.message import EmailMessage
from typing import Any
from uuid import uuid4

from clara.adapters.mail.connect import transport_of
from clara.adapters.mail.messages import Messages
from clara.adapters.mail.sender import MailSender
from clara.adapters.persistence.letters import LetterBox
from tests.faults.kind import BOTH, Budget, Kind, Outcome
from tests.faults.sabotage import replaced, sabotaged
from tests.faults.stage import Fault, Site, at_work, on_a_site
from tests.faults.tally import Tally, rounds
from tests.support.letters import box_of, letter, post
from tests.support.smtp_server import PostOffice, hanging, serving

_LETTERS = 5
_MESSAGES = Messages.of(mail_from="Clara <clara@example.org>", public_url="https://c.example")

Office = Callable[[PostOffice], Any]
"""The mail server during the fault; gives its port."""


@asynccontextmanager
async def _gone(office: PostOffice) -> AsyncIterator[int]:
    async with serving(PostOffice()) as other:
        port = other.port
    yield port


@asynccontextmanager
async def _mute(office: PostOffice) -> AsyncIterator[int]:
    async with hanging() as port:
        yield port


@asynccontextmanager
async def _refuses(office: PostOffice) -> AsyncIterator[int]:
    async with serving(office):
        office.recipient_answers = ["450 4.2.0 Greylisted"] * (_LETTERS // 2)
        office.data_answers = ["451 4.3.0 Out of order"] * _LETTERS
        yield office.port


@asynccontextmanager
async def _dies_after_data(office: PostOffice) -> AsyncIterator[int]:
    office.hangs_up = True
    async with serving(office):
        yield office.port


def _letters(faulty: Office) -> Fault:
    async def fault(site: Site, budget: Budget) -> Outcome:
        tally, early = Tally(), 0
        async with at_work(site) as world:
            box = box_of(world.core.database, world.clock)
            for _ in rounds(budget):
                office, sent = PostOffice(), [letter() for _ in range(_LETTERS)]
                await post(world.core.database, world.clock, *sent)
                async with faulty(office) as port:
                    await _delivered(box, port)
                early += len(office.received)
                office.hangs_up = False
                office.recipient_answers, office.data_answers = [], []
                async with serving(office):
                    for _ in range(3):
                        world.clock.advance(hours=1)
                        await _delivered(box, office.port)
                ids = {one["Message-ID"].strip("<>").split("@")[0] for one in office.messages}
                wanted = {one.id for one in sent}
                tally.cases += _LETTERS
                tally.lost += len(wanted - ids)
                tally.doubled += len(ids - wanted)
            await tally.look(world)
        return tally.outcome(f"{tally.cases} letters, {early} taken in the fault")

    return fault


async def _delivered(box: LetterBox, port: int) -> None:
    """Whatever is due was tried once."""
    transport = transport_of(f"smtp://127.0.0.1:{port}")
    sender = MailSender(box, transport, _MESSAGES, pause_seconds=0.02, delivery_seconds=0.3)
    sender.start()
    await asyncio.sleep(0.4)
    await sender.close()


def _forgets() -> AbstractContextManager[None]:
    """A letter is tried once."""

    def make(_: Any) -> Any:
        async def postpone(self: LetterBox, waiting: Any) -> None:
            await self.remove(waiting.letter.id)

        return postpone

    return replaced(LetterBox, "postpone", make)


def _names_anew() -> AbstractContextManager[None]:
    """Each try is another letter to whoever gets it."""

    def make(message: Any) -> Any:
        def renamed(self: Messages, *args: Any) -> EmailMessage:
            made: EmailMessage = message(self, *args)
            made.replace_header("Message-ID", f"<{uuid4().hex}@example.org>")
            return made

        return renamed

    return replaced(Messages, "message", make)


def _kind(
    name: str,
    sentence: str,
    faulty: Office,
    sabotage: Callable[[], AbstractContextManager[None]] = _forgets,
) -> Kind:
    run = on_a_site(_letters(faulty))
    return Kind(name, BOTH, sentence, run, sabotaged(run, sabotage))


KINDS = (
    _kind("mail-gone", "Letters wait for a mail server that is gone, and arrive.", _gone),
    _kind("mail-mute", "A mail server that says nothing is given up, and tried again.", _mute),
    _kind("mail-refuses", "What is refused for now is tried again.", _refuses),
    _kind(
        "mail-dies-after-data",
        "What may have arrived is sent again under the same Message-ID.",
        _dies_after_data,
        _names_anew,
    ),
)
