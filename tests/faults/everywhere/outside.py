"""What operations ask of the outside, answered on the spot: none of it is ours to keep or to lose."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TypeVar
from unittest.mock import patch

import msgspec

from clara import bootstrap
from clara.adapters.issuing.connect import open_issuing
from clara.adapters.payments.connect import open_payments
from clara.adapters.system.passwords import Argon2Passwords
from clara.application.attachments.ports import AttachmentReader
from clara.application.credits.ports import PaymentNotices
from clara.application.issuer_news.ports import About, IssuerNews, IssuerNotices, Notice
from clara.domain.attachments.contents import Contents, Overview
from clara.domain.attachments.kinds import AttachmentKind
from clara.domain.cards.card import Issuer
from clara.domain.credits.payment import PaymentFact
from clara.domain.issuing.heard import Heard, HeardTransaction
from tests.support.google import Vouching, identity

T = TypeVar("T")


class TellingAll(PaymentNotices):
    """A notice's body is the fact that it tells."""

    async def read(self, body: bytes, signature: str) -> PaymentFact | None:
        return msgspec.json.decode(body, type=PaymentFact)


class TellingNews(IssuerNotices, IssuerNews):
    """A notice's body is the transaction that it is about."""

    def __init__(self) -> None:
        self._said: dict[str, HeardTransaction] = {}

    @property
    def issuer(self) -> Issuer:
        return Issuer.STRIPE

    async def read(self, body: bytes, signature: str) -> Notice | None:
        said = msgspec.json.decode(body, type=HeardTransaction)
        self._said[said.reference] = said
        return Notice(About.TRANSACTION, said.reference, version="of the tests")

    async def look(self, notice: Notice) -> Heard | None:
        return self._said[notice.reference]

    async def since(self, when: datetime) -> AsyncIterator[Heard]:
        for said in self._said.values():
            yield said


class QuickReader(AttachmentReader):
    """Finds three lines in every file. The real one is a process of its own."""

    async def overview(self, path: Path) -> Overview:
        return Overview(kind=AttachmentKind.TEXT_TABLE, lines=3)

    async def contents(self, path: Path, currency: str, time_zone: str) -> Contents:
        raise NotImplementedError("tasks are not carried out here")

    def readable(self) -> frozenset[AttachmentKind]:
        return frozenset({AttachmentKind.TEXT_TABLE})


class HashingHere(Argon2Passwords):
    """In no thread of its own: whoever is forked would wait for it forever."""

    async def _in_turn(self, work: Callable[[], T]) -> T:
        return work()


@contextmanager
def answered() -> Iterator[None]:
    """What is built in here asks nobody."""
    news, google = TellingNews(), Vouching({"token": identity(), "token-0": identity()})
    with ExitStack() as patches:
        for name, made in {
            "open_payments": lambda *how: replace(open_payments(*how), notices=TellingAll()),
            "open_issuing": lambda *how: replace(open_issuing(*how), notices=news, news=news),
            "_google": lambda *_: google,
            "ChildReader": QuickReader,
            "Argon2Passwords": HashingHere,
        }.items():
            patches.enter_context(patch.object(bootstrap, name, made))
        yield
