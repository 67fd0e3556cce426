"""Whose rows a statement may touch: the one place where tenants and roles become SQL."""

from collections.abc import Sequence
from enum import Enum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, or_, select

from clara.adapters.persistence.statement import any_of, named
from clara.adapters.persistence.tables import (
    card_transactions,
    cardholders,
    cards,
    companies,
    memberships,
)
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.visibility import visible_to
from clara.domain.text import fold

VISIBLE_IMPORT: ColumnElement[bool] = (
    card_transactions.c.import_number
    <= select(companies.c.visible_import)
    .where(companies.c.number == named("company"))
    .scalar_subquery()
)
"""Rows of an import still being written are not there yet. One comparison with a constant."""


class People(Enum):
    """Whose rows a caller sees, without saying who they are."""

    COMPANY = 1
    TEAM = 2
    OWN = 3


class Reach(NamedTuple):
    """How far a caller sees: statements are kept per reach."""

    people: People
    only_some_cards: bool

    @classmethod
    def of(cls, actor: Actor) -> "Reach":
        visible = visible_to(actor)
        if visible.manager_user_id is not None:
            people = People.TEAM
        else:
            people = People.COMPANY if visible.user_id is None else People.OWN
        return cls(people, bool(visible.card_ids))


def visible_rows(
    reach: Reach, *, holder: ColumnElement[Any], card: ColumnElement[Any]
) -> Sequence[ColumnElement[bool]]:
    """Conditions that keep rows, by the numbers of their cardholder and card, to what the caller
    sees. Takes the values `company` and those of `visibility_values`."""
    found = []
    if reach.people is not People.COMPANY:
        found.append(_held_by_visible_people(reach.people, holder))
    if reach.only_some_cards:
        # Under a name of its own: the statement around it may be one over cards as well.
        some = cards.alias("visible_cards")
        found.append(
            card.in_(
                select(some.c.number).where(
                    some.c.company_number == named("company"), any_of(some.c.id, "visible_cards")
                )
            )
        )
    return found


def _held_by_visible_people(people: People, holder: ColumnElement[Any]) -> ColumnElement[bool]:
    seen = cardholders.c.user_id == named("visible_user")
    if people is People.TEAM:
        team = select(memberships.c.user_id).where(
            memberships.c.company_number == named("company"),
            memberships.c.manager_user_id == named("visible_manager"),
        )
        seen = or_(seen, cardholders.c.user_id.in_(team))
    return holder.in_(
        select(cardholders.c.number).where(cardholders.c.company_number == named("company"), seen)
    )


def visibility_values(actor: Actor) -> dict[str, Any]:
    """The values those conditions take."""
    visible = visible_to(actor)
    return {
        "visible_user": visible.user_id,
        "visible_manager": visible.manager_user_id,
        "visible_cards": list(visible.card_ids),
    }


def words_pattern(text: str) -> str:
    """A LIKE pattern for `' ' || folded name`: words in this order, each from its beginning.
    Folded text has no `%` or `_`; text without a word in it fits no name."""
    words = fold(text)
    return "% " + words.replace(" ", "% ") + "%" if words else ""
