"""Bytes on a socket that are nearly HTTP, or HTTP of a kind that nobody means well with."""

import asyncio
import random
from dataclasses import dataclass

from tests.fuzz.framing.requests import FOREIGN_HOST, OddRequests
from tests.fuzz.framing.smuggling import Smuggler
from tests.fuzz.hunting import Target
from tests.fuzz.judges import Complaint
from tests.fuzz.raw import Answer, Line, Unanswered
from tests.fuzz.tally import Tally

_HIDDEN_SECONDS, _WHOLE_SECONDS, _PIECE_SECONDS, _CUT_SECONDS = 0.25, 1.5, 0.02, 0.05
_HEALTH = b"GET /api/v1/health HTTP/1.1\r\nhost: localhost\r\n\r\n"
_GARBAGE = 0.06


@dataclass
class FramingHunt:
    """Every case has a connection of its own."""

    target: Target
    name: str = "framing"
    at_once: int = 48  # most of the time is spent waiting for what must not come

    def __post_init__(self) -> None:
        self._user = self.target.cast.known["user_id"][0]
        host = self.target.host[1]
        hidden = (
            f"GET /api/v1/users/{self._user} HTTP/1.1\r\nHost: {host}\r\n"
            f"Authorization: {self.target.cast.default['user_token']}\r\n\r\n"
        )
        self._smuggler = Smuggler(hidden.encode(), f"Host: {host}".encode())
        self._odd = OddRequests(self.target.cast, host)

    async def prepare(self, line: Line, seconds: float) -> None:
        """Raises `Unanswered` when what smuggling would show could not be seen."""
        answer = await line.ask(self._smuggler.hidden)
        if not self._is_hidden_answer(answer):
            raise Unanswered("what is hidden in requests is not answered by itself")

    async def pursue(self, line: Line, number: int, chance: random.Random, tally: Tally) -> None:
        async with Line(self.target.port) as own:
            try:
                await self._send(own, number, chance, tally)
            except (BrokenPipeError, ConnectionResetError):
                # It had said what it thinks and hung up before all was sent.
                tally.count("reset", number)

    async def _send(self, own: Line, number: int, chance: random.Random, tally: Tally) -> None:
        drawn = chance.random()
        if drawn < 0.25:
            await self._smuggle(own, number, chance, tally)
        elif drawn < 0.25 + _GARBAGE:
            sent = chance.randbytes(chance.choice((1, 40, 400, 70_000)))
            await self._cut(own, number, sent, tally)
        else:
            await self._send_odd(own, number, chance, tally)

    async def _smuggle(self, line: Line, number: int, chance: random.Random, tally: Tally) -> None:
        sent = self._smuggler.one(chance)
        await line.send(sent)
        answers = await _answers(line, _HIDDEN_SECONDS, is_head=sent.startswith(b"HEAD"))
        tally.count(_said("hidden", answers), number)
        for answer in answers:
            self._judge(answer, number, sent, tally)
            if self._is_hidden_answer(answer):
                complaint = Complaint("state", "a hidden request was answered")
                tally.complain(complaint, number, sent, answer.body)

    def _is_hidden_answer(self, answer: Answer) -> bool:
        return answer.status == 200 and self._user.encode() in answer.body

    async def _cut(self, line: Line, number: int, sent: bytes, tally: Tally) -> None:
        """What has no end: something is answered, or nothing, and then we hang up."""
        await line.send(sent)
        answers = await _answers(line, _CUT_SECONDS)
        tally.count(_said("cut", answers), number)
        for answer in answers:
            self._judge(answer, number, sent, tally)

    async def _send_odd(self, line: Line, number: int, chance: random.Random, tally: Tally) -> None:
        odd = self._odd.one(chance)
        if not odd.is_whole:
            await self._cut(line, number, odd.sent, tally)
            return
        if chance.random() < 0.1:
            await _in_pieces(line, odd.sent, chance)
        else:
            await line.send(odd.sent)
        answers = await _answers(line, _WHOLE_SECONDS, is_head=odd.method == "HEAD")
        tally.count(_said("", answers), number)
        for answer in answers:
            self._judge(answer, number, odd.sent, tally)
        if len(answers) == 1 and 200 <= answers[0].status < 500 and line.is_open:
            await self._go_on(line, number, odd.sent, tally)

    async def _go_on(self, line: Line, number: int, sent: bytes, tally: Tally) -> None:
        """A connection that is kept is good for the next request, or it is closed."""
        try:
            await line.send(_HEALTH)
            async with asyncio.timeout(5):
                answer = await line.read()
        except (OSError, asyncio.IncompleteReadError):
            return
        except TimeoutError:
            return  # what was sent before had no end, and this became a part of it
        if answer.status != 200 and b"malformed_http" not in answer.body:
            complaint = Complaint("state", f"the next request is answered with {answer.status}")
            tally.complain(complaint, number, sent, answer.body)

    def _judge(self, answer: Answer, number: int, sent: bytes, tally: Tally) -> None:
        for complaint in self.target.judge.complaints(sent, answer):
            tally.complain(complaint, number, sent, answer.body)
        if FOREIGN_HOST.encode() in answer.headers.get("location", "").encode("latin-1", "replace"):
            complaint = Complaint("state", "leads to a host that a header named")
            tally.complain(complaint, number, sent, answer.everything)


async def _answers(line: Line, quiet: float, *, is_head: bool = False) -> list[Answer]:
    """All that come until the connection is closed or `quiet` for as many seconds."""
    found: list[Answer] = []
    while line.is_open:
        try:
            async with asyncio.timeout(quiet):
                found.append(await line.read(is_head=is_head))
        except (TimeoutError, OSError, asyncio.IncompleteReadError):
            break
        quiet = min(quiet, _HIDDEN_SECONDS)
    return found


def _said(kind: str, answers: list[Answer]) -> str:
    statuses = " ".join(str(one.status) for one in answers[:2]) or "closed"
    return f"{statuses} {kind}".strip()


async def _in_pieces(line: Line, sent: bytes, chance: random.Random) -> None:
    """As a slow client does."""
    places = sorted(chance.randrange(len(sent)) for _ in range(3))
    for start, end in zip([0, *places], [*places, len(sent)], strict=True):
        await line.send(sent[start:end])
        await asyncio.sleep(_PIECE_SECONDS)
