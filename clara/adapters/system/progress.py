"""How far long work has come, told to nobody or to a terminal."""

import sys
import time
from dataclasses import dataclass, field

from clara.application.ports import Progress


class NoProgress(Progress):
    def advance(self, rows: int) -> None:
        return


@dataclass(slots=True)
class TerminalProgress(Progress):
    """One line on stderr, at most ten times a second."""

    what: str
    _began: float = field(default_factory=time.monotonic)
    _shown: float = 0.0

    def advance(self, rows: int) -> None:
        now = time.monotonic()
        if now - self._shown >= 0.1:
            self._shown = now
            pace = rows / max(now - self._began, 0.001)
            sys.stderr.write(f"\r{self.what}: {rows:,} rows, {pace:,.0f} a second ")
            sys.stderr.flush()

    def end(self) -> None:
        if self._shown:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()
