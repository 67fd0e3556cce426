"""Setting credits aside for paid work, and what becomes of them."""

from dataclasses import dataclass

from clara.application.credits.ports import Ledger
from clara.application.ports import Clock, Ids
from clara.application.webhooks.ports import Events
from clara.domain.credits.ledger import Account, Transfer, TransferKind, moving
from clara.domain.errors import Conflict
from clara.domain.webhooks.event import EventType, Happened

_OPENED, _CLOSED = "reserved", "closed"
"""A reservation is opened once and closed once, by being settled or released."""


@dataclass(frozen=True, slots=True)
class CreditAccounts:
    ledger: Ledger
    events: Events
    clock: Clock
    ids: Ids

    async def reserve(self, user_id: str, credits: int, reference: str, description: str) -> None:
        """Set credits, at least 1, aside for `reference`; again, while they are, changes nothing.
        Raises `not_enough_credits`, `reservation_closed` where `reference` was used already: for
        work that is over, for another number or by another user."""
        assert credits > 0, "nobody is given credits by setting some aside"
        is_new = await self._move(
            user_id,
            TransferKind.RESERVE,
            (reference, _OPENED),
            description,
            (credits, Account.AVAILABLE, Account.RESERVED),
        )
        if not is_new and await self.ledger.reserved(reference) != (user_id, credits):
            raise _closed()

    async def settle(self, reference: str, description: str) -> None:
        """The work is done: what was set aside for it is spent. Raises `reservation_closed`."""
        user_id, credits = await self._close(
            reference, TransferKind.SETTLE, description, Account.CONSUMED
        )
        said = {"user_id": user_id, "credits": credits, "reference": reference}
        await self.events.add_for_user(user_id, Happened(type=EventType.CREDITS_SPENT, data=said))

    async def release(self, reference: str, description: str) -> None:
        """The work was not done: what was set aside can be spent again. Raises
        `reservation_closed`."""
        await self._close(reference, TransferKind.RELEASE, description, Account.AVAILABLE)

    async def _close(
        self, reference: str, kind: TransferKind, description: str, target: Account
    ) -> tuple[str, int]:
        """Whose credits it was, and how many."""
        held = await self.ledger.reserved(reference)
        if held is None or not await self._move(
            held[0], kind, (reference, _CLOSED), description, (held[1], Account.RESERVED, target)
        ):
            raise _closed()
        return held

    async def _move(
        self,
        user_id: str,
        kind: TransferKind,
        step: tuple[str, str],
        description: str,
        movement: tuple[int, Account, Account],
    ) -> bool:
        amount, source, target = movement
        return await self.ledger.post(
            Transfer(
                id=self.ids.new("credit"),
                user_id=user_id,
                kind=kind,
                reference=step[0],
                step=step[1],
                description=description,
                at=self.clock.now(),
                entries=moving(amount, source, target),
            )
        )


def _closed() -> Conflict:
    return Conflict(
        "reservation_closed", "Nothing is set aside for this, or it is settled already."
    )
