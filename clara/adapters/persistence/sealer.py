"""Links audit entries into their company's hash chain, shortly after they were written.

Writers do not wait for each other's hashes: they insert, and one sealer at a time per chain gives
places and hashes to what it finds, in order of time.
"""

import logging

import msgspec
from sqlalchemy import select, update

from clara.adapters.persistence.database import Connection, Database
from clara.adapters.persistence.repeating import Repeating
from clara.adapters.persistence.statement import Statement, named
from clara.adapters.persistence.tables import audit_chains as chains
from clara.adapters.persistence.tables import audit_entries as entries
from clara.adapters.persistence.upsert import insert_or_ignore
from clara.domain.audit.entry import GENESIS, AuditEntry, chain_hash
from clara.domain.errors import ClaraError

_PAUSE_SECONDS = 0.5
_BATCH = 1_000

_log = logging.getLogger("clara.audit")

# SQLite would read the whole index of sequences, which has the companies in order.
_WAITING = Statement(
    select(entries.c.company_number)
    .where(entries.c.sequence.is_(None))
    .distinct()
    .with_hint(entries, "INDEXED BY ix_audit_entries_unsealed", "sqlite")
)
_START = Statement(
    insert_or_ignore(
        chains, ("company_number", "last_sequence", "last_hash"), index=("company_number",)
    )
)
_HEAD = Statement(
    select(chains.c.last_sequence, chains.c.last_hash)
    .where(chains.c.company_number == named("company"))
    .with_for_update()
)
_UNSEALED = Statement(
    select(entries.c.id, entries.c.body)
    .where(entries.c.company_number == named("company"), entries.c.sequence.is_(None))
    .order_by(entries.c.at, entries.c.id)
    .limit(named("limit"))
)
_SEAL = Statement(
    update(entries)
    .where(entries.c.company_number == named("company"), entries.c.id == named("entry_id"))
    .values(sequence=named("place"), hash=named("link"))
)
_MOVE = Statement(
    update(chains)
    .where(chains.c.company_number == named("company"))
    .values(last_sequence=named("place"), last_hash=named("link"))
)


class Sealer:
    """Seals every chain in the background until closed; `seal` does it once."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._background = Repeating(self.seal, _PAUSE_SECONDS)

    def start(self) -> None:
        self._background.start()

    async def close(self) -> None:
        await self._background.close()
        try:
            await self.seal()
        except ClaraError:
            _log.warning("the last audit entries are left for the next sealer", exc_info=True)

    async def seal(self) -> int:
        """Seal all that waits; how many entries that were."""
        sealed = 0
        while True:
            async with self._database.reading() as connection:
                waiting = [row[0] for row in await connection.rows(_WAITING)]
            if not waiting:
                return sealed
            for company in waiting:
                async with self._database.writing() as connection:
                    sealed += await _seal_chain(connection, company)


async def _seal_chain(connection: Connection, company: int) -> int:
    await connection.change(_START, company_number=company, last_sequence=0, last_hash=GENESIS)
    head = await connection.first(_HEAD, company=company)
    assert head is not None
    place, link = head[0], bytes(head[1])
    found = await connection.rows(_UNSEALED, company=company, limit=_BATCH)
    seals = []
    for id, body in found:
        place += 1
        link = chain_hash(link, place, msgspec.json.decode(body, type=AuditEntry))
        seals.append({"company": company, "entry_id": id, "place": place, "link": link})
    if seals:
        await connection.change_many(_SEAL, seals)
        await connection.change(_MOVE, company=company, place=place, link=link)
    return len(seals)
