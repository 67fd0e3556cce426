"""Two companies on a real store, and what tests do with them."""

import os
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from msgspec import structs
from sqlalchemy import ClauseElement, Table, select

from clara.adapters.persistence.database import Session
from clara.adapters.persistence.statement import Row, Statement
from clara.adapters.persistence.tables import audit_entries as t
from clara.adapters.persistence.tables import metadata
from clara.adapters.system.ids import RandomIds
from clara.application.call import Call, Done, Draft
from clara.application.use_case import UseCase
from clara.bootstrap import Core, build_core
from clara.domain.audit.entry import AuditEntry
from clara.domain.card_transactions.new_row import NewRow
from clara.domain.companies.company import Company
from clara.domain.credentials.actor import Actor, Door
from clara.domain.credentials.token import CredentialKind
from clara.settings import Settings, load
from tests.support.clock import FakeClock
from tests.support.house import House, Person, found, plan
from tests.support.setting_up import SettingUp

ACCEPTED = {
    Door.REST: frozenset({CredentialKind.API_KEY, CredentialKind.USER_TOKEN}),
    Door.MCP: frozenset({CredentialKind.MCP_TOKEN}),
    Door.WEB: frozenset({CredentialKind.USER_TOKEN}),
    Door.CLI: frozenset[CredentialKind](),
}


_MARKS = ("last_used_at", "last_client", "secret", "old_secret")


_FOLDER = Path(tempfile.gettempdir()) / f"clara_tests_{os.getpid()}"
_MAIL = _FOLDER / "outbox"
"""Where letters go that no test asks for."""


def settings_for(url: str) -> Settings:
    return load(
        {
            "CLARA_DATABASE_URL": url,
            "CLARA_SECRET_KEY": "a secret of the tests " * 2,
            "CLARA_MAIL_URL": f"outbox:{_MAIL}",
            "CLARA_BLOBS_URL": f"folder:{_FOLDER / 'blobs'}",
            "CLARA_SIGN_IN_LIMIT": "1000/minute",
            # Tasks wait, unless a test has them carried out.
            "CLARA_TASKS_AT_ONCE": "0",
        }
    )


@asynccontextmanager
async def opened(url: str, clock: FakeClock) -> AsyncIterator[Core]:
    """The product on the store at `url`, closed afterwards."""
    core = build_core(settings_for(url), clock=clock)
    try:
        yield core
    finally:
        await core.close()


@dataclass
class World:
    """Companies `a` and `b` are alike down to the names and digits of their cards."""

    url: str
    core: Core
    clock: FakeClock
    a: House
    b: House

    async def call(
        self,
        use_case: type[UseCase[Any, Any]],
        *,
        as_: Person | None = None,
        via: Door = Door.REST,
        key: str | None = None,
        core: Core | None = None,
        **fields: Any,
    ) -> Done[Any]:
        """Run `use_case` with `fields` for `as_` (the administrator of `a`), in their company
        unless `company_id` says otherwise."""
        person = as_ or self.a.administrator
        fields.setdefault("company_id", person.company.id)
        return await self.send(use_case, use_case.command(**fields), person, via, key, core)

    async def run(self, use_case: type[UseCase[Any, Any]], **how: Any) -> Any:
        """As `call`, the result only."""
        return (await self.call(use_case, **how)).result

    async def send(
        self,
        use_case: type[UseCase[Any, Any]],
        command: Any,
        person: Person,
        door: Door = Door.REST,
        key: str | None = None,
        core: Core | None = None,
    ) -> Done[Any]:
        """Run a command or `Draft` as it is."""
        call = Call(
            door=door,
            request_id="request",
            token=person.tokens.get(door),
            accepts=ACCEPTED[door],
            idempotency_key=key,
        )
        return await (core or self.core).runner.run(use_case, command, call)

    @staticmethod
    def draft(**fields: Any) -> Draft:
        return Draft(lambda: fields)

    @asynccontextmanager
    async def founding(self) -> AsyncIterator[SettingUp]:
        """Set up more, in one transaction."""
        async with founding(self.core, self.clock) as port:
            yield port

    async def add_rows(self, company: Company, *rows: NewRow) -> int:
        async with self.founding() as port:
            return await port.add_card_transactions(company.id, rows)

    async def actor(self, person: Person, door: Door = Door.REST) -> Actor:
        """`person` as use cases see them, seated in their company."""
        async with self.core.units.open() as unit:
            actor = await unit.callers.find(person.tokens[door], door)
        assert actor is not None
        seats = {seat.company_id: seat for seat in actor.seats}
        return structs.replace(actor, seat=seats[person.company.id])

    async def rows(self, query: ClauseElement) -> Sequence[Row]:
        """What the store holds, past every rule of the product."""
        async with self.core.database.reading() as connection:
            return await connection.rows(Statement(query))

    async def change(self, change: ClauseElement) -> int:
        """Change the store behind the product's back."""
        async with self.core.database.writing() as connection:
            return await connection.change(Statement(change))

    async def dump(self, *without: str) -> dict[str, list[str]]:
        """Everything the store holds, table by table, but for when credentials were last used: even
        reading leaves such marks; and for secrets, which are never twice the same."""
        tables = [table for table in metadata.sorted_tables if table.name not in without]
        return {table.name: await self._kept(table) for table in tables}

    async def _kept(self, table: Table) -> list[str]:
        async with self.core.database.reading() as connection:
            rows = await connection.rows(_all_but_marks(table))
        return sorted(repr(tuple(row)) for row in rows)

    async def audited(self, **where: Any) -> list[AuditEntry]:
        """The activity log of all companies, oldest first, entries whose fields are as given."""
        await self.core.queue.flush()
        rows = await self.rows(select(t.c.body).order_by(t.c.at, t.c.id))
        entries = [msgspec.json.decode(row[0], type=AuditEntry) for row in rows]
        return [
            entry
            for entry in entries
            if all(getattr(entry, name) == value for name, value in where.items())
        ]


@asynccontextmanager
async def founding(core: Core, clock: FakeClock) -> AsyncIterator[SettingUp]:
    session = Session(core.database)
    session.write()
    try:
        yield SettingUp(session, clock, RandomIds())
        await session.commit()
    finally:
        await session.close()


@cache
def _all_but_marks(table: Table) -> Statement:
    return Statement(select(*(column for column in table.c if column.name not in _MARKS)))


async def found_two(url: str) -> tuple[House, House]:
    """Houses `a` and `b`, founded on the store at `url`."""
    a = plan()
    b = plan(name="Bahía Prueba, S.A. de C.V.", tax_id="BPR120312AB1")
    clock = FakeClock()
    async with opened(url, clock) as core, founding(core, clock) as port:
        await found(port, a)
        await found(port, b)
    return a, b
