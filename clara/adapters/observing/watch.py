"""What adapters tell of their work. Each call costs a look at a variable unless somebody listens."""

import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from clara.adapters.observing.access_log import AccessLog
    from clara.adapters.observing.metrics import Metrics
    from clara.adapters.observing.tracing import Tracer

Service = Literal["stripe", "google", "webhook", "client_document", "mail"]

_LONG_WAIT_SECONDS = 0.001


class PoolUse(NamedTuple):
    """Connections of one pool: the most there may be, in use, idle; and who waits for one."""

    size: int
    used: int
    idle: int
    waiting: int


class Line(NamedTuple):
    """How many wait, and for how many seconds the first of them."""

    waiting: int
    oldest_seconds: float


@dataclass(frozen=True, slots=True)
class Observer:
    """Who listens in this process; None of them where that is switched off."""

    metrics: "Metrics | None" = None
    tracer: "Tracer | None" = None
    access: "AccessLog | None" = None

    @property
    def listens(self) -> bool:
        return any(one is not None for one in (self.metrics, self.tracer, self.access))

    def span(self, name: str, **attributes: str) -> AbstractContextManager[Any]:
        """Within it, what is done belongs to `name`. Attributes are from closed sets only."""
        return NOTHING if self.tracer is None else self.tracer.span(name, attributes)

    async def close(self) -> None:
        """Send and write what waits; at most 3 s."""
        if self.access is not None:
            self.access.close()
        if self.tracer is not None:
            await self.tracer.close()


NOBODY = Observer()
NOTHING: AbstractContextManager[None] = nullcontext()
_listening = NOBODY


@contextmanager
def watching(observer: Observer) -> Iterator[None]:
    """Meanwhile `observer` is told what happens in this process."""
    global _listening  # noqa: PLW0603 - one for the process, as with logging
    before, _listening = _listening, observer
    try:
        yield
    finally:
        _listening = before


def sql(text: str) -> AbstractContextManager[Any]:
    """While the statement `text` runs. Only its verb and its table are told."""
    tracer = _listening.tracer
    return NOTHING if tracer is None else tracer.statement(text)


def waited(pool: str, began: float) -> None:
    """Somebody stood in the queue of a pool since `began` (`time.perf_counter`)."""
    seconds = time.perf_counter() - began
    if _listening.metrics is not None:
        _listening.metrics.pool_wait.labels(pool).observe(seconds)
    if _listening.tracer is not None and seconds > _LONG_WAIT_SECONDS:
        _listening.tracer.waited(pool, seconds)


class OutsideCall:
    """A call to somebody else; `failed` where nothing was answered."""

    __slots__ = ("outcome",)

    def __init__(self) -> None:
        self.outcome = "done"

    def answered(self, status: int) -> None:
        """With a status of HTTP."""
        self.outcome = f"{status // 100}xx"


@contextmanager
def calling(service: Service) -> Iterator[OutsideCall]:
    """While `service` is asked something. Nothing of the trace is sent along."""
    call, observer = OutsideCall(), _listening
    if not observer.listens:
        yield call
        return
    began = time.perf_counter()
    tracer = observer.tracer
    with NOTHING if tracer is None else tracer.outgoing(service):
        try:
            yield call
        except BaseException:
            call.outcome = "failed"
            raise
        finally:
            if observer.metrics is not None:
                taken = time.perf_counter() - began
                observer.metrics.outgoing.labels(service, call.outcome).observe(taken)


Backlog = Mapping[str, Line]
"""What waits in the store, by the name of its line."""
