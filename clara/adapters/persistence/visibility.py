"""Whose rows a statement may touch: the one place where tenants and roles become SQL."""

from collections.abc import Sequence
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from clara.adapters.persistence.statement import named
from clara.adapters.persistence.tables import card_transactions, cardholders, companies, memberships
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


class Reach(Enum):
    """How far a caller sees, without saying who they are: statements are kept per reach."""

    COMPANY = 1
    TEAM = 2
    OWN = 3

    @classmethod
    def of(cls, actor: Actor) -> "Reach":
        visible = visible_to(actor)
        if visible.is_everything:
            return cls.COMPANY
        return cls.OWN if visible.manager_user_id is None else cls.TEAM


def visible_holders(reach: Reach, holder: ColumnElement[Any]) -> Sequence[ColumnElement[bool]]:
    """Conditions that keep `holder` (a cardholder's number) to whom the caller sees. Takes the
    values `company` and those of `visibility_values`."""
    if reach is Reach.COMPANY:
        return ()
    people = cardholders.c.user_id == named("visible_user")
    if reach is Reach.TEAM:
        team = select(memberships.c.user_id).where(
            memberships.c.company_number == named("company"),
            memberships.c.manager_user_id == named("visible_manager"),
        )
        people = or_(people, cardholders.c.user_id.in_(team))
    mine = select(cardholders.c.number).where(
        cardholders.c.company_number == named("company"), people
    )
    return (holder.in_(mine),)


def visibility_values(actor: Actor) -> dict[str, Any]:
    """The values those conditions take."""
    visible = visible_to(actor)
    return {"visible_user": visible.user_id, "visible_manager": visible.manager_user_id}


def words_pattern(text: str) -> str:
    """A LIKE pattern for `' ' || folded name`: words in this order, each from its beginning.
    Folded text has no `%` or `_`; text without a word in it fits no name."""
    words = fold(text)
    return "% " + words.replace(" ", "% ") + "%" if words else ""
