"""Plays a scenario through the same operations that programs and people use."""

import hashlib
from collections.abc import AsyncIterator
from typing import Any, Protocol

import msgspec
from msgspec import Struct, structs

from clara.application.call import Draft
from clara.application.cards.lock_card import LockCard
from clara.application.cards.unlock_card import UnlockCard
from clara.application.cards.view_card import ViewCard
from clara.application.simulator import scenario as s
from clara.application.simulator.advance_clock import AdvanceClock
from clara.application.simulator.freeze_clock import FreezeClock
from clara.application.simulator.simulate_authorization import SimulateAuthorization
from clara.application.simulator.simulate_capture import SimulateCapture
from clara.application.simulator.simulate_dispute import SimulateDispute
from clara.application.simulator.simulate_expiry import SimulateExpiry
from clara.application.simulator.simulate_force_post import SimulateForcePost
from clara.application.simulator.simulate_increment import SimulateIncrement
from clara.application.simulator.simulate_refund import SimulateRefund
from clara.application.simulator.simulate_reversal import SimulateReversal
from clara.application.use_case import UseCase
from clara.domain.authorizations.listing import AuthorizationOutcome
from clara.domain.cards.card import Card
from clara.domain.companies.company_clock import CompanyTime
from clara.domain.errors import ClaraError, Unavailable

_OPERATIONS: dict[type[s.Step], type[UseCase[Any, Any]]] = {
    s.ChargeStep: SimulateAuthorization,
    s.ForcePostStep: SimulateForcePost,
    s.IncrementStep: SimulateIncrement,
    s.CaptureStep: SimulateCapture,
    s.ReverseStep: SimulateReversal,
    s.ExpireStep: SimulateExpiry,
    s.RefundStep: SimulateRefund,
    s.DisputeStep: SimulateDispute,
    s.LockStep: LockCard,
    s.UnlockStep: UnlockCard,
    s.AdvanceStep: AdvanceClock,
}
_OURS = ("expect", "name", "of", "if_approved", "card")
APPROVED, DONE, LEFT_OUT = "approved", "done", "left_out"


class Acting(Protocol):
    """Whoever carries operations out."""

    async def run(self, use_case: type[UseCase[Any, Any]], command: Draft, /) -> Any: ...


class Played(Struct, frozen=True, kw_only=True):
    """What became of one step: `approved`, `done`, `left_out`, or the code of a reason or an error.
    `now` is the company's time after it moved, `outcome` that of an authorization."""

    number: int
    step: s.AnyStep
    became: str
    outcome: AuthorizationOutcome | None = None
    now: CompanyTime | None = None
    error: ClaraError | None = None

    @property
    def is_as_expected(self) -> bool:
        """A step that expects nothing may lead to anything but an error."""
        if self.step.expect is None:
            return self.error is None
        return self.step.expect == self.became


class Player:
    """Plays in one company; `fingerprint` is of everything that became of authorizations so far."""

    def __init__(self, acting: Acting, company_id: str) -> None:
        self._acting, self._company_id = acting, company_id
        self._cards: dict[str, Card] = {}
        self._charges: dict[str, AuthorizationOutcome] = {}
        self._digest = hashlib.sha256()

    @property
    def fingerprint(self) -> str:
        """SHA-256, in hex."""
        return self._digest.hexdigest()

    async def play(self, scenario: s.Scenario) -> AsyncIterator[Played]:
        """Each step's end, as it comes. Raises what stops all of it: `sandbox_only`, a store that
        is gone."""
        if scenario.starts_at is not None:
            await self._run(FreezeClock, at=scenario.starts_at)
        for number, step in enumerate(scenario.steps, 1):
            yield await self._played(number, step)

    async def _played(self, number: int, step: s.AnyStep) -> Played:
        if isinstance(step, s.LaterStep):
            charge = self._charges.get(step.of)
            if charge is None or (step.if_approved and not charge.approved):
                return Played(number=number, step=step, became=LEFT_OUT)
        try:
            result = await self._run(_OPERATIONS[type(step)], **await self._fields(step))
        except Unavailable:
            raise
        except ClaraError as error:
            if error.code == "sandbox_only":
                raise
            return Played(number=number, step=step, became=error.code, error=error)
        if isinstance(result, AuthorizationOutcome):
            return self._kept(number, step, result)
        now = result if isinstance(result, CompanyTime) else None
        return Played(number=number, step=step, became=DONE, now=now)

    def _kept(self, number: int, step: s.AnyStep, result: AuthorizationOutcome) -> Played:
        self._digest.update(msgspec.json.encode(result))
        if isinstance(step, s.ChargeStep | s.ForcePostStep) and step.name is not None:
            self._charges[step.name] = result
        became = result.reason.value if result.reason else APPROVED
        if became == APPROVED and not isinstance(step, s.ChargeStep | s.IncrementStep):
            became = DONE
        return Played(number=number, step=step, became=became, outcome=result)

    async def _fields(self, step: s.AnyStep) -> dict[str, Any]:
        """What the operation is asked."""
        given = {name: value for name, value in structs.asdict(step).items() if name not in _OURS}
        fields = {name: value for name, value in given.items() if value is not None}
        if isinstance(step, s.LaterStep):
            fields["authorization_id"] = self._charges[step.of].authorization.id
        elif isinstance(step, s.ChargeStep | s.ForcePostStep):
            card = await self._card(step.card)
            fields["card_id"] = card.id
            fields.setdefault("currency", card.currency)
        elif isinstance(step, s.LockStep | s.UnlockStep):
            fields["card"] = step.card
        return fields

    async def _card(self, reference: str) -> Card:
        if reference not in self._cards:
            self._cards[reference] = (await self._run(ViewCard, card=reference)).card
        return self._cards[reference]

    async def _run(self, use_case: type[UseCase[Any, Any]], **fields: Any) -> Any:
        values = {**fields, "company_id": self._company_id}
        return await self._acting.run(use_case, Draft(lambda: values))
