"""Servers under test: started, waited for, measured through /proc, and stopped by their own pid."""

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from benchmarks.data import FOLDER, ROOT

_TICKS = os.sysconf("SC_CLK_TCK")
_PATIENCE = 30
_PR_SET_PDEATHSIG = 1


@dataclass
class Server:
    """A process that answers HTTP on a port of 127.0.0.1. `ready` is the path that must be 200."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    port: int
    ready: str
    seconds_to_ready: float = 0.0
    _process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def log(self) -> Path:
        return FOLDER / "logs" / f"{self.name.replace(' ', '-')}.log"

    def start(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        started = time.monotonic()
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env={**os.environ, **self.environment},
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                preexec_fn=_die_with_parent,  # noqa: PLW1509 - this process has one thread
            )
        while not self._is_ready():
            if self._process.poll() is not None:
                raise RuntimeError(f"{self.name} ended: {_end_of(self.log)}")
            if time.monotonic() - started > _PATIENCE:
                self.stop()
                raise RuntimeError(f"{self.name} is not ready: {_end_of(self.log)}")
            time.sleep(0.02)
        self.seconds_to_ready = time.monotonic() - started

    def stop(self) -> None:
        assert self._process is not None
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait(10)

    def cpu_seconds(self) -> float:
        return cpu_seconds(self.pid)

    def resident_mb(self) -> float:
        return resident_mb(self.pid)

    def _is_ready(self) -> bool:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", self.ready)
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()


@contextmanager
def running(*servers: Server) -> Iterator[None]:
    """All of `servers`, until leaving."""
    started: list[Server] = []
    try:
        for server in servers:
            server.start()
            started.append(server)
        yield
    finally:
        for server in started:
            server.stop()


def family(pid: int) -> list[int]:
    """`pid` and its descendants."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue
            parents[int(entry.name)] = int(stat.rpartition(")")[2].split()[1])
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def cpu_seconds(pid: int) -> float:
    """User and system time of `pid`, its living descendants and those it has waited for."""
    total = 0
    for one in family(pid):
        try:
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        total += sum(int(fields[place]) for place in (11, 12, 13, 14))
    return total / _TICKS


def resident_mb(pid: int, what: str = "VmRSS") -> float:
    """Resident memory of `pid` and its descendants; `VmHWM` gives the highest it ever was."""
    total = 0
    for one in family(pid):
        try:
            status = Path(f"/proc/{one}/status").read_text()
        except OSError:
            continue
        lines = [line for line in status.splitlines() if line.startswith(f"{what}:")]
        total += sum(int(line.split()[1]) for line in lines)
    return total / 1024


def reset_peak(pid: int) -> None:
    """From here on `VmHWM` is counted anew."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")


def _die_with_parent() -> None:
    """A server does not outlive a benchmark that was killed."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _end_of(log: Path) -> str:
    return log.read_text(errors="replace")[-2_000:]
