"""Every statement of the product beside a store that can say how it would carry it out."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
import pysqlite3
import pytest

from clara.adapters.persistence.migrate import sqlite_path
from clara.adapters.persistence.statement import Statement
from tests.parity.support.doors import opened_doors
from tests.scaling.crowd import crowd
from tests.scaling.gathering import gathered
from tests.scaling.operating import operate
from tests.scaling.placement import company_tables
from tests.scaling.plans import Plans, PostgresPlans, SqlitePlans
from tests.support.stores import STORES

_TABLES = {table.name: table for table in company_tables()}
_GENERIC_PLANS_SINCE = 160_000


@dataclass(frozen=True)
class Product:
    """`statements` by name: several under that of the function that makes them to measure. `unmade`
    are the functions that made none."""

    statements: Mapping[str, Sequence[Statement]]
    unmade: Sequence[str]
    plans: Plans


@pytest.fixture(scope="session", params=STORES)
def product_url(
    request: pytest.FixtureRequest, templates: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    template = templates.of(request.param, with_houses=False)
    with template.store(tmp_path_factory.mktemp("plans")) as url:
        yield url


@pytest.fixture(scope="session")
async def product(product_url: str, anyio_backend: str) -> AsyncIterator[Product]:
    with gathered("sqlite" if sqlite_path(product_url) else "postgresql") as found:
        async with opened_doors(product_url) as doors:
            await operate(doors)
    with _planning(product_url) as plans:
        yield Product(found.by_name, found.unmade(), plans)


@contextmanager
def _planning(url: str) -> Iterator[Plans]:
    path = sqlite_path(url)
    if path is not None:
        file = pysqlite3.connect(path)
        try:
            yield SqlitePlans(file, _TABLES)
        finally:
            file.close()
        return
    with psycopg.connect(url, autocommit=True) as connection:
        if connection.info.server_version < _GENERIC_PLANS_SINCE:
            pytest.skip("PostgreSQL explains generic plans since version 16")
        crowd(connection)
        yield PostgresPlans(connection, _TABLES)
