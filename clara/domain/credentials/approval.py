"""A person's yes to one risky operation that an assistant asked for.

What is said yes to is one action on one thing as it was then: once the thing has changed, by this
yes or otherwise, the yes is worth nothing. So each is good for one time, and none is kept.
"""

from datetime import datetime, timedelta

from msgspec import Struct

from clara.domain.credentials.actor import Actor, Door
from clara.domain.credentials.guard import Unlocking
from clara.domain.errors import About, Forbidden
from clara.domain.ids import CompanyId, UserId

LIVES = timedelta(minutes=5)


class Question(Struct, frozen=True, kw_only=True):
    """What a person is asked: `action` on `subject`, which is at `version`."""

    action: str
    company_id: CompanyId
    subject: str
    version: int


class Asked(Struct, frozen=True, kw_only=True):
    """A question put to a user on behalf of a credential of theirs."""

    question: Question
    user_id: UserId | None
    credential_id: str
    expires_at: datetime

    def answers(self, question: Question, now: datetime) -> bool:
        return self.question == question and now < self.expires_at


class ConfirmationRequired(Forbidden):
    """Nothing was done. `ticket` is what the operation has to come back with once the person said
    yes: it goes to the program that asks them, never to a model."""

    def __init__(
        self,
        *,
        ticket: str,
        subject: str,
        card: str,
        company: str,
        confirm_url: str,
        expires_at: datetime,
    ) -> None:
        self.ticket, self.card, self.company = ticket, card, company
        super().__init__(
            "confirmation_required",
            "A person has to confirm this. Nothing was changed.",
            details={
                "card_id": subject,
                "card": card,
                "confirm_url": confirm_url,
                "expires_at": expires_at.isoformat(),
            },
            remedy="Give the person the link in confirm_url, which works for 5 minutes; they say yes"
            " there, and the card is unlocked at once.",
            about=About(subject=subject),
        )


def needs_approval(actor: Actor) -> bool:
    """Whether the actor's company or token wants a person's yes to what is risky. Only assistants
    are asked: who comes through another door is the person, or a program they wrote."""
    is_wanted = actor.company.confirms_unlocks or actor.guard.unlocking is Unlocking.CONFIRMED
    return actor.door is Door.MCP and is_wanted
