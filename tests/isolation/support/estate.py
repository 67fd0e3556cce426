"""The whole server over two homes, and what is done with it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
from msgspec import structs
from sqlalchemy import select

from clara.adapters.persistence.tables import audit_entries
from clara.bootstrap import build_core
from clara.domain.audit.entry import AuditEntry
from clara.domain.credentials.actor import Door
from clara.domain.credentials.token import CredentialKind
from clara.doors import build_server
from tests.isolation.support.asking import Asked, ask
from tests.isolation.support.founding import found_homes
from tests.isolation.support.home import Credential, Home
from tests.isolation.support.operations import Operation, Parameter, operations, rest
from tests.isolation.support.values import subject_of, values
from tests.parity.support.doors import Doors, client, running
from tests.support.clock import FakeClock
from tests.support.world import World, settings_for

NOT_WATCHED = ("audit_entries", "audit_chains", "budgets", "idempotency_keys")
"""What a refusal may write: that somebody tried. Sign-ins that fail are counted on purpose."""

_MANY = "1000000/minute"
_LIMITS = {
    "rate_limit": "off",
    "sign_in_limit": _MANY,
    "registration_limit": _MANY,
    "codes_per_address": _MANY,
    "codes_per_mailbox": _MANY,
    "codes_per_source": _MANY,
}


@dataclass
class Estate:
    """`untouched` is what the store holds as it was founded."""

    doors: Doors
    a: Home
    b: Home
    untouched: dict[str, list[str]] = field(default_factory=dict)

    @property
    def world(self) -> World:
        return self.doors.world

    async def ask(
        self,
        operation: Operation,
        given: Credential,
        sent: dict[Parameter, Any],
        **headers: str,
    ) -> Asked:
        return await ask(self.doors.http, operation, given, sent, **headers)

    async def ask_well(self, operation: Operation, home: Home, **headers: str) -> Asked:
        """As whoever may ask it in `home`, with whatever it needs."""
        given = right_credential(operation, home)
        sent = values(operation, home, subject_of(operation, home))
        return await self.ask(operation, given, sent, **headers)

    async def state(self) -> dict[str, list[str]]:
        return await self.world.dump(*NOT_WATCHED)

    async def changed(self) -> list[str]:
        """The tables that are not as they were founded; they are afterwards."""
        now = await self.state()
        tables = sorted(name for name in now if now[name] != self.untouched[name])
        if tables:
            await self.doors.restore()
        return tables

    async def entries(self, asked: Sequence[Asked]) -> dict[str | None, list[AuditEntry]]:
        """The activity log's entries of requests, by their ids."""
        await self.world.core.queue.flush()
        wanted: dict[str | None, list[AuditEntry]] = {one.request_id: [] for one in asked}
        for (body,) in await self.world.rows(select(audit_entries.c.body)):
            entry = msgspec.json.decode(body, type=AuditEntry)
            if entry.request_id in wanted:
                wanted[entry.request_id].append(entry)
        return wanted


def right_credential(operation: Operation, home: Home) -> Credential:
    """One with which the operation is let in."""
    if operation.is_open:
        return Credential(header=None)
    kind = min(operation.accepts)
    owner = None if kind is CredentialKind.PUBLIC_KEY else subject_of(operation, home)
    return home.credential(owner, kind)


@asynccontextmanager
async def opened_estate(url: str, folder: Path) -> AsyncIterator[Estate]:
    """A server on an empty, migrated store, peopled with two homes."""
    changes = {**_LIMITS, "mail_url": f"outbox:{folder / 'outbox'}"}
    settings = structs.replace(settings_for(url), **changes)
    a, b = await found_homes(url, settings)
    clock = FakeClock()
    core = build_core(settings, clock=clock)
    app = build_server(settings, core=core)
    async with running(app), client(app) as http:
        world = World(url=url, core=core, clock=clock, a=a.house, b=b.house)
        estate = Estate(Doors(app, http, world, {}, settings), a, b)
        try:
            for home in (a, b):
                await _do_something(estate, home)
                await _turn_pages(estate, home)
            await estate.doors.remember()
            estate.untouched = await estate.state()
            yield estate
        except BaseException:
            # A connection that is left open would keep the process from ending.
            await core.close()
            raise


async def _do_something(estate: Estate, home: Home) -> None:
    """An import to look at, and several entries in the activity log."""
    for name in ("card.import", "card.unlock"):
        asked = await estate.ask_well(rest(name), home)
        assert asked.is_success, asked.response.text
        if name == "card.import":
            home.import_id = asked.data["id"]


async def _turn_pages(estate: Estate, home: Home) -> None:
    """A cursor of every list, of the administrator's."""
    for operation in operations():
        names = {one.name: one for one in operation.parameters}
        if operation.door is not Door.REST or "cursor" not in names:
            continue
        sent = values(operation, home, home.administrator) | {names["limit"]: 1}
        given = right_credential(operation, home)
        asked = await estate.ask(operation, given, sent)
        cursor = asked.data["next_cursor"]
        assert cursor, f"{operation} needs more than one row in each home, to have a cursor"
        home.cursors[operation.use_case.name] = cursor
