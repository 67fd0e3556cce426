"""Large companies, filled in once for each store: a city's published card data, and the demo."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from msgspec import structs

from clara.application.call import Call
from clara.application.card_transactions.import_card_transactions import ImportCardTransactions
from clara.application.founding.load_demo import LoadDemo
from clara.domain.companies.company import Role
from clara.domain.credentials.actor import Actor, Door
from tests.support.clock import FakeClock
from tests.support.house import found, plan
from tests.support.statements import statement_file
from tests.support.stores import PostgresServer, PostgresTemplate, SqliteTemplate
from tests.support.world import World, founding, opened

FOLDER = os.environ.get("CLARA_CARD_DATA")
DEMO_ROWS = 20_000


@dataclass(frozen=True)
class LargeStore:
    """Who may ask about what is there; `city` is None without a folder of real data."""

    url: str
    demo: Actor
    city: Actor | None


class LargeStores:
    def __init__(self, postgres: PostgresServer, factory: pytest.TempPathFactory) -> None:
        self._postgres, self._factory = postgres, factory
        self._made: dict[str, LargeStore] = {}
        self.open = ExitStack()

    def of(self, store: str) -> LargeStore:
        """Made when first asked for; only read."""
        if store not in self._made:
            template = self._template(store)
            demo, city = template.fill(_fill)
            url = self.open.enter_context(template.store(self._factory.mktemp("large")))
            self._made[store] = LargeStore(url, demo, city)
        return self._made[store]

    def _template(self, store: str) -> SqliteTemplate | PostgresTemplate:
        if store == "sqlite":
            return SqliteTemplate(self._factory.mktemp("large_template"))
        return PostgresTemplate(self._postgres)


@pytest.fixture
def large(large_stores: LargeStores, store: str) -> LargeStore:
    return large_stores.of(store)


@pytest.fixture(scope="session")
def large_stores(
    postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LargeStores]:
    stores = LargeStores(postgres, tmp_path_factory)
    with stores.open:
        yield stores


async def _fill(url: str) -> tuple[Actor, Actor | None]:
    clock = FakeClock()
    house = plan(currency="GBP", time_zone="Europe/London", country="GB")
    house.rows = ()
    async with opened(url, clock) as core:
        world = World(url=url, core=core, clock=clock, a=house, b=house)
        call = Call(door=Door.CLI, request_id="request")
        command = LoadDemo.command(card_transactions=DEMO_ROWS)
        demo = (await core.runner.run(LoadDemo, command, call)).result
        keys = {person.role: person.api_key for person in demo.people}
        seen = await _seated(world, keys[Role.ADMINISTRATOR])
        if not FOLDER:
            return seen, None
        async with founding(core, clock) as port:
            await found(port, house)
        await world.run(ImportCardTransactions, file=statement_file(_city_file(FOLDER)))
        return seen, await world.actor(house.administrator)


def _city_file(folder: str) -> Path:
    [path] = Path(folder).rglob("birmingham_pcards_2015-2018.csv")
    return path


async def _seated(world: World, token: str) -> Actor:
    async with world.core.units.open() as unit:
        actor = await unit.callers.find(token, Door.REST)
    assert actor is not None
    return structs.replace(actor, seat=actor.seats[0])
