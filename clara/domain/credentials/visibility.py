"""Whose cards and card transactions a caller sees."""

from msgspec import Struct, structs

from clara.domain.companies.company import Role
from clara.domain.credentials.actor import Actor
from clara.domain.ids import CardId, UserId


class Visible(Struct, frozen=True, kw_only=True):
    """Everybody's when both people are None; else those of the user, and of who reports to the
    manager. Of those, the cards of `card_ids` only, unless it is empty."""

    user_id: UserId | None = None
    manager_user_id: UserId | None = None
    card_ids: tuple[CardId, ...] = ()

    @property
    def is_everything(self) -> bool:
        return self.user_id is None and self.manager_user_id is None and not self.card_ids


def viewpoint(actor: Actor) -> str:
    """From where a list is seen: a company whole, by one of its people, or with a token for some of
    its cards. What was counted from one viewpoint is not shown from another."""
    company, visible = actor.company.company_id, visible_to(actor)
    if visible.is_everything:
        return company
    return f"{company} {actor.credential_id if visible.card_ids else actor.user_id}"


class Reach(Struct, frozen=True, kw_only=True):
    """What a user's own things may tell this caller: those about companies that it sees whole, and
    those seen from one of its viewpoints."""

    company_ids: tuple[str, ...]
    viewpoints: tuple[str, ...]


def reach(actor: Actor) -> Reach:
    """A token of one company reaches nothing about another, a guarded one nothing that was made of
    other cards, and who has left a company, or sees less of it, nothing of what they saw before."""
    seated = [structs.replace(actor, seat=seat) for seat in actor.seats]
    whole = [one.company.company_id for one in seated if visible_to(one).is_everything]
    return Reach(company_ids=tuple(whole), viewpoints=tuple(map(viewpoint, seated)))


def visible_to(actor: Actor) -> Visible:
    """Administrators and bookkeepers see the company, managers their team and themselves,
    employees themselves; each of them through a guarded token its cards only."""
    cards = actor.guard.card_ids
    if actor.role in (Role.ADMINISTRATOR, Role.BOOKKEEPER):
        return Visible(card_ids=cards)
    if actor.role is Role.MANAGER:
        return Visible(user_id=actor.user_id, manager_user_id=actor.user_id, card_ids=cards)
    return Visible(user_id=actor.user_id, card_ids=cards)
