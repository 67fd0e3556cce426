"""What the service's own operations need."""

from abc import abstractmethod
from typing import Protocol


class Dependencies(Protocol):
    @abstractmethod
    async def check(self) -> dict[str, str]:
        """For each thing the service needs, "ok" or what is wrong with it; never raises."""
