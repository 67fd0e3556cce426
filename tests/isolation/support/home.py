"""All that belongs to one company: its house, more people, things of every kind, credentials."""

import base64
from collections.abc import Iterator, Set
from dataclasses import dataclass, field

from clara.domain.credentials.scope import ALL_SCOPES, Scope
from clara.domain.credentials.token import CredentialKind
from tests.support.house import House, Person

PASSWORD = "violin under seven lamps of the harbour"
BASIC = "basic"
"""Address and password: no kind of token, but presented as one."""


@dataclass(frozen=True)
class Credential:
    """What somebody presents. `kind` is None for nothing at all and for what is no credential;
    `owner` is None for applications and strangers."""

    header: str | None
    kind: CredentialKind | str | None = None
    owner: Person | None = None
    is_live: bool = False
    scopes: Set[Scope] = ALL_SCOPES
    token: str = field(default="", repr=False)
    id: str = ""


def bearer(token: str, kind: CredentialKind) -> str:
    """The header `Authorization` with a token: public keys stand in it alone."""
    return token if kind is CredentialKind.PUBLIC_KEY else f"Bearer {token}"


def basic(email: str, password: str) -> str:
    """RFC 7617."""
    return "Basic " + base64.b64encode(f"{email}:{password}".encode()).decode()


@dataclass
class Home:
    """`inactive` has not activated the account; `guarded` has a second factor on; both are
    administrators. `invited` belongs to nothing and was invited. `code` is everybody's one-time
    code. Of the `authorizations` money is held for one, one was posted, and one is Elena's. `wallet` holds credentials by owner's name, kind and what is special about them,
    `credit_transactions`, `tasks`, `attachments` and `receipts` one of each person's by their
    identifier."""

    word: str
    house: House
    inactive: Person
    guarded: Person
    invited: Person
    code: str
    invitation_token: str
    invitation_id: str = ""
    import_id: str = ""
    webhook_id: str = ""
    delivery_id: str = ""
    cursors: dict[str, str] = field(default_factory=dict)
    credit_transactions: dict[str, str] = field(default_factory=dict)
    tasks: dict[str, str] = field(default_factory=dict)
    attachments: dict[str, str] = field(default_factory=dict)
    receipts: dict[str, str] = field(default_factory=dict)
    authorizations: dict[str, str] = field(default_factory=dict)
    wallet: dict[tuple[str, CredentialKind | str, str], Credential] = field(default_factory=dict)

    @property
    def administrator(self) -> Person:
        return self.house.administrator

    @property
    def people(self) -> tuple[Person, ...]:
        return (*self.house.people, self.inactive, self.guarded, self.invited)

    def named(self, name: str) -> Person:
        """`administrator`, `guarded`, …"""
        person: Person = getattr(self, name, None) or getattr(self.house, name)
        return person

    def credential(
        self, owner: Person | None, kind: CredentialKind | str, special: str = "live"
    ) -> Credential:
        return self.wallet[owner.user.id if owner else "", kind, special]

    def has(self, owner: Person | None, kind: CredentialKind | str, special: str = "live") -> bool:
        return (owner.user.id if owner else "", kind, special) in self.wallet

    def texts(self) -> Iterator[tuple[str, str]]:
        """What, and how it is written: all that nobody else may read."""
        house = self.house
        yield "the company's name", house.company.name
        yield "the company's tax id", house.company.tax_id
        yield "the company's id", house.company.id
        yield "the word of the company", self.word
        for person in self.people:
            yield "a user's id", person.user.id
            yield "a user's name", person.name
            yield "a user's address", person.user.email
        for holder in house.holders.values():
            yield "a cardholder's id", holder.id
            yield "a cardholder's name", holder.name
        for card in house.cards.values():
            yield "a card's id", card.id
            yield "a card's alias", card.alias or self.word
        for row in house.rows:
            yield "a card transaction's id", "ctx_" + row.id.hex()
            yield "a merchant's name", row.merchant
        for what, ids in (
            ("a credit transaction's id", self.credit_transactions),
            ("a task's id", self.tasks),
            ("an attachment's id", self.attachments),
            ("a receipt's id", self.receipts),
            ("an authorization's id", self.authorizations),
        ):
            yield from ((what, id) for id in ids.values())
        yield "an import's id", self.import_id
        yield "a webhook's id", self.webhook_id
        yield "a delivery's id", self.delivery_id
        yield "an invitation's id", self.invitation_id
        yield "an invitation's token", self.invitation_token
        for credential in self.wallet.values():
            if credential.id:
                yield "a credential's id", credential.id
            if credential.token:
                yield "a token", credential.token

    def digits(self) -> set[str]:
        """The last four digits of its cards."""
        return {card.last_four for card in self.house.cards.values()}
