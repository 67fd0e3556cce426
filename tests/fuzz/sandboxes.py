"""Companies in which charges are simulated, and cards that nothing else is done to."""

from dataclasses import dataclass

from sqlalchemy import update

from clara.adapters.persistence.statement import Statement
from clara.adapters.persistence.tables import companies
from clara.domain.companies.company import Membership, Role
from tests.fuzz.parts import Part
from tests.fuzz.people import People
from tests.support.builders import LONG_AGO, card, company

_CONTROLLED, _LOCKED = 5, 20


@dataclass(frozen=True)
class Sandboxes:
    """The house's company is one, and its administrator has another. What is simulated is forgotten,
    and the clock is moved, in that other one: else there would soon be nothing left to capture."""

    people: People

    async def found(self) -> dict[str, list[Part]]:
        """The requests to be made of them. The other company's is that of `simulate.reset`."""
        here = {"company_id": self.people.house.company.id}
        await self._make_sandbox(here["company_id"])
        there = {"company_id": await self._other()}
        charged, *cards = await self._cards()
        controlled, locked = cards[:_CONTROLLED], cards[_CONTROLLED:]
        charge = {"card_id": charged, "currency": self.people.house.company.currency}
        clocks = ("simulate.freeze_clock", "simulate.advance_clock", "simulate.reset_clock")
        return {
            "simulate.authorization": [Part(path=here, body=charge)],
            "simulate.force_post": [Part(path=here, body={**charge, "merchant": "UBER TRIP"})],
            "simulate.reset": [Part(path=there)],
            **{name: [Part(path=there)] for name in clocks},
            **{name: _about(here, controlled) for name in ("card.set_controls", "card.change")},
            **{name: _about(here, locked) for name in ("card.lock", "card.unlock")},
        }

    async def _make_sandbox(self, company_id: str) -> None:
        connection = await self.people.founding.session.connection()
        here = companies.c.id == company_id
        await connection.change(Statement(update(companies).where(here).values(is_sandbox=True)))

    async def _other(self) -> str:
        other = company(name="Recreo Prueba, S.A. de C.V.", is_sandbox=True)
        await self.people.founding.add_company(other)
        membership = Membership(
            company_id=other.id,
            user_id=self.people.house.administrator.user.id,
            role=Role.ADMINISTRATOR,
            created_at=LONG_AGO,
        )
        await self.people.founding.add_membership(membership)
        return other.id

    async def _cards(self) -> list[str]:
        """The first has no limit."""
        house = self.people.house
        holder = house.holders[house.member.name]
        made = [
            card(house.company, holder, "6001", limit_minor=None, periodicity=None),
            *(
                card(house.company, holder, f"61{number:02}")
                for number in range(_CONTROLLED + _LOCKED)
            ),
        ]
        await self.people.founding.add_cards(made)
        return [one.id for one in made]


def _about(company: dict[str, str], cards: list[str]) -> list[Part]:
    return [Part(path={**company, "card_id": one}) for one in cards]
