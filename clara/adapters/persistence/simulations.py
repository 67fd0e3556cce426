"""The `Simulations` port over SQL."""

from dataclasses import dataclass

from sqlalchemy import delete, select

from clara.adapters.persistence.card_spending import forget_spending
from clara.adapters.persistence.database import Session
from clara.adapters.persistence.statement import Statement, named
from clara.adapters.persistence.tables import authorization_facts as f
from clara.adapters.persistence.tables import authorizations as a
from clara.adapters.persistence.tables import card_transactions as t
from clara.application.simulator.ports import Simulations
from clara.domain.credentials.actor import Actor

# Every row that an authorization made is named by one of its facts.
_FORGET_ROWS = Statement(
    delete(t).where(
        t.c.company_number == named("company"),
        t.c.id.in_(
            select(f.c.transaction_id).where(
                f.c.company_number == named("company"), f.c.transaction_id.is_not(None)
            )
        ),
    )
)
_FORGET_FACTS = Statement(delete(f).where(f.c.company_number == named("company")))
_FORGET = Statement(delete(a).where(a.c.company_number == named("company")))


@dataclass(frozen=True, slots=True)
class SqlSimulations(Simulations):
    session: Session

    async def forget(self, actor: Actor) -> tuple[int, int]:
        connection = await self.session.connection()
        company = actor.company.company_number
        rows = await connection.change(_FORGET_ROWS, company=company)
        await connection.change(_FORGET_FACTS, company=company)
        authorizations = await connection.change(_FORGET, company=company)
        await forget_spending(connection, company)
        return authorizations, rows
