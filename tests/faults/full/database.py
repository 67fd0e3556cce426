"""The disk that the database is on fills up."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import httpx

from clara.adapters.persistence.migrate import sqlite_path
from clara.adapters.persistence.tables import cards
from tests.faults.full.filling import Filling, bearer
from tests.faults.full.small_disk import mounted
from tests.faults.kind import Budget, Outcome
from tests.faults.stage import Site, served
from tests.faults.tally import Tally, rounds

_MEGABYTES = 32
_ROUNDS, _REFUSALS = 20, 3
_SPACE = "clara_small_disk"


async def fills_up(site: Site, budget: Budget, *, swallows: bool) -> Outcome:
    """Cards are issued until there is no room for any."""
    house, tally = site.houses[0], Tally()
    of_company = f"/api/v1/companies/{house.company.id}"

    with mounted(_MEGABYTES) as disk:
        async with _moved(site, disk) as url, served(site, url) as here:

            async def issue(number: int) -> httpx.Response:
                alias = f"card {number}"
                return await here.http.post(
                    f"{of_company}/cards",
                    json={"cardholder_name": "Nora Prueba", "alias": alias},
                    headers=bearer(house.administrator) | {"idempotency-key": alias},
                )

            filling = Filling(here, disk, issue, tally, swallows)
            for _ in rounds(budget, _ROUNDS):
                await filling.go(3)
                await filling.fill(_REFUSALS)
                await filling.read(f"{of_company}/cards", house.administrator)
                await filling.empty()
            await filling.count(cards.c.alias, "card {}")
            await tally.look(here.world)
    return tally.outcome(f"{tally.cases} changes refused, {len(filling.done)} done in the end")


@asynccontextmanager
async def _moved(site: Site, disk: Path) -> AsyncIterator[str]:
    """The URL of the site's database, which is on that disk meanwhile."""
    path = sqlite_path(site.url)
    if path is not None:
        shutil.copyfile(path, disk / "clara.db")
        yield f"sqlite:///{disk / 'clara.db'}"
        return
    parts = urlsplit(site.url)
    name = parts.path.removeprefix("/")
    server: Any = await asyncpg.connect(urlunsplit(parts._replace(path="/postgres")))
    try:
        space = _space(disk, await server.fetchval("SHOW data_directory"))
        await server.execute(f"CREATE TABLESPACE {_SPACE} LOCATION '{space}'")
        await server.execute(f'ALTER DATABASE "{name}" SET TABLESPACE {_SPACE}')
        yield site.url
        await server.execute(f'ALTER DATABASE "{name}" SET TABLESPACE pg_default')
        await server.execute(f"DROP TABLESPACE {_SPACE}")
    finally:
        await server.close()


def _space(disk: Path, data: str) -> Path:
    """A folder of the one whose server has its data there."""
    owner, space = Path(data).stat(), disk / "space"
    space.mkdir()
    shutil.chown(space, owner.st_uid, owner.st_gid)
    return space
