"""How much is carried out at once, and how often somebody looks."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TaskLimits:
    """`at_once` tasks in one process; `per_line` of one company, or of one user's without a company,
    in all processes together. `poll_seconds`: how long a queued task waits for an idle worker.
    `dead_after_seconds`: when a worker that is not heard of is taken for dead. `lost_after_seconds`:
    when a task that was handed over, and that the engine doesn't know, is taken for lost."""

    at_once: int = 2
    per_line: int = 1
    poll_seconds: float = 0.5
    first_pause_seconds: float = 1.0
    dead_after_seconds: float = 10.0
    lost_after_seconds: float = 60.0

    @property
    def beat_seconds(self) -> float:
        return self.dead_after_seconds / 5
