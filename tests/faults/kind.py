"""A kind of fault: what is done to the product, and the same done where it has to go wrong."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Budget:
    """`seconds` is what a kind may take on one store; a slice is the least that still says something,
    however many seconds there are."""

    seconds: float
    seed: int
    is_slice: bool


@dataclass(frozen=True)
class Outcome:
    """Of `cases` faults: acknowledged changes that were `lost`, changes that were `doubled`, and what
    else was `broken`, a sentence each (an invariant, an answer that may not be given). `detail` is one
    line for the table, such as what was killed how often."""

    cases: int
    lost: int
    doubled: int
    broken: tuple[str, ...]
    detail: str

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.doubled or self.broken)


Run = Callable[[str, Budget], Outcome]
"""With the store's name; ends by itself, within its budget and little more."""


@dataclass(frozen=True)
class Kind:
    """`sentence` says what holds through the fault. `run` finds that it does, `control` finds that it
    does not, because something that the product needs was taken away for it."""

    name: str
    stores: tuple[str, ...]
    sentence: str
    run: Run
    control: Run


BOTH = ("sqlite", "postgresql")
