"""The built-in issuer: nobody has to be told, since our own decision is the truth."""

from dataclasses import dataclass

from clara.application.accounts.ports import Randomness
from clara.application.issuing.ports import CardIssuer, CardIssuers, IssuerReply, NewCard
from clara.domain.cards.card import Card, CardStatus, Issuer
from clara.domain.cards.controls import CardControls
from clara.domain.companies.company import Cardholder
from clara.domain.credentials.actor import Actor

_DONE = IssuerReply(is_confirmed=True)


@dataclass(frozen=True, slots=True)
class BuiltInIssuer(CardIssuer):
    """Its cards are numbers in our own books: charges come from the simulator only."""

    randomness: Randomness

    @property
    def issuer(self) -> Issuer:
        return Issuer.BUILT_IN

    @property
    def needs_telling(self) -> bool:
        return False

    async def create_cardholder(self, actor: Actor, holder: Cardholder, key: str) -> IssuerReply:
        return _DONE

    async def create_card(
        self, actor: Actor, card_id: str, holder: str | None, currency: str, key: str
    ) -> NewCard:
        return NewCard(
            is_confirmed=True, last_four=self.randomness.digits(4), status=CardStatus.ACTIVE
        )

    async def set_status(
        self, reference: str, status: CardStatus, reason: str | None, key: str
    ) -> IssuerReply:
        return _DONE

    async def set_controls(
        self, reference: str, card: Card, controls: CardControls, key: str
    ) -> IssuerReply:
        return _DONE


@dataclass(frozen=True, slots=True)
class KnownIssuers(CardIssuers):
    issuers: tuple[CardIssuer, ...]

    def of(self, issuer: Issuer) -> CardIssuer | None:
        return next((one for one in self.issuers if one.issuer is issuer), None)
