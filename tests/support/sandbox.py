"""A company in which charges are simulated."""

from typing import Any

from sqlalchemy import update

from clara.adapters.persistence.tables import companies
from clara.application.simulator.simulate_authorization import SimulateAuthorization
from clara.application.system.check_invariants import CheckInvariants, CheckInvariantsCommand
from clara.domain.credentials.actor import Door
from tests.support.world import World


class Sandbox:
    """Company `a` of a world, as one in which charges are simulated."""

    def __init__(self, world: World) -> None:
        self.world = world

    async def charge(self, card: str = "luis", amount: str = "100", **more: Any) -> Any:
        return await self.world.run(
            SimulateAuthorization,
            card_id=self.world.a.cards[card].id,
            **{"amount": amount, "currency": "MXN", "merchant": "UBER TRIP", "mcc": 4121, **more},
        )

    async def broken(self) -> list[str]:
        """The invariants that do not hold."""
        done = await self.world.send(
            CheckInvariants, CheckInvariantsCommand(), self.world.a.administrator, Door.CLI
        )
        return [one.sentence for one in done.result.invariants if one.violations]


async def sandbox_of(world: World) -> Sandbox:
    """Company `a`, made a sandbox."""
    here = companies.c.id == world.a.company.id
    await world.change(update(companies).where(here).values(is_sandbox=True))
    return Sandbox(world)
