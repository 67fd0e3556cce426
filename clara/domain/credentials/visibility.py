"""Whose cards and card transactions a caller sees."""

from msgspec import Struct

from clara.domain.companies.company import Role
from clara.domain.credentials.actor import Actor
from clara.domain.ids import UserId


class Visible(Struct, frozen=True, kw_only=True):
    """Everybody's when both are None; else those of the user, and of who reports to the manager."""

    user_id: UserId | None = None
    manager_user_id: UserId | None = None

    @property
    def is_everything(self) -> bool:
        return self.user_id is None and self.manager_user_id is None


EVERYTHING = Visible()


def viewpoint(actor: Actor) -> str:
    """From where a list is seen: a company whole, or by one of its people. What was counted from
    one viewpoint is not shown from another."""
    company = actor.company.company_id
    return company if visible_to(actor).is_everything else f"{company} {actor.user_id}"


def visible_to(actor: Actor) -> Visible:
    """Administrators and bookkeepers see the company, managers their team and themselves,
    employees themselves."""
    if actor.role in (Role.ADMINISTRATOR, Role.BOOKKEEPER):
        return EVERYTHING
    if actor.role is Role.MANAGER:
        return Visible(user_id=actor.user_id, manager_user_id=actor.user_id)
    return Visible(user_id=actor.user_id)
