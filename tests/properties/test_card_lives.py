"""Any life that a card can have: whatever is charged, raised, captured, given back, forced, locked and
cancelled in whatever order, approvals never pass the limit and the books hold."""

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from clara.application.cards.cancel_card import CancelCard
from clara.application.cards.issue_card import IssueCard
from clara.application.cards.lock_card import LockCard
from clara.application.cards.set_card_controls import SetCardControls
from clara.application.cards.unlock_card import UnlockCard
from clara.application.cards.view_card import ViewCard
from clara.application.simulator.advance_clock import AdvanceClock
from clara.application.simulator.simulate_capture import SimulateCapture
from clara.application.simulator.simulate_dispute import SimulateDispute
from clara.application.simulator.simulate_expiry import SimulateExpiry
from clara.application.simulator.simulate_force_post import SimulateForcePost
from clara.application.simulator.simulate_increment import SimulateIncrement
from clara.application.simulator.simulate_refund import SimulateRefund
from clara.application.simulator.simulate_reversal import SimulateReversal
from clara.domain.authorizations.authorization import Authorization
from clara.domain.cards.card import CardStatus
from clara.domain.credentials.actor import Door
from clara.domain.errors import Conflict
from tests.support.sandbox import Sandbox, sandbox_of
from tests.support.world import World

pytestmark = pytest.mark.anyio

LIMIT = 1_000_00
LATER: dict[str, Any] = {
    "captures": SimulateCapture,
    "raises": SimulateIncrement,
    "reverses": SimulateReversal,
    "expires": SimulateExpiry,
    "refunds": SimulateRefund,
    "disputes": SimulateDispute,
    "forces": SimulateForcePost,
}
DEEDS = st.sampled_from(
    [*["charges"] * 6, *["captures"] * 2, *LATER, "locks", "unlocks", "limits", "waits", "cancels"]
)
LIVES = st.lists(st.tuples(DEEDS, st.integers(0, 3), st.integers(1, 700)), min_size=8, max_size=25)


class Life:
    """One card, and what we know of it without asking the store."""

    def __init__(self, sandbox: Sandbox, card_id: str) -> None:
        self.sandbox, self.world, self.card_id = sandbox, sandbox.world, card_id
        self.known: dict[str, Authorization] = {}
        self.status = CardStatus.ACTIVE
        self.limit = LIMIT

    async def does(self, deed: str, which: int, amount: int) -> None:
        if deed == "charges":
            await self._charges(amount)
        elif deed in LATER:
            await self._lives(deed, which, amount)
        elif deed == "waits":
            await self.world.run(AdvanceClock, days=which, hours=1)
        elif deed == "limits":
            await self._limits(amount)
        else:
            await self._stands(deed)

    async def _charges(self, amount: int) -> None:
        before = await self._spent()
        self.sandbox.world.a.cards["life"] = self.card
        done = await self.sandbox.charge("life", amount=str(amount))
        now = await self._spent()
        # Holds that ran out were released on the way; nothing else was.
        assert now <= before + (amount * 100 if done.approved else 0)
        assert done.approved == (self.status is CardStatus.ACTIVE and self._fits(done, now, amount))
        if done.approved:
            assert now <= self.limit
        self.known[done.authorization.id] = done.authorization

    def _fits(self, done: Any, now: int, amount: int) -> bool:
        room = now if done.approved else now + amount * 100
        return room <= self.limit

    async def _lives(self, deed: str, which: int, amount: int) -> None:
        if not self.known:
            return
        id = list(self.known)[which % len(self.known)]
        fields = {} if deed == "expires" else {"amount": str(amount)}
        if deed == "captures":
            fields["is_final"] = amount % 2 == 0  # type: ignore[assignment]
        before = await self._spent()
        try:
            done = await self.world.run(LATER[deed], authorization_id=id, **fields)
        except Conflict:
            assert await self._spent() == before
            return
        self.known[id] = done.authorization
        if deed == "raises" and done.approved:
            assert self.status is CardStatus.ACTIVE

    async def _limits(self, amount: int) -> None:
        if self.status is CardStatus.CANCELLED:
            return
        self.limit = amount * 300
        await self.world.run(
            SetCardControls, via=Door.WEB, card=self.card_id, limit=str(amount * 3)
        )

    async def _stands(self, deed: str) -> None:
        if self.status is CardStatus.CANCELLED:
            return
        use_case: Any = {"locks": LockCard, "unlocks": UnlockCard, "cancels": CancelCard}[deed]
        await self.world.run(use_case, via=Door.WEB, card=self.card_id)
        self.status = (await self._seen()).card.status

    async def _seen(self) -> Any:
        detail = await self.world.run(ViewCard, card=self.card_id)
        self.card = detail.card
        return detail

    async def _spent(self) -> int:
        spent: int = (await self._seen()).spent_minor
        return spent


@settings(
    max_examples=6,
    deadline=None,
    database=None,
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)
@given(deeds=LIVES)
async def test_no_life_of_a_card_passes_its_limit_or_takes_the_books_out_of_balance(
    world: World, deeds: list[tuple[str, int, int]]
) -> None:
    sandbox = await sandbox_of(world)
    made = await world.run(
        IssueCard, via=Door.WEB, cardholder_name="Una Persona", limit=str(LIMIT // 100)
    )
    life = Life(sandbox, made.card.id)
    for deed, which, amount in deeds:
        await life.does(deed, which, amount)
    assert await sandbox.broken() == []
