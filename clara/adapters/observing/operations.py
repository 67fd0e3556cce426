"""Operations and steps of tasks, watched: by their names, never by what they are about."""

import asyncio
import time
from contextlib import AbstractContextManager
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import Struct

from clara.adapters.observing.watch import NOTHING, Observer
from clara.application.call import Call, Done, Draft
from clara.application.issuer_news.receive_issuer_notice import IssuerNoticed
from clara.application.runner import Runner
from clara.application.tasks.lifecycle import NextStep
from clara.application.tasks.steps import StepRunner
from clara.application.use_case import UseCase
from clara.domain.authorizations.authorization import FactKind
from clara.domain.authorizations.listing import AuthorizationOutcome
from clara.domain.credentials.actor import Door
from clara.domain.errors import ClaraError, Kind

if TYPE_CHECKING:
    from clara.adapters.observing.metrics import Metrics

C = TypeVar("C", bound=Struct)
R = TypeVar("R", bound=Struct)

_OURS = frozenset({Kind.INTERNAL, Kind.UNAVAILABLE})
_DECIDING = frozenset(
    {
        *(FactKind.AUTHORIZED, FactKind.DECLINED),
        *(FactKind.INCREMENTED, FactKind.INCREMENT_DECLINED),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedRunner(Runner):
    """The Runner, and what comes of each operation told to `observer`."""

    observer: Observer

    async def run(self, use_case: type[UseCase[C, R]], command: C | Draft, call: Call) -> Done[R]:
        began = time.perf_counter()
        with self._span(use_case, call):
            try:
                done = await Runner.run(self, use_case, command, call)
            except BaseException as error:
                outcome, code = _outcome(error)
                self._tell(use_case, call.door, outcome, began, code=code)
                raise
        outcome = "replayed" if done.replayed else "done"
        self._tell(use_case, call.door, outcome, began, result=done.result)
        return done

    def _span(self, use_case: type[UseCase[C, R]], call: Call) -> AbstractContextManager[Any]:
        tracer = self.observer.tracer
        if tracer is None or not tracer.may_record():
            return NOTHING
        return tracer.span(use_case.name, _described(use_case, call))

    def _tell(
        self,
        use_case: type[UseCase[Any, Any]],
        door: Door,
        outcome: str,
        began: float,
        *,
        code: str | None = None,
        result: Struct | None = None,
    ) -> None:
        metrics = self.observer.metrics
        if metrics is None:
            return
        seconds = time.perf_counter() - began
        metrics.done(use_case.name, door.value, outcome, seconds)
        if door is Door.MCP:
            metrics.mcp_calls.labels(use_case.tool, outcome).inc()
        if code is not None:
            metrics.refusals.labels(use_case.name, door.value, code).inc()
        elif outcome == "done":
            _count_decision(metrics, result)


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedSteps(StepRunner):
    """The steps of tasks, and what comes of each attempt told to `observer`."""

    observer: Observer

    async def do(self, step: NextStep) -> bool:
        began, name, outcome = time.perf_counter(), step.type.name, "done"
        with self.observer.span(f"task {name}", **{"clara.step": name}):
            try:
                return await StepRunner.do(self, step)
            except BaseException as error:
                outcome, _ = _outcome(error)
                raise
            finally:
                if self.observer.metrics is not None:
                    seconds = time.perf_counter() - began
                    self.observer.metrics.steps.labels(name, outcome).observe(seconds)


def watched_runner(runner: Runner, observer: Observer) -> Runner:
    """`runner` itself where nobody listens."""
    if not observer.listens:
        return runner
    parts = {one.name: getattr(runner, one.name) for one in fields(runner)}
    return WatchedRunner(**parts, observer=observer)


def watched_steps(steps: StepRunner, observer: Observer) -> StepRunner:
    """`steps` themselves where nobody listens."""
    if not observer.listens:
        return steps
    return WatchedSteps(steps.units, steps.kinds, observer=observer)


def _described(use_case: type[UseCase[Any, Any]], call: Call) -> dict[str, str]:
    said = {"clara.operation": use_case.name, "clara.door": call.door.value}
    return said | {"gen_ai.tool.name": use_case.tool} if call.door is Door.MCP else said


def _outcome(error: BaseException) -> tuple[str, str]:
    """`refused` is what the caller can do something about, `failed` what they can't."""
    if isinstance(error, ClaraError):
        return "failed" if error.kind in _OURS else "refused", error.code
    if isinstance(error, asyncio.CancelledError):
        return "cancelled", "cancelled"
    return "failed", "internal"


def _count_decision(metrics: "Metrics", result: Struct | None) -> None:
    if isinstance(result, AuthorizationOutcome):
        if result.facts[-1].kind not in _DECIDING:
            return
        reason = result.reason.value if result.reason else None
    elif isinstance(result, IssuerNoticed) and result.applied and result.applied.decision:
        reason = result.applied.decision.reason
    else:
        return
    metrics.decisions.labels("declined" if reason else "approved", reason or "none").inc()
