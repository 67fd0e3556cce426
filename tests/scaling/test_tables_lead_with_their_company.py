"""Tables could be split by company between servers as they are: keys, indexes and references say so.

What Citus asks for (its documentation, "Distributed tables" and "Foreign keys"): unique constraints
hold the column that a table is split by, and references go to tables split alike, by it, or to tables
that every server has."""

from collections.abc import Iterator

from sqlalchemy import Table, UniqueConstraint

from clara.adapters.persistence.tables import metadata
from tests.scaling.exceptions import INDEXES
from tests.scaling.placement import (
    OF_EVERYBODY,
    OF_THE_INSTALLATION,
    company_key,
    company_tables,
)


def test_every_table_has_its_place() -> None:
    placed = {*OF_EVERYBODY, *OF_THE_INSTALLATION}
    assert placed <= metadata.tables.keys()
    assert not OF_EVERYBODY.keys() & OF_THE_INSTALLATION.keys()
    assert all(map(company_key, company_tables()))


def test_keys_and_indexes_of_companies_tables_are_led_by_the_company() -> None:
    led_by_others = {
        name
        for table in company_tables()
        for name, first in _first_columns(table)
        if first != company_key(table)
    }
    assert led_by_others == INDEXES.keys()


def _first_columns(table: Table) -> Iterator[tuple[str, str]]:
    if table.primary_key.columns:
        yield f"{table.name}'s key", next(iter(table.primary_key.columns)).name
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield str(constraint.name), next(iter(constraint.columns)).name
    for index in table.indexes:
        yield str(index.name), next(iter(index.columns)).name


def test_references_of_companies_tables_stay_in_the_company_or_go_to_what_is_everywhere() -> None:
    wrong = []
    for table in company_tables():
        for reference in table.foreign_key_constraints:
            to, key = reference.referred_table, company_key(table)
            if to.name in OF_EVERYBODY:
                continue
            pairs = {(one.parent.name, one.column.name) for one in reference.elements}
            if to.name in OF_THE_INSTALLATION or (key, company_key(to)) not in pairs:
                wrong.append(f"{table.name} -> {to.name}")
    assert wrong == []


def test_what_is_everywhere_refers_to_nothing_that_is_not() -> None:
    tables = map(metadata.tables.__getitem__, OF_EVERYBODY)
    referred = {to.referred_table.name for one in tables for to in one.foreign_key_constraints}
    assert referred <= OF_EVERYBODY.keys()
