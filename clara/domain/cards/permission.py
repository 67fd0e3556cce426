"""Who may lock and unlock cards, beyond seeing them."""

from clara.domain.companies.company import Role
from clara.domain.credentials.actor import Actor
from clara.domain.errors import Forbidden


def require_lock_permission(actor: Actor) -> None:
    """Everybody may lock and unlock the cards they see, except bookkeepers where their company
    has switched it off. Raises `lock_not_allowed`."""
    if actor.role is Role.BOOKKEEPER and not actor.company.bookkeepers_can_lock:
        raise Forbidden(
            "lock_not_allowed",
            "Bookkeepers of this company may not lock or unlock cards.",
            remedy="Ask an administrator to do it or to allow it.",
        )
