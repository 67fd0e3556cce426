"""Card transactions by the thousand: the fastest way in that each store has."""

from collections.abc import Sequence
from typing import Any

from clara.adapters.persistence.database import Connection
from clara.adapters.persistence.postgresql import PostgresConnection
from clara.adapters.persistence.sqlite import SqliteConnection
from clara.adapters.persistence.tables import card_transactions

COLUMNS = tuple(column.name for column in card_transactions.columns)

_NAMES = ", ".join(COLUMNS)
_PLACES = ", ".join("?" * len(COLUMNS))
# The names are this module's own: no value ever becomes part of the text.
# ruff: noqa: S608
_SQLITE = (
    f"INSERT INTO card_transactions ({_NAMES}) VALUES ({_PLACES})"
    " ON CONFLICT (company_number, id) DO NOTHING"
)
_STAGE = "card_transactions_stage"
_CREATE_STAGE = (
    f"CREATE TEMP TABLE IF NOT EXISTS {_STAGE} (LIKE card_transactions) ON COMMIT DELETE ROWS"
)
_MERGE = (
    f"INSERT INTO card_transactions ({_NAMES}) SELECT {_NAMES} FROM {_STAGE}"
    " ON CONFLICT (company_number, id) DO NOTHING"
)


async def insert_card_transactions(connection: Connection, rows: Sequence[tuple[Any, ...]]) -> int:
    """Insert rows (in the order of `COLUMNS`) whose id is new to the company, within the
    transaction; how many that were."""
    if isinstance(connection, SqliteConnection):
        return await connection.insert_rows(_SQLITE, rows)
    assert isinstance(connection, PostgresConnection)
    driver = connection.driver
    try:
        await driver.execute(_CREATE_STAGE)
        await driver.copy_records_to_table(_STAGE, records=rows, columns=COLUMNS)
        tag = await driver.execute(_MERGE)
    except BaseException as error:
        raise connection.failed(error) from error
    return int(tag.rsplit(" ", 1)[-1])
