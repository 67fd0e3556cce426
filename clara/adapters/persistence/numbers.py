"""Short keys inside a company: given out by a counter, so that nobody gets the same one."""

from clara.adapters.persistence.database import Connection
from clara.adapters.persistence.statement import Statement, named
from clara.adapters.persistence.tables import counters
from clara.adapters.persistence.upsert import insert_or_update

_TAKE = Statement(
    insert_or_update(
        counters,
        ("company_number", "name", "last"),
        index=("company_number", "name"),
        changes={"last": counters.c.last + named("last")},
    ).returning(counters.c.last)
)


async def take_numbers(connection: Connection, company: int, name: str, count: int) -> range:
    """`count` numbers of the company's counter `name`, from 1, within the transaction."""
    row = await connection.first(_TAKE, company_number=company, name=name, last=count)
    assert row is not None
    return range(row[0] - count + 1, row[0] + 1)
