"""Real stores for every test that asks: SQLite in a file, PostgreSQL on a private server."""

import gc
from collections.abc import AsyncIterator, Iterator
from copy import deepcopy
from pathlib import Path

import pytest

from clara.bootstrap import Core
from tests.support.clock import FakeClock
from tests.support.house import House
from tests.support.remembered_hashes import remembered
from tests.support.stores import (
    STORES,
    PostgresServer,
    PostgresTemplate,
    SqliteTemplate,
    Template,
    postgres_server,
)
from tests.support.world import World, found_two, opened

LONG = (
    "browser/test_every_page.py",
    "documents/test_documented_commands.py",
    "parity/test_doors_agree.py",
    "end_to_end/test_mcp_without_a_server.py",
    "application/test_import_card_transactions.py",
    "application/analysis/test_every_figure_is_its_rows.py",
    "end_to_end/test_real_process.py",
    "end_to_end/test_first_run.py",
    "end_to_end/test_from_nothing_to_an_assistant.py",
    "end_to_end/test_credits_over_http.py",
    "faults/test_kinds.py",
    "faults/test_kill_everywhere.py",
    "faults/test_power_loss.py",
    "scaling/test_statements_stay_in_one_company.py",
    "faults/test_kill_tasks.py",
    "faults/test_kill_buying.py",
    "adapters/payments/test_stripe_webhook.py",
    "adapters/cli/test_doctor_url.py",
    "application/credits/test_ten_thousand_facts.py",
)
"""Files of tests that take ten seconds and more."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where several workers share the files, long ones come first: none is left alone with one at
    the end."""
    if hasattr(config, "workerinput"):
        places = {f"tests/{name}": place for place, name in enumerate(LONG)}
        items.sort(key=lambda item: places.get(item.nodeid.split("::")[0], len(LONG)))


def pytest_collection_finish() -> None:
    """Thousands of tests never become garbage: they are not looked through for any."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session", autouse=True)
def _passwords() -> Iterator[None]:
    """Each is hashed once: a hash takes longer than most tests."""
    with remembered():
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One server per worker, stopped at the end."""
    with postgres_server() as server:
        yield server


class Templates:
    """Made when first asked for: of each store one that is empty, and one with two houses."""

    def __init__(self, request: pytest.FixtureRequest, factory: pytest.TempPathFactory) -> None:
        self._request, self._factory = request, factory
        self._made: dict[tuple[str, bool], Template] = {}
        self._houses: dict[str, tuple[House, House]] = {}

    def of(self, store: str, *, with_houses: bool) -> Template:
        key = (store, with_houses)
        if key not in self._made:
            self._made[key] = template = self._new(store)
            if with_houses:
                self._houses[store] = template.fill(found_two)
        return self._made[key]

    def houses(self, store: str) -> tuple[House, House]:
        """A test's own copies: it may change them."""
        return deepcopy(self._houses[store])

    def _new(self, store: str) -> Template:
        if store == "sqlite":
            return SqliteTemplate(self._factory.mktemp("template"))
        return PostgresTemplate(self._request.getfixturevalue("postgres"))


@pytest.fixture(scope="session")
def templates(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Templates:
    return Templates(request, tmp_path_factory)


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def url(
    store: str, templates: Templates, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[str]:
    """A migrated store: empty, or with two houses for tests that ask for a `world`."""
    template = templates.of(store, with_houses="world" in request.fixturenames)
    with template.store(tmp_path) as url:
        yield url


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def core(url: str, clock: FakeClock) -> AsyncIterator[Core]:
    """Everything behind the Runner."""
    async with opened(url, clock) as core:
        yield core


@pytest.fixture
async def world(url: str, store: str, core: Core, clock: FakeClock, templates: Templates) -> World:
    """Two companies alike."""
    a, b = templates.houses(store)
    return World(url=url, core=core, clock=clock, a=a, b=b)
