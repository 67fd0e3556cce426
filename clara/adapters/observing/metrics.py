"""What is counted and measured, for Prometheus. Imported only where CLARA_METRICS_TOKEN is set.

Labels have few values, all from closed sets: templates of routes, names of operations, codes. Never an
identifier, a path, an address or a token.
"""

import os
import platform
import time
from collections import deque
from collections.abc import Mapping
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from clara.adapters.observing.access_log import Answered
from clara.adapters.observing.watch import PoolUse
from clara.version import VERSION

_REQUEST = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
_WAIT = (0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 30)
_LONG = (0.05, 0.25, 1, 5, 25, 120, 600)
_MOST_WAITING = 100_000
_STATM = Path("/proc/self/statm")


class Metrics:
    """One process's part. `in_flight` is how many requests are being answered.

    What every request has to tell waits until `publish`: many at once cost a third of what each costs
    by itself, in between its own work."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.registry = registry
        self.in_flight = 0
        self._answered: deque[Answered] = deque(maxlen=_MOST_WAITING)
        self._done: deque[tuple[str, str, str, float]] = deque(maxlen=_MOST_WAITING)
        self._cpu_seconds = 0.0
        self.requests = self._histogram(
            "clara_http_request_seconds",
            "Seconds from a request's headers to the end of its answer.",
            ("method", "route", "status"),
            _REQUEST,
        )
        self.operations = self._histogram(
            "clara_operation_seconds",
            "Seconds of an operation, whoever asked for it.",
            ("operation", "door", "outcome"),
            _REQUEST,
        )
        self.refusals = self._counter(
            "clara_operation_refusals", "Operations refused.", ("operation", "door", "code")
        )
        self.decisions = self._counter(
            "clara_decisions", "Charges decided, with the first reason.", ("decision", "reason")
        )
        self.mcp_calls = self._counter(
            "clara_mcp_calls", "Tools called over MCP.", ("tool", "outcome")
        )
        self.rate_limited = self._counter(
            "clara_rate_limited", "Requests refused because there were too many.", ("policy",)
        )
        self.steps = self._histogram(
            "clara_task_step_seconds",
            "Seconds of one attempt at a task's step.",
            ("step", "outcome"),
            _LONG,
        )
        self.outgoing = self._histogram(
            "clara_outgoing_seconds",
            "Seconds of a call to somebody else.",
            ("service", "outcome"),
            _REQUEST,
        )
        self.pool_wait = self._histogram(
            "clara_pool_wait_seconds", "Seconds in the queue for a connection.", ("pool",), _WAIT
        )
        self.pool = self._gauge(
            "clara_pool_connections", "Connections to the store.", ("pool", "state")
        )
        self.pool_waiting = self._gauge(
            "clara_pool_waiting", "Who waits for a connection.", ("pool",)
        )
        self.flying = self._gauge("clara_http_requests_in_flight", "Requests being answered.")
        self.processes = self._gauge("clara_processes", "Processes that serve or carry out tasks.")
        self.memory = self._gauge("clara_process_resident_bytes", "Resident memory.")
        self.cpu = self._counter("clara_process_cpu_seconds", "Seconds of processor time.", ())
        self.build = Gauge(
            "clara_build_info",
            "1; the version is in the labels.",
            ("version", "python"),
            registry=registry,
            multiprocess_mode="livemax",
        )

    def answered(self, request: Answered) -> None:
        self._answered.append(request)

    def done(self, operation: str, door: str, outcome: str, seconds: float) -> None:
        self._done.append((operation, door, outcome, seconds))

    def publish(self, pools: Mapping[str, PoolUse]) -> None:
        """Write down what was told, and how this process is now, for whichever process is asked."""
        while self._answered:
            one = self._answered.popleft()
            status = f"{one.status // 100}xx"
            self.requests.labels(one.method, one.route, status).observe(one.seconds)
        while self._done:
            *labels, seconds = self._done.popleft()
            self.operations.labels(*labels).observe(seconds)
        self.flying.set(self.in_flight)
        self.processes.set(1)
        self.memory.set(_resident_bytes())
        now = time.process_time()
        self.cpu.inc(now - self._cpu_seconds)
        self._cpu_seconds = now
        self.build.labels(VERSION, platform.python_version()).set(1)
        for name, use in pools.items():
            self.pool.labels(name, "size").set(use.size)
            self.pool.labels(name, "used").set(use.used)
            self.pool.labels(name, "idle").set(use.idle)
            self.pool_waiting.labels(name).set(use.waiting)

    def _histogram(
        self, name: str, about: str, labels: tuple[str, ...], buckets: tuple[float, ...]
    ) -> Histogram:
        return Histogram(name, about, labels, buckets=buckets, registry=self.registry)

    def _counter(self, name: str, about: str, labels: tuple[str, ...]) -> Counter:
        return Counter(name, about, labels, registry=self.registry)

    def _gauge(self, name: str, about: str, labels: tuple[str, ...] = ()) -> Gauge:
        """Of all living processes together."""
        return Gauge(name, about, labels, registry=self.registry, multiprocess_mode="livesum")


def _resident_bytes() -> int:
    try:
        pages = int(_STATM.read_text().split()[1])
    except OSError:  # not Linux
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
