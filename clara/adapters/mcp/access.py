"""What is worth showing to a caller. The Runner decides afresh when it is used."""

from typing import Any

from clara.application.use_case import Effect, UseCase
from clara.domain.credentials.actor import Actor, Seat
from clara.domain.credentials.guard import Unlocking
from clara.domain.credentials.scope import STAFF


def may_use(actor: Actor, use_case: type[UseCase[Any, Any]]) -> bool:
    """Whether the Runner would let `actor` in, in one of their companies at least."""
    if use_case.is_public:
        return True
    if use_case.scope is not None and use_case.scope not in actor.scopes:
        return False
    guard, is_write = actor.guard, use_case.effect is not Effect.READ
    if (is_write and guard.is_read_only) or (
        use_case.is_risky and guard.unlocking is Unlocking.REFUSED
    ):
        return False
    if "company_id" not in use_case.command.__struct_fields__:
        return True
    return bool(seats_for(actor, use_case))


def seats_for(actor: Actor, use_case: type[UseCase[Any, Any]]) -> tuple[Seat, ...]:
    """The companies in which the role of `actor` allows `use_case` to an assistant."""
    return tuple(
        seat
        for seat in actor.seats
        if seat.role in use_case.roles & STAFF
        and (seat.is_sandbox or not use_case.is_for_sandboxes)
    )
