"""Many companies on PostgreSQL, so that its planner sees what production shows it: each company is a
small part of every table."""

from typing import Any

import psycopg
from sqlalchemy import Boolean, Column, LargeBinary, Table, Text

from clara.adapters.persistence.tables import companies
from tests.scaling.placement import company_tables

_FIRST, _LAST = 100_000, 100_199
_ROWS = 20
"""Of each table, in each company."""
_ALIKE = ("action", "door", "issuer", "kind", "outcome", "periodicity", "status", "type")
"""What has few values, whoever's it is."""


def crowd(connection: "psycopg.Connection[Any]") -> None:
    """Made-up rows, then statistics of all. The role must be a superuser: foreign keys are not looked
    at meanwhile."""
    with connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")
        for table in (companies, *company_tables()):
            connection.execute(_made_up(table).encode())
    connection.execute("VACUUM (ANALYZE)")


def _made_up(table: Table) -> str:
    names = ", ".join(column.name for column in table.columns)
    values = ", ".join(_value(column) for column in table.columns)
    # Of what is keyed by nothing but the company there is one.
    rows = 1 if len(table.primary_key.columns) == 1 else _ROWS
    series = f"generate_series({_FIRST}, {_LAST}) company, generate_series(1, {rows}) place"
    return (
        f"INSERT INTO {table.name} ({names}) OVERRIDING SYSTEM VALUE SELECT {values} FROM {series}"
    )


def _value(column: Column[Any]) -> str:
    match column.name if column.table is not companies else f"company_{column.name}":
        case "company_number":
            return "company"
        case "company_id":
            return "'company_' || lpad(to_hex(company), 32, '0')"
        case name if name in _ALIKE:
            return "place % 3"
    made = _made_of(column)
    if not column.nullable or column.name == "sequence":
        return made
    return f"CASE WHEN place = 1 AND company % 20 = 0 THEN {made} END"


def _made_of(column: Column[Any]) -> str:
    if isinstance(column.type, Text):
        return "company || ' ' || place"
    if isinstance(column.type, LargeBinary):
        return "decode(md5(company || ' ' || place), 'hex')"
    return "place > 1" if isinstance(column.type, Boolean) else "place"
