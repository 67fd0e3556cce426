"""The disk fills up where files are kept, or where they come in."""

import tempfile
from functools import partial

import httpx

from clara.adapters.persistence.tables import receipts
from tests.faults.everywhere.outside import answered
from tests.faults.full.filling import Filling, bearer
from tests.faults.full.small_disk import mounted
from tests.faults.kind import Budget, Outcome
from tests.faults.sabotage import replaced
from tests.faults.stage import Served, Site, served
from tests.faults.tally import Tally, rounds

_MEGABYTES = 8
_ROUNDS = 3
_BYTES = 200_000


async def fills_up(site: Site, budget: Budget, *, swallows: bool, is_incoming: bool) -> Outcome:
    """Receipts: where they are kept is full, or where they come in."""
    house, tally = site.houses[0], Tally()
    row = "ctx_" + house.rows[0].id.hex()
    path = f"/api/v1/companies/{house.company.id}/card_transactions/{row}/receipts"

    async def submit(here: Served, number: int) -> httpx.Response:
        name = f"receipt {number}.csv"
        content = f"{number}".zfill(_BYTES).encode()
        return await here.http.post(
            path,
            files={"file": (name, content, "text/csv")},
            headers=bearer(house.administrator) | {"idempotency-key": name},
        )

    with mounted(_MEGABYTES) as disk, answered():
        kept = site.folder / "kept" if is_incoming else disk / "kept"
        incoming = str(disk) if is_incoming else tempfile.gettempdir()
        async with served(site, blobs_url=f"folder:{kept}") as here:
            with replaced(tempfile, "tempdir", lambda _: incoming):
                filling = Filling(here, disk, partial(submit, here), tally, swallows)
                for _ in rounds(budget, _ROUNDS):
                    await filling.go(1)
                    await filling.fill(1)
                    await filling.read(path, house.administrator)
                    await filling.empty()
            count = await filling.count(receipts.c.name, "receipt {}.csv")
            contents = [one for one in kept.rglob("*") if one.is_file()]
            tally.must(len(contents) == count, "Files and receipts are as many.")
            await tally.look(here.world)
    return tally.outcome(f"{tally.cases} uploads refused, {len(filling.done)} kept in the end")
