"""Opening what a power cut left, and counting what is there of every change."""

import sqlite3
from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import msgspec

from clara.domain.audit.entry import AuditEntry, Outcome
from tests.faults.power.workload import name_of

_KEYS = "SELECT key FROM idempotency_keys WHERE completed_at IS NOT NULL"
# What each kind of change makes, by its number modulo five; locks stand in the log with their reason.
_MADE = {
    2: "SELECT name FROM credentials",
    3: "SELECT email FROM invitations",
    4: "SELECT description FROM credit_transfers",
}


class Recovered:
    """How often each change is there: in the log, as a completed key, and as what it made."""

    def __init__(self, path: Path) -> None:
        with closing(sqlite3.connect(path)) as store:
            self.faults = [row[0] for row in store.execute("PRAGMA integrity_check")]
            self.faults += [f"{row}" for row in store.execute("PRAGMA foreign_key_check")]
            self._keys = Counter(row[0] for row in store.execute(_KEYS))
            self._log = Counter(
                entry.request_id
                for (body,) in store.execute("SELECT body FROM audit_entries")
                if (entry := msgspec.json.decode(body, type=AuditEntry)).outcome is Outcome.DONE
            )
            self._made = {
                kind: Counter(row[0] for row in store.execute(query))
                for kind, query in _MADE.items()
            }

    @property
    def is_sound(self) -> bool:
        return self.faults == ["ok"]

    def times(self, number: int) -> tuple[int, ...]:
        """How often its traces are there; the same number of all, or it is there by half."""
        name = name_of(number)
        found = [self._keys[name], self._log[name]]
        if number % 5 in self._made:
            made = f"{number}@example.com" if number % 5 == 3 else name
            found.append(self._made[number % 5][made])
        return tuple(found)


def put(files: Mapping[str, bytes], there: Path, was: Path) -> None:
    """Write the files of the folder `was` to `there`, and no others."""
    for path in there.iterdir():
        path.unlink()
    for name, content in files.items():
        (there / Path(name).relative_to(was)).write_bytes(content)
