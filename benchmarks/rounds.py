"""Rounds of load that take turns (A B C A B C), so that a noisy minute falls on everybody."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks import load
from benchmarks.processes import Server, cpu_seconds

CONNECTIONS = 32


@dataclass(frozen=True)
class Load:
    """What one server is asked, again and again."""

    server: Server
    requests: Sequence[str]
    connections: int = CONNECTIONS
    expected: str = "2"
    """How the statuses of its answers begin."""


@dataclass(frozen=True)
class Round:
    """Medians over rounds. CPU in microseconds per request, of the server and of PostgreSQL."""

    per_second: float
    cpu: float
    database_cpu: float
    p50: float
    p99: float
    resident_mb: float


def compare(
    loads: dict[str, Load], *, rounds: int, seconds: float, database_pid: int | None
) -> dict[str, Round]:
    """Each load `rounds` times for `seconds`, after a warm-up that is not counted."""
    found: dict[str, list[Round]] = {name: [] for name in loads}
    for one in loads.values():
        load.run(_job(one, min(1.0, seconds)))
    for _ in range(rounds):
        for name, one in loads.items():
            found[name].append(_round(one, seconds, database_pid))
    return {name: _median(taken) for name, taken in found.items()}


def _job(one: Load, seconds: float) -> load.Job:
    return load.Job(one.server.port, one.connections, one.requests, seconds, one.expected)


def _round(one: Load, seconds: float, database_pid: int | None) -> Round:
    before = one.server.cpu_seconds()
    database = cpu_seconds(database_pid) if database_pid else 0.0
    measured = load.run(_job(one, seconds))
    used = one.server.cpu_seconds() - before
    used_by_database = cpu_seconds(database_pid) - database if database_pid else float("nan")
    return Round(
        per_second=measured.per_second,
        cpu=used / measured.count * 1e6,
        database_cpu=used_by_database / measured.count * 1e6,
        p50=measured.p50,
        p99=measured.p99,
        resident_mb=one.server.resident_mb(),
    )


def _median(taken: Sequence[Round]) -> Round:
    return Round(
        **{name: median(getattr(one, name) for one in taken) for name in Round.__dataclass_fields__}
    )
