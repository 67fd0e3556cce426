"""Migrations: up from nothing, down, up again; and they make exactly the tables of the code."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Inspector, inspect
from sqlalchemy.ext.asyncio import create_async_engine

from clara.adapters.persistence import migrate
from clara.adapters.persistence.dependencies import DatabaseDependencies
from clara.adapters.persistence.tables import metadata
from tests.support.stores import PostgresServer


@pytest.fixture
def empty(store: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a store without anything in it."""
    if store == "sqlite":
        yield f"sqlite:///{tmp_path / 'new' / 'empty.db'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    name = server.create()
    yield server.url_of(name)
    server.drop(name)


def looked_at(url: str, look: Any) -> Any:
    """What `look` finds on a connection of SQLAlchemy's."""
    path = migrate.sqlite_path(url)
    address = (
        f"sqlite+aiosqlite:///{path}" if path else f"postgresql+asyncpg://{url.split('://', 1)[1]}"
    )

    async def run() -> Any:
        engine = create_async_engine(address)
        try:
            async with engine.connect() as connection:
                return await connection.run_sync(look)
        finally:
            await engine.dispose()

    return asyncio.run(run())


def tables(url: str) -> dict[str, list[str]]:
    def look(connection: Connection) -> dict[str, list[str]]:
        found: Inspector = inspect(connection)
        return {
            table: sorted(column["name"] for column in found.get_columns(table))
            for table in sorted(found.get_table_names())
            if table != migrate.VERSION_TABLE
        }

    found: dict[str, list[str]] = looked_at(url, look)
    return found


EXPECTED = {
    table.name: sorted(column.name for column in table.c) for table in metadata.sorted_tables
}


def test_an_empty_store_has_no_revision(empty: str) -> None:
    assert asyncio.run(migrate.revision(empty)) is None


def test_up_from_nothing_makes_every_table_and_column(empty: str) -> None:
    migrate.upgrade(empty)
    assert asyncio.run(migrate.revision(empty)) == migrate.HEAD
    assert tables(empty) == EXPECTED


def test_up_twice_changes_nothing(empty: str) -> None:
    migrate.upgrade(empty)
    migrate.upgrade(empty)
    assert asyncio.run(migrate.revision(empty)) == migrate.HEAD


def test_down_removes_everything_and_up_brings_it_back(empty: str) -> None:
    migrate.upgrade(empty)
    migrate.downgrade(empty, "base")
    assert tables(empty) == {}
    assert asyncio.run(migrate.revision(empty)) is None
    migrate.upgrade(empty)
    assert tables(empty) == EXPECTED


def test_the_migrated_schema_is_the_codes(url: str) -> None:
    def look(connection: Connection) -> list[Any]:
        dialect = connection.dialect.name

        def is_here(object: Any, name: str, kind: str, reflected: bool, other: Any) -> bool:
            only_on = getattr(object, "info", {}).get("only_on")
            return only_on in (None, dialect) and name != migrate.VERSION_TABLE

        context = MigrationContext.configure(
            connection, opts={"include_object": is_here, "compare_type": dialect == "postgresql"}
        )
        return list(compare_metadata(context, metadata))

    assert looked_at(url, look) == []


@pytest.mark.parametrize("store", ["sqlite"])
def test_every_index_of_sqlite_is_the_codes(url: str, store: str) -> None:
    def look(connection: Connection) -> set[str]:
        found = inspect(connection)
        return {str(i["name"]) for t in found.get_table_names() for i in found.get_indexes(t)}

    expected = {str(i.name) for table in metadata.sorted_tables for i in table.indexes}
    assert looked_at(url, look) == expected


def test_a_schema_of_another_version_is_not_ready(empty: str) -> None:
    checks = asyncio.run(DatabaseDependencies(empty).check())
    assert checks == {"database": "schema_out_of_date"}
