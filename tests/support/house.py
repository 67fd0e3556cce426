"""A company as most tests want it: every role, one team, cards of every kind."""

from dataclasses import dataclass, field
from datetime import timedelta

from msgspec import structs

from clara.adapters.system.ids import new_token
from clara.domain.accounts.user import User
from clara.domain.card_transactions.new_row import NewRow
from clara.domain.cards.card import Card, CardStatus, CardType, Issuer
from clara.domain.companies.company import Cardholder, Company, Membership, Role
from clara.domain.credentials.actor import Door
from clara.domain.credentials.credential import NewCredential
from clara.domain.credentials.scope import STAFF
from clara.domain.credentials.token import CredentialKind
from tests.support.builders import IDS, LONG_AGO, api_key, card, cardholder, company, row, user
from tests.support.clock import NOW
from tests.support.setting_up import SettingUp


@dataclass
class Person:
    """A user with a role, an API key, a user token for what people do signed in (at the door WEB)
    and, where the role may hold one, an MCP token."""

    user: User
    role: Role
    company: Company
    tokens: dict[Door, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.user.name


@dataclass
class House:
    """`member` reports to `manager`; `employee` does not. The two Marías have no account, and
    cards that end in the same digits. `rows` are the card transactions it was founded with."""

    company: Company
    administrator: Person
    bookkeeper: Person
    manager: Person
    member: Person
    employee: Person
    holders: dict[str, Cardholder] = field(default_factory=dict)
    cards: dict[str, Card] = field(default_factory=dict)
    rows: tuple[NewRow, ...] = ()

    @property
    def people(self) -> tuple[Person, ...]:
        return (self.administrator, self.bookkeeper, self.manager, self.member, self.employee)


NAMES = {
    "administrator": ("Ana Torres", Role.ADMINISTRATOR),
    "bookkeeper": ("Bruno Díaz", Role.BOOKKEEPER),
    "manager": ("Marta Ruiz", Role.MANAGER),
    "member": ("Luis Pérez", Role.EMPLOYEE),
    "employee": ("Elena Gómez", Role.EMPLOYEE),
}


def plan(**changes: object) -> House:
    """A house on paper, every time the same but for its identifiers."""
    firm = company(**changes)
    people = {
        place: Person(user=user(name), role=role, company=firm)
        for place, (name, role) in NAMES.items()
    }
    house = House(
        company=firm,
        administrator=people["administrator"],
        bookkeeper=people["bookkeeper"],
        manager=people["manager"],
        member=people["member"],
        employee=people["employee"],
    )
    for person in house.people:
        house.holders[person.name] = cardholder(person.name, person.user)
    for name in ("María López", "María Núñez"):
        house.holders[name] = cardholder(name)
    house.cards = _cards(house)
    house.rows = _rows(house)
    return house


def _cards(house: House) -> dict[str, Card]:
    firm, holders = house.company, house.holders
    cards = {
        "ana": card(firm, holders["Ana Torres"], "7788", alias="Viajes", limit_minor=None,
                    periodicity=None, type=CardType.VIRTUAL),
        "marta": card(firm, holders["Marta Ruiz"], "5501"),
        "luis": card(firm, holders["Luis Pérez"], "4417"),
        "elena": card(firm, holders["Elena Gómez"], "4471", limit_minor=5_000_00),
        "elena_cancelled": card(
            firm, holders["Elena Gómez"], "9901", unlocked_status=CardStatus.CANCELLED
        ),
        "maria_lopez": card(firm, holders["María López"], "1234"),
        "maria_nunez": card(firm, holders["María Núñez"], "1234", currency="USD"),
        "external": card(
            firm, None, "0042", alias="Banco", issuer=Issuer.EXTERNAL, limit_minor=None,
            periodicity=None,
        ),
        "expired": card(firm, None, "3003", alias="Vieja", unlocked_status=CardStatus.EXPIRED),
    }  # fmt: skip
    return {name: _created(made, number) for number, (name, made) in enumerate(cards.items())}


def _created(made: Card, days: int) -> Card:
    return structs.replace(made, created_at=LONG_AGO + timedelta(days=days))


def _rows(house: House) -> tuple[NewRow, ...]:
    cards = house.cards
    return tuple(
        row(str(100 + number), days_ago=number, card=cards[name])
        for number, name in enumerate(("ana", "marta", "luis", "elena", "maria_lopez"), start=1)
    )


async def found(founding: SettingUp, house: House) -> None:
    """Store it, and give everybody their tokens."""
    await founding.add_company(house.company)
    for person in house.people:
        await founding.add_user(person.user, "no password")
        await founding.add_membership(_membership(house, person))
    await founding.add_cardholders(house.company.id, list(house.holders.values()))
    await founding.add_cards(list(house.cards.values()))
    await founding.add_card_transactions(house.company.id, house.rows)
    for person in house.people:
        await issue(founding, person, api_key(person.user), Door.REST)
        await sign_in(founding, person)
        if person.role in STAFF:
            key = api_key(person.user, kind=CredentialKind.MCP_TOKEN, company_id=house.company.id)
            await issue(founding, person, key, Door.MCP)


async def sign_in(founding: SettingUp, person: Person) -> str:
    """A user token, begun at `NOW`: older ones are over unless they were used."""
    key = api_key(
        person.user, id=IDS.new("session"), kind=CredentialKind.USER_TOKEN, created_at=NOW
    )
    return await issue(founding, person, key, Door.WEB)


async def issue(founding: SettingUp, person: Person, key: NewCredential, door: Door) -> str:
    """A new token of `key`, which `person` uses at `door` from now on."""
    token = new_token(key.kind)
    await founding.add_credential(key, token)
    person.tokens[door] = token
    return token


def _membership(house: House, person: Person) -> Membership:
    is_member = person is house.member
    return Membership(
        company_id=house.company.id,
        user_id=person.user.id,
        role=person.role,
        manager_user_id=house.manager.user.id if is_member else None,
        created_at=LONG_AGO,
    )
