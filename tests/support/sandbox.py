"""A company in which charges are simulated."""

from datetime import timedelta
from typing import Any

from msgspec import structs
from sqlalchemy import update

from clara.adapters.persistence.authorizations import SqlAuthorizations
from clara.adapters.persistence.callers import SqlCallers
from clara.adapters.persistence.cards import SqlCards
from clara.adapters.persistence.tables import companies
from clara.application.runner import OPERATOR
from clara.application.simulator.simulate_authorization import SimulateAuthorization
from clara.application.system.check_invariants import CheckInvariants, CheckInvariantsCommand
from clara.domain.authorizations.beginning import begin
from clara.domain.authorizations.charge import Charge
from clara.domain.credentials.actor import Door
from tests.support.clock import NOW
from tests.support.house import House
from tests.support.setting_up import SettingUp
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


async def found_authorizations(port: SettingUp, house: House, held: str, posted: str) -> None:
    """Two charges on Luis's card, a minute apart: one whose money is held, one that was posted."""
    await found_authorization(port, house, held)
    await found_authorization(port, house, posted, minutes_ago=1, is_forced=True)


async def found_authorization(
    port: SettingUp,
    house: House,
    id: str,
    card: str = "luis",
    *,
    minutes_ago: int = 0,
    is_forced: bool = False,
) -> None:
    """A charge of 100 on a card of the house, a day ago."""
    seat = await SqlCallers(port.session, port.clock).seat(house.company.id)
    actor = structs.replace(OPERATOR, seat=seat)
    charged = await SqlCards(port.session).find(actor, house.cards[card].id)
    assert charged is not None
    charge = Charge.of(
        at=NOW - timedelta(days=1, minutes=minutes_ago),
        card_currency=charged.currency,
        original_minor=100_00,
        currency=charged.currency,
        billing_minor=None,
        merchant=house.rows[0].merchant_raw,
        mcc=4121,
    )
    step = begin(
        id=id,
        transaction_id="ctx_" + id.partition("_")[2],
        card_id=charged.id,
        currency=charged.currency,
        charge=charge,
        reason=None,
        is_forced=is_forced,
    )
    await SqlAuthorizations(port.session).begin(actor, charged, step)
