"""Where faults happen: a store with two companies, and the product on it."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import httpx
from msgspec import structs

from clara.bootstrap import build_core
from clara.doors import build_server
from tests.faults.kind import Budget, Outcome, Run
from tests.parity.support.doors import NO_MAIL, client, running
from tests.support.clock import FakeClock
from tests.support.house import House
from tests.support.portal import OFF
from tests.support.stores import PostgresTemplate, SqliteTemplate, Template, postgres_server
from tests.support.unfrozen import unfrozen
from tests.support.world import World, found_two, settings_for

_MOST_SECONDS = 120.0
"""What any run of a kind may take beyond its budget before it counts as hanging."""


class Templates(Protocol):
    """Migrated stores to copy."""

    def of(self, store: str, *, with_houses: bool) -> Template: ...
    def houses(self, store: str) -> tuple[House, House]: ...


class OwnTemplates(Templates):
    """Each made when it is first asked for; gone when `stack` is closed."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._made: dict[tuple[str, bool], Template] = {}
        self._houses: dict[str, tuple[House, House]] = {}

    def of(self, store: str, *, with_houses: bool) -> Template:
        key = (store, with_houses)
        if key not in self._made:
            self._made[key] = made = self._new(store)
            if with_houses:
                self._houses[store] = made.fill(found_two)
        return self._made[key]

    def houses(self, store: str) -> tuple[House, House]:
        return deepcopy(self._houses[store])

    def _new(self, store: str) -> Template:
        if store == "sqlite":
            return SqliteTemplate(Path(self._stack.enter_context(tempfile.TemporaryDirectory())))
        return PostgresTemplate(self._stack.enter_context(postgres_server()))


_lent: list[Templates] = []


@contextmanager
def lent(templates: Templates) -> Iterator[None]:
    """Faults happen on copies of these meanwhile."""
    _lent.append(templates)
    try:
        yield
    finally:
        _lent.pop()


@dataclass(frozen=True)
class Site:
    """A store of its own for one run, with houses `a` and `b` unless it was asked for empty, and a
    folder that is gone afterwards."""

    url: str
    folder: Path
    houses: tuple[House, House]


@contextmanager
def founded(store: str) -> Iterator[Site]:
    template = _lent[-1].of(store, with_houses=True)
    with tempfile.TemporaryDirectory() as name, template.store(Path(name)) as url:
        yield Site(url, Path(name), _lent[-1].houses(store))


@contextmanager
def empty_database() -> Iterator[str]:
    """The URL of one on PostgreSQL that has no schema yet."""
    template = _lent[-1].of("postgresql", with_houses=True)
    assert isinstance(template, PostgresTemplate)
    name = template.server.create()
    try:
        yield template.server.url_of(name)
    finally:
        template.server.drop(name)


@asynccontextmanager
async def at_work(site: Site, url: str | None = None, **settings: Any) -> AsyncIterator[World]:
    """The product without doors on the store of `site`, which it reaches by `url` where one is given."""
    clock = FakeClock()
    core = build_core(structs.replace(settings_for(url or site.url), **settings), clock=clock)
    try:
        yield World(core.settings.database_url, core, clock, *site.houses)
    finally:
        await core.close()


@dataclass
class Served:
    """`http` speaks to the whole server, in process."""

    world: World
    http: httpx.AsyncClient


@asynccontextmanager
async def served(site: Site, url: str | None = None, **settings: Any) -> AsyncIterator[Served]:
    """As `at_work`, with its doors and what happens in the background. No limits unless `settings`
    set some; letters wait."""
    async with at_work(site, url, **{**OFF, **NO_MAIL, "rate_limit": "off", **settings}) as world:
        app = build_server(world.core.settings, core=world.core)
        with unfrozen():
            async with running(app), client(app) as http:
                yield Served(world, http)


def alone(work: Coroutine[Any, Any, Outcome], budget: Budget) -> Outcome:
    """`work` in an event loop of its own; what hangs is ended, with TimeoutError."""

    async def bounded() -> Outcome:
        async with asyncio.timeout(budget.seconds + _MOST_SECONDS):
            return await work

    return asyncio.run(bounded())


Fault = Callable[[Site, Budget], Coroutine[Any, Any, Outcome]]


def on_a_site(fault: Fault) -> Run:
    """A kind's run: `fault`, each time on a store that nothing has happened to."""

    def run(store: str, budget: Budget) -> Outcome:
        with founded(store) as site:
            return alone(fault(site, budget), budget)

    return run
