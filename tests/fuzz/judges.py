"""What no answer may be, and what neither an answer nor the log may tell."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.fuzz.parts import Canaries
from tests.fuzz.raw import Answer

ALLOWED = {
    501: "a transfer coding that is not known (RFC 9112, 6.1), or such a method (RFC 9110, 9.1)",
    505: "a version of HTTP that is not spoken (RFC 9110, 15.6.6)",
}
"""Answers from 500 on that HTTP itself asks for."""
_INSIDES = {
    text.encode(): what
    for text, what in {
        "Traceback (most recent call last)": "a stack trace",
        'File "/': "a stack trace",
        "site-packages": "a path of the server",
        " object at 0x": "a representation of an object",
        "<class '": "a representation of an object",
        "sqlalchemy": "words of the database library",
        "sqlite3.": "words of the database",
        "asyncpg": "words of the database",
        "psycopg": "words of the database",
        "UNIQUE constraint": "words of the database",
        "errors.pydantic.dev": "words of a library",
        "INSERT INTO ": "SQL",
        "SELECT DISTINCT ": "SQL",
        " FROM card_transactions": "SQL",
        "company_number": "a column's name",
    }.items()
}
_ERRORS = (" ERROR ", " CRITICAL ", "Traceback (most recent call last)", "never retrieved")
_HUNG_UP = "starlette.requests.ClientDisconnect"
"""Ends what the protocol's library says of a client that went away in the middle of its message."""
_BEGINS = re.compile(r"\d{4}(-\d\d-\d\d \d\d:| )")
_SHOWN_LINES = 20


@dataclass(frozen=True)
class Complaint:
    """`kind` is "5xx", "leak", "shape" or "state"."""

    kind: str
    sentence: str


class Judge:
    """Judges every answer by what holds for all of them."""

    def __init__(self, canaries: Canaries, paths: Mapping[str, str] | None = None) -> None:
        """`paths` are places on the server's disk, which are nobody's business."""
        told = {**canaries.secrets, **canaries.foreign, **(paths or {})}
        self._told = [(text.encode(), what) for text, what in told.items()]
        self._secrets = canaries.secrets

    def complaints(self, sent: bytes, answer: Answer) -> Iterator[Complaint]:
        if answer.status >= 500 and answer.status not in ALLOWED:
            yield Complaint("5xx", f"answered with {answer.status}")
        yield from self.leaks(sent, answer.everything)

    def leaks(self, sent: bytes, answer: bytes) -> Iterator[Complaint]:
        """What `answer` tells and should not. Insides that were `sent` are only repeated."""
        for text, what in self._told:
            if text in answer:
                yield Complaint("leak", f"tells {what}")
        for text, what in _INSIDES.items():
            if text in answer and text not in sent:
                yield Complaint("leak", f"tells {what}")

    def log_complaints(self, log: Path) -> list[str]:
        """What the server itself calls a defect, and secrets in what it wrote; 20 of them."""
        found: list[str] = []
        for entry in _entries(log):
            told = [what for text, what in self._secrets.items() if text in entry]
            if told:
                found.append(f"the log tells {told[0]}")
            elif any(mark in entry for mark in _ERRORS) and not entry.endswith(_HUNG_UP):
                lines = entry.splitlines()
                found.append(f"in the log: {lines[0][:300]} … {lines[-1][:300]}")
            if len(found) == _SHOWN_LINES:
                break
        return found


def _entries(log: Path) -> Iterator[str]:
    """Lines, each with what stands below it that is no line of its own."""
    entry = ""
    with log.open(errors="replace") as lines:
        for line in lines:
            if _BEGINS.match(line) and entry:
                yield entry.strip()
                entry = ""
            entry += line
    yield entry.strip()
