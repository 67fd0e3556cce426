"""Whether somebody may do what they ask for, whatever it is about."""

from typing import Any

from clara.application.use_case import Effect, UseCase
from clara.domain.credentials.actor import Actor, Door
from clara.domain.credentials.scope import STAFF
from clara.domain.errors import Forbidden, Unauthenticated


def require_active(actor: Actor) -> None:
    if not actor.is_active:
        raise Unauthenticated(
            "account_inactive", "Please activate your account to access the requested resource."
        )


def require_within_rails(actor: Actor, use_case: type[UseCase[Any, Any]]) -> None:
    """Raises `token_is_read_only`, `token_cannot_unlock`."""
    if use_case.effect is not Effect.READ:
        actor.guard.require_write()
    if use_case.is_risky:
        actor.guard.require_risk()


def require_role(actor: Actor, use_case: type[UseCase[Any, Any]]) -> None:
    """Raises `role_not_allowed`, `sandbox_only`. The actor sits already: the refusal is in the
    company's log."""
    # Company data goes to assistants of administrators and bookkeepers only.
    allowed = use_case.roles & STAFF if actor.door is Door.MCP else use_case.roles
    if actor.role not in allowed:
        raise Forbidden(
            "role_not_allowed",
            details={"role": actor.role.value, "needs": sorted(allowed)},
            remedy="Ask an administrator of the company.",
        )
    if use_case.is_for_sandboxes and not actor.company.is_sandbox:
        raise Forbidden(
            "sandbox_only",
            "Charges are simulated in sandbox companies only; this one is real.",
            remedy="Use the demo company, which is a sandbox.",
        )
