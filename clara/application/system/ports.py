"""What the service's own operations need."""

from abc import abstractmethod
from typing import Protocol

from msgspec import Struct

DEGRADED = "degraded"
"""The state of a thing that is away, and without which the service still does most of its work."""


class Dependencies(Protocol):
    @abstractmethod
    async def check(self) -> dict[str, str]:
        """For each thing the service needs, "ok", `DEGRADED` or what is wrong with it; never
        raises."""


class Invariant(Struct, frozen=True, kw_only=True):
    """Something that must hold of the stored data, as a sentence, and how many rows break it."""

    sentence: str
    violations: int


class Invariants(Protocol):
    @abstractmethod
    async def check(self) -> tuple[Invariant, ...]:
        """All of them, over all companies, in one snapshot."""
