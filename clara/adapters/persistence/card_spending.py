"""What is spent of cards' limits: counters that are always equal to the card's transactions.

One is made of the card's rows when its period is first asked about, changed with each row that changes,
and thrown away when rows come from somewhere else.
"""

from datetime import datetime

from sqlalchemy import delete, func, select, update

from clara.adapters.persistence.database import Connection
from clara.adapters.persistence.statement import Statement, named
from clara.adapters.persistence.tables import card_spending as s
from clara.adapters.persistence.tables import card_transactions as t
from clara.adapters.persistence.tables import companies
from clara.adapters.persistence.upsert import insert_named
from clara.adapters.persistence.visibility import VISIBLE_IMPORT
from clara.domain.card_transactions.counting import FIRST_SUMMED
from clara.domain.cards.card import Card
from clara.domain.instant import microseconds
from clara.domain.money import currency_number
from clara.domain.period import Period

_of_card = (s.c.company_number == named("company"), s.c.card_number == named("card"))
_KNOWN = Statement(
    select(s.c.spent_minor).where(
        *_of_card, s.c.starts_at == named("starts_at"), s.c.ends_at == named("ends_at")
    )
)
_SUM = Statement(
    select(func.coalesce(func.sum(t.c.amount_minor), 0)).where(
        t.c.company_number == named("company"),
        t.c.card_number == named("card"),
        t.c.occurred_at >= named("starts_at"),
        t.c.occurred_at < named("ends_at"),
        t.c.currency == named("currency"),
        t.c.counting >= int(FIRST_SUMMED),
        VISIBLE_IMPORT,
    )
)
_ADD = Statement(
    insert_named(
        s,
        ("company_number", "card_number", "starts_at", "ends_at", "currency", "spent_minor"),
    )
)
_COUNT = Statement(
    update(s)
    .where(*_of_card, s.c.starts_at <= named("at"), s.c.ends_at > named("at"))
    .values(spent_minor=s.c.spent_minor + named("by"))
)
_rows = (
    select(func.coalesce(func.sum(t.c.amount_minor), 0))
    .where(
        t.c.company_number == s.c.company_number,
        t.c.card_number == s.c.card_number,
        t.c.occurred_at >= s.c.starts_at,
        t.c.occurred_at < s.c.ends_at,
        t.c.currency == s.c.currency,
        t.c.counting >= int(FIRST_SUMMED),
        t.c.import_number <= companies.c.visible_import,
    )
    .scalar_subquery()
)
WRONGLY_COUNTED = (
    select(func.count())
    .select_from(s.join(companies, companies.c.number == s.c.company_number))
    .where(s.c.spent_minor != _rows)
)
"""How many counters differ from the card transactions they were made of."""
_FORGET = Statement(delete(s).where(s.c.company_number == named("company")))


async def spent_minor(connection: Connection, company: int, card: Card, period: Period) -> int:
    """The counter of a held card and a period, made when there is none."""
    place = {
        "company": company,
        "card": card.number,
        "starts_at": microseconds(period.start),
        "ends_at": microseconds(period.end),
    }
    row = await connection.first(_KNOWN, **place)
    if row is not None:
        return int(row[0])
    currency = currency_number(card.currency)
    summed = await connection.first(_SUM, **place, currency=currency)
    spent = int(summed[0]) if summed else 0
    await connection.change(
        _ADD,
        company_number=company,
        card_number=card.number,
        starts_at=place["starts_at"],
        ends_at=place["ends_at"],
        currency=currency,
        spent_minor=spent,
    )
    return spent


async def count(connection: Connection, company: int, card: Card, at: datetime, by: int) -> None:
    """Change every counter of the card whose period holds `at`."""
    place = {"company": company, "card": card.number, "at": microseconds(at)}
    await connection.change(_COUNT, **place, by=by)


async def forget_spending(connection: Connection, company: int) -> None:
    """Within the transaction in which other rows become visible: they are summed anew. That
    transaction has changed the company before, so that no charge is half-way."""
    await connection.change(_FORGET, company=company)
