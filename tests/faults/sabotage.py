"""What controls take away from the product, so that a fault does its harm."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest

from clara.adapters.persistence.database import Session
from tests.faults.kind import Budget, Outcome, Run


@contextmanager
def replaced(owner: Any, name: str, make: Callable[[Any], Any]) -> Iterator[None]:
    """`owner.name` is what `make` makes of it meanwhile."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(owner, name, make(getattr(owner, name)))
        yield


@contextmanager
def forgetful() -> Iterator[None]:
    """What an operation did is answered and not kept."""

    async def commit(self: Session) -> None:
        await self.close()

    with replaced(Session, "commit", lambda _: commit):
        yield


def first_answer(method: Callable[..., Any]) -> Callable[..., Any]:
    """`method` answers as it did when it was asked first, as something cached does."""
    kept: list[Any] = []

    async def remembered(*args: Any, **kwargs: Any) -> Any:
        if not kept:
            kept.append(await method(*args, **kwargs))
        return kept[0]

    return remembered


def sabotaged(run: Run, sabotage: Callable[[], AbstractContextManager[None]]) -> Run:
    """A control: `run` where `sabotage` has taken something away."""

    def control(store: str, budget: Budget) -> Outcome:
        with sabotage():
            return run(store, budget)

    return control
