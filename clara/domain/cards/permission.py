"""Who may lock and unlock cards, beyond seeing them."""

from clara.domain.companies.company import Role
from clara.domain.credentials.actor import Actor, Seat
from clara.domain.errors import Forbidden


def may_lock(seat: Seat) -> bool:
    """Everybody may lock and unlock the cards they see, except bookkeepers where their company has
    switched it off."""
    return seat.role is not Role.BOOKKEEPER or seat.bookkeepers_can_lock


def require_lock_permission(actor: Actor) -> None:
    """Raises `lock_not_allowed`, unless the actor `may_lock`."""
    if not may_lock(actor.company):
        raise Forbidden(
            "lock_not_allowed",
            "Bookkeepers of this company may not lock or unlock cards.",
            remedy="Ask an administrator to do it or to allow it.",
        )
