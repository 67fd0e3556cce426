"""Exports: rows as in lists, sums as in totals, harmless cells, and nothing kept open."""

import asyncio
import csv
import io
import json
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from clara.domain.credentials.actor import Door
from tests.parity.support.doors import Doors, opened_doors
from tests.support.builders import row

pytestmark = pytest.mark.anyio

PATH = "/card_transactions/export?period=last_30_days&format="
FORMULAS = (
    '=HYPERLINK("http://evil.example","x")',
    "+1+1",
    "-1+1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
)


@pytest.fixture
async def hostile(doors: Doors) -> Doors:
    """A company where merchants are called as formulas."""
    merchants = [*FORMULAS, 'Söder & "Co", S.A.', "Uber\nEats", "昭和"]
    await doors.world.add_rows(
        doors.world.a.company,
        *(
            row("-12.34" if place == 2 else "1234.56", merchant=name, merchant_raw=name)
            for place, name in enumerate(merchants)
        ),
    )
    return doors


async def _listed(doors: Doors) -> dict[str, Any]:
    url = doors.path("/card_transactions?period=last_30_days&limit=200")
    data: dict[str, Any] = (await doors.get(url)).json()["data"]
    return data


async def test_csv_has_every_row_and_adds_up(hostile: Doors) -> None:
    response = await hostile.get(hostile.path(PATH + "csv"))
    manifest = json.loads(response.headers["x-export-manifest"])
    text = response.content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    data = await _listed(hostile)
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert [one["id"] for one in rows] == [item["id"] for item in data["items"]]
    assert manifest["rows"] == len(rows) == data["totals"]["count"]
    assert manifest["totals"] == data["totals"]
    (sums,) = data["totals"]["by_currency"]
    assert sum(int(one["amount_minor"]) for one in rows) == sums["net_minor"]
    assert sum(Decimal(one["amount"]) for one in rows) * 100 == sums["net_minor"]


async def test_no_cell_of_a_csv_is_a_formula(hostile: Doors) -> None:
    response = await hostile.get(hostile.path(PATH + "csv"))
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))
    header, *rows = rows
    numbers = {header.index(name) for name in ("amount", "amount_minor", "mcc", "original_amount")}
    for one in rows:
        for place, cell in enumerate(one):
            assert place in numbers or not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    raw = {one[header.index("merchant_raw")] for one in rows}
    assert {"'" + formula for formula in FORMULAS} <= raw
    assert {one[header.index("amount_minor")] for one in rows} >= {"-1234"}


async def test_json_lines_are_the_rows_of_the_list_and_a_manifest(hostile: Doors) -> None:
    response = await hostile.get(hostile.path(PATH + "jsonl"))
    *rows, last = [json.loads(line) for line in response.text.splitlines()]
    data = await _listed(hostile)
    assert response.headers["content-type"].startswith("application/x-ndjson")
    assert rows == data["items"]
    assert last["manifest"]["rows"] == len(rows)
    assert last["manifest"]["totals"] == data["totals"]


async def test_a_workbook_has_text_and_numbers_and_no_formulas(hostile: Doors) -> None:
    response = await hostile.get(hostile.path(PATH + "xlsx"))
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    header, *rows = list(book["Card transactions"].iter_rows())
    names = [cell.value for cell in header]
    data = await _listed(hostile)
    kinds = {cell.data_type for one in rows for cell in one if cell.value is not None}
    assert kinds == {"s", "n"}
    assert [one[0].value for one in rows] == [item["id"] for item in data["items"]]
    minor = names.index("amount_minor")
    (sums,) = data["totals"]["by_currency"]
    assert sum(one[minor].value for one in rows) == sums["net_minor"]
    assert book["Manifest"]["A2"].value == len(rows)
    assert json.loads(book["Manifest"]["B2"].value)["totals"] == data["totals"]
    raw = {one[names.index("merchant_raw")].value for one in rows}
    assert set(FORMULAS[:4]) <= raw


@pytest.mark.parametrize("kind", ["csv", "jsonl", "xlsx"])
async def test_a_file_is_an_attachment_that_nobody_guesses_about(
    lasting_doors: Doors, kind: str
) -> None:
    response = await lasting_doors.get(lasting_doors.path(PATH + kind))
    name = f'attachment; filename="card-transactions-2026-10-22-2026-11-20.{kind}"'
    assert response.headers["content-disposition"] == name
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("kind", ["csv", "jsonl", "xlsx"])
async def test_an_export_of_nothing_is_a_file_without_rows(lasting_doors: Doors, kind: str) -> None:
    url = lasting_doors.path(f"/card_transactions/export?period=2020-01&format={kind}")
    response = await lasting_doors.get(url)
    manifest = json.loads(response.headers["x-export-manifest"])
    assert response.status_code == 200
    assert (manifest["rows"], manifest["totals"]["by_currency"]) == (0, [])


async def test_filters_are_those_of_the_list(lasting_doors: Doors) -> None:
    url = lasting_doors.path(PATH + "jsonl&card=4417&amount_over=100")
    response = await lasting_doors.get(url)
    one, manifest = [json.loads(line) for line in response.text.splitlines()]
    assert one["card"]["last_four"] == "4417"
    assert manifest["manifest"]["rows"] == 1


def _busy(doors: Doors) -> int:
    database: Any = doors.world.core.database
    pools = [getattr(database, name, None) for name in ("_pool", "_readers", "_writer")]
    return sum(
        pool._open - len(pool._idle) for pool in pools if callable(getattr(pool, "acquire", None))
    )


async def _leave_early(doors: Doors, kind: str, *, after: int) -> None:
    """Ask for an export and hang up once `after` pieces of the answer have come."""
    pieces, gone = 0, asyncio.Event()
    token = doors.world.a.administrator.tokens[Door.REST]
    path, _, query = doors.path(PATH + kind).partition("?")
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET",
        "scheme": "http", "path": path, "raw_path": path.encode(), "query_string": query.encode(),
        "root_path": "", "server": ("localhost", 8000), "client": ("127.0.0.1", 1),
        "headers": [(b"authorization", f"Bearer {token}".encode()), (b"host", b"localhost")],
        "state": {},
    }  # fmt: skip
    asked = iter([{"type": "http.request", "body": b"", "more_body": False}])

    async def receive() -> dict[str, Any]:
        for message in asked:
            return message
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        nonlocal pieces
        if message["type"] == "http.response.body":
            pieces += 1
            if pieces >= after:
                gone.set()
                await asyncio.sleep(3600)

    async with asyncio.timeout(10):
        await doors.app(scope, receive, send)  # type: ignore[arg-type]


@pytest.mark.parametrize(("kind", "after"), [("csv", 1), ("jsonl", 2), ("xlsx", 1)])
async def test_a_client_that_leaves_gives_its_connection_back(
    url: str, kind: str, after: int
) -> None:
    async with opened_doors(url, database_pool=3) as doors:
        await _hang_up_often(doors, kind, after)


async def _hang_up_often(doors: Doors, kind: str, after: int) -> None:
    await doors.world.add_rows(
        doors.world.a.company, *(row("1.00", days_ago=2) for _ in range(2_100))
    )
    for _ in range(5):  # more often than there are connections
        await _leave_early(doors, kind, after=after)
    async with asyncio.timeout(5):
        while _busy(doors):  # noqa: ASYNC110 - the pool tells nobody
            await asyncio.sleep(0.01)
    # No connection that is used again still lives in the moment of an export.
    lock = await doors.post(doors.path("/cards/4417/lock"))
    assert lock.status_code == 200
    for _ in range(5):
        seen = await doors.get(doors.path("/cards/4417"))
        assert seen.json()["data"]["status"] == "LOCKED"
