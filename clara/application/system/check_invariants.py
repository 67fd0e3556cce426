from dataclasses import dataclass

from msgspec import Struct

from clara.application.system.ports import Invariant, Invariants
from clara.application.use_case import Effect, UseCase
from clara.domain.credentials.actor import Actor


class CheckInvariantsCommand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class CheckedInvariants(Struct, frozen=True, kw_only=True):
    invariants: tuple[Invariant, ...]


@dataclass(frozen=True, slots=True)
class CheckInvariants(UseCase[CheckInvariantsCommand, CheckedInvariants]):
    """Check what must hold of the stored data at any time, over all companies. Reads everything:
    minutes with many millions of card transactions. For operators.

    No errors: what does not hold is the answer.
    """

    name = "misc.invariants"
    tool = "check_invariants"
    title = "Check invariants"
    action = "service.invariants_checked"
    effect = Effect.READ
    is_for_operators = True
    command = CheckInvariantsCommand
    result = CheckedInvariants

    invariants: Invariants

    async def __call__(self, actor: Actor, command: CheckInvariantsCommand) -> CheckedInvariants:
        return CheckedInvariants(invariants=await self.invariants.check())
