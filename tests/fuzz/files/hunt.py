"""Files that somebody made to break, fill or fool whoever reads them: sent as attachments, as
receipts, through an assistant's upload link, and as statements."""

import asyncio
import json
import random
import tempfile
from abc import abstractmethod
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.fuzz.files.forms import form_of
from tests.fuzz.files.mutations import NAMES, corpus, good_files, mutated, statement
from tests.fuzz.hunting import Target
from tests.fuzz.judges import Complaint
from tests.fuzz.raw import Answer, Line, Unanswered, request_of
from tests.fuzz.tally import Tally

_LONG_SECONDS = 30
"""From which on the slow part of the corpus is sent, too."""
_EVERY = 25
"""One of so many cases is a file of the corpus as it is."""
_GROWTH_MB = 250


@dataclass
class FileHunt:
    """What attachments and statements have in common."""

    target: Target
    name: str = ""
    at_once: int = 2  # as many files as are read at a time
    _good: dict[str, bytes] = field(default_factory=dict)
    _corpus: list[tuple[str, bytes]] = field(default_factory=list)
    _before: float = 0.0

    async def prepare(self, line: Line, seconds: float) -> None:
        with tempfile.TemporaryDirectory(prefix="clara-fuzz-files-") as name:
            folder = Path(name)
            self._good = good_files(folder)
            is_long = not seconds or seconds >= _LONG_SECONDS
            made = await asyncio.to_thread(corpus, folder, with_slow=is_long)
        self._corpus = list(made.items())
        self._before = resident_mb(self.target.pid)

    async def pursue(self, line: Line, number: int, chance: random.Random, tally: Tally) -> None:
        name, content = self._file(number, chance)
        sent, answer = await self.send(line, name, content, chance)
        tally.count(_outcome(answer), number)
        for complaint in self.target.judge.complaints(sent, answer):
            tally.complain(complaint, number, sent, answer.body)
        await self.take_back(line, answer)
        self._watch_memory(tally, number)

    def _file(self, number: int, chance: random.Random) -> tuple[str, bytes]:
        if number % _EVERY == 0:
            return self._corpus[number // _EVERY % len(self._corpus)]
        name, content = self.drawn(chance)
        if chance.random() < 0.2:
            name = chance.choice(NAMES)
        return name, content if chance.random() < 0.1 else mutated(content, chance)

    def drawn(self, chance: random.Random) -> tuple[str, bytes]:
        name = chance.choice(list(self._good))
        return name, self._good[name]

    @abstractmethod
    async def send(
        self, line: Line, name: str, content: bytes, chance: random.Random
    ) -> tuple[bytes, Answer]:
        """The request that was sent with the file, and its answer."""

    async def take_back(self, line: Line, answer: Answer) -> None:
        """What was kept, so that there is room for more."""

    def _watch_memory(self, tally: Tally, number: int) -> None:
        now = resident_mb(self.target.pid)
        tally.notes[:1] = [f"the server's memory: {self._before:.0f} MB before, {now:.0f} MB after"]
        if now - self._before > _GROWTH_MB:
            tally.complain(Complaint("state", f"the server grew by {_GROWTH_MB} MB"), number)

    def headers(self, chance: random.Random) -> list[tuple[str, str]]:
        return [self.target.host, ("authorization", self.target.cast.default["user_token"])]

    @property
    def user_path(self) -> str:
        return f"/api/v1/users/{self.target.cast.known['user_id'][0]}"

    @property
    def company_path(self) -> str:
        return f"/api/v1/companies/{self.target.cast.known['company_id'][0]}"


class AttachmentHunt(FileHunt):
    def __init__(self, target: Target) -> None:
        super().__init__(target, name="files")

    async def send(
        self, line: Line, name: str, content: bytes, chance: random.Random
    ) -> tuple[bytes, Answer]:
        kind, body = form_of(content, name, {}, chance)
        headers = [*self.headers(chance), kind]
        drawn = chance.random()
        if drawn < 0.15:
            link = await self._link(line)
            sent = request_of("POST", link, [self.target.host, ("accept", "text/html"), kind], body)
        elif drawn < 0.3:
            rows = self.target.cast.known["transaction_id"]
            path = f"{self.company_path}/card_transactions/{chance.choice(rows)}/receipts"
            sent = request_of("POST", path, headers, body)
        else:
            sent = request_of("POST", f"{self.user_path}/attachments", headers, body)
        return sent, await line.ask(sent)

    async def _link(self, line: Line) -> str:
        """Where an assistant has somebody send a file, without the server's origin."""
        token = self.target.cast.assistants[0]
        headers = [
            self.target.host,
            ("authorization", f"Bearer {token}"),
            ("accept", "application/json, text/event-stream"),
            ("content-type", "application/json"),
            ("mcp-protocol-version", "2025-11-25"),
        ]
        params = {"name": "agent_open_upload_link", "arguments": {}}
        said = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
        answer = await line.ask(request_of("POST", "/mcp", headers, json.dumps(said).encode()))
        try:
            url: str = json.loads(answer.body)["result"]["structuredContent"]["url"]
        except KeyError as error:
            raise Unanswered(f"no upload link: {answer.body[:200]!r}") from error
        return "/" + url.partition("://")[2].partition("/")[2]

    async def take_back(self, line: Line, answer: Answer) -> None:
        for one in _made(answer):
            await self._delete(line, one)

    async def _delete(self, line: Line, made: dict[str, Any]) -> None:
        id = made.get("id", "")
        row = made.get("card_transaction_id") or made.get("transaction_id")
        path = f"{self.user_path}/attachments/{id}"
        if id.startswith("receipt_"):
            path = f"{self.company_path}/card_transactions/{row}/receipts/{id}"
        headers = [self.target.host, ("authorization", self.target.cast.default["user_token"])]
        await line.ask(request_of("DELETE", path, headers))


class StatementHunt(FileHunt):
    def __init__(self, target: Target) -> None:
        super().__init__(target, name="statements")

    def drawn(self, chance: random.Random) -> tuple[str, bytes]:
        return ("a.csv", statement(chance)) if chance.random() < 0.6 else super().drawn(chance)

    async def send(
        self, line: Line, name: str, content: bytes, chance: random.Random
    ) -> tuple[bytes, Answer]:
        fields = {"dry_run": "true"} if chance.random() < 0.8 else {}
        if chance.random() < 0.1:
            fields["mapping"] = chance.choice(
                ('{"date": 0}', '{"date": "Fecha"}', "[", '{"a": NaN}')
            )
        kind, body = form_of(content, name, fields, chance)
        headers = [*self.headers(chance), ("prefer", "wait"), kind]
        path = f"{self.company_path}/card_transactions/imports"
        sent = request_of("POST", path, headers, body)
        return sent, await line.ask(sent)


def resident_mb(pid: int) -> float:
    """What a process holds in memory; 0 when it is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024


def _made(answer: Answer) -> list[dict[str, Any]]:
    if answer.status != 201 or answer.media_type != "application/json":
        return []
    found = json.loads(answer.body)["data"]
    return found if isinstance(found, list) else [found]


def _outcome(answer: Answer) -> str:
    try:
        return f"{answer.status} {json.loads(answer.body).get('code') or ''}".strip()
    except (ValueError, AttributeError):
        return str(answer.status)
