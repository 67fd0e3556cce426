"""Asking for a person's yes, and knowing it again."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from urllib.parse import urlencode

import msgspec

from clara.application.ports import Clock, PublicUrl, Vault
from clara.domain.cards.card import Card
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.approval import (
    LIVES,
    Asked,
    ConfirmationRequired,
    Question,
    needs_approval,
)
from clara.domain.errors import Conflict

_ANSWER, _PAGE = "approval.answer", "approval.page"
"""Two kinds of tickets: the model reads the link to the page, and must not be able to answer with
what is in it."""


@dataclass(frozen=True, slots=True)
class Approvals:
    vault: Vault
    clock: Clock
    public_url: PublicUrl

    def require(self, actor: Actor, action: str, card: Card) -> None:
        """Whether `actor` may do `action` to `card` as it is now. Raises `confirmation_required`
        unless nobody wants a yes or the actor comes with one to just this."""
        if not needs_approval(actor):
            return
        question, now = _question(actor, action, card), self.clock.now()
        given = self._opened(actor.approval, _ANSWER) if actor.approval else None
        if given and given.credential_id == actor.credential_id and given.answers(question, now):
            return
        asked = Asked(
            question=question,
            user_id=actor.user_id,
            credential_id=actor.credential_id,
            expires_at=now + LIVES,
        )
        raise ConfirmationRequired(
            ticket=self._sealed(asked, _ANSWER),
            subject=card.id,
            card=card.label,
            company=actor.company.company_name,
            confirm_url=self._link(asked),
            expires_at=asked.expires_at,
        )

    def asked(self, actor: Actor, ticket: str, action: str, card: Card) -> Asked:
        """What the link of a page asks `actor`. Raises `question_closed` when it is not theirs, was
        answered, has expired, or the card has changed."""
        asked = self._opened(ticket, _PAGE)
        question = _question(actor, action, card)
        if (
            asked is None
            or asked.user_id != actor.user_id
            or not asked.answers(question, self.clock.now())
        ):
            raise Conflict(
                "question_closed",
                "This question is closed: it was answered, is older than five minutes, or the card"
                " has changed.",
                remedy="Ask your assistant to try again.",
            )
        return asked

    def _link(self, asked: Asked) -> str:
        query = {
            "company_id": asked.question.company_id,
            "card": asked.question.subject,
            "ticket": self._sealed(asked, _PAGE),
        }
        return self.public_url.to("/confirm?" + urlencode(query))

    def _sealed(self, asked: Asked, purpose: str) -> str:
        return urlsafe_b64encode(self.vault.seal(msgspec.json.encode(asked), purpose)).decode()

    def _opened(self, ticket: str, purpose: str) -> Asked | None:
        try:
            plain = self.vault.open(urlsafe_b64decode(ticket), purpose)
        except ValueError:
            return None
        return msgspec.json.decode(plain, type=Asked)


def _question(actor: Actor, action: str, card: Card) -> Question:
    return Question(
        action=action,
        company_id=actor.company.company_id,
        subject=card.id,
        version=card.version,
    )
