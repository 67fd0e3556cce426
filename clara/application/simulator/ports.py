"""What the simulator needs from the store besides authorizations."""

from abc import abstractmethod
from typing import Protocol

from clara.domain.companies.company_clock import CompanyClock
from clara.domain.credentials.actor import Actor


class CompanyClocks(Protocol):
    """Within the operation's transaction."""

    @abstractmethod
    async def hold(self, actor: Actor) -> CompanyClock:
        """The company's clock; nobody else reads or sets it until the operation ends."""

    @abstractmethod
    async def save(self, actor: Actor, clock: CompanyClock) -> None:
        """Set the clock that is held."""


class Simulations(Protocol):
    """What was simulated in a sandbox company, within the operation's transaction."""

    @abstractmethod
    async def forget(self, actor: Actor) -> tuple[int, int]:
        """Forget all authorizations, what became of them and their card transactions; how many
        authorizations and rows there were. The company is held."""
