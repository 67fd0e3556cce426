"""Hostile files sent to a server as an operator starts it: each is refused or read, and the server
stays what it was. `python -m benchmarks hostile` measures all of them, and what others notice."""

import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.adapters.attachments.support.good_files import xlsx_file
from tests.adapters.attachments.support.hostile_files import MISLABELLED, REFUSED
from tests.end_to_end.test_real_process import Server, serving
from tests.support.world import World

pytestmark = pytest.mark.anyio

SENT = ("zip_of_zeros.xlsx", "external_entity.xml", "locked.pdf", "truncated.ods", "far_cell.xlsx")
"""A bomb, an entity, a lock, a cut and a lie about size, of the quick kinds."""
GROWTH_MB = 16.0


def with_macros(path: Path) -> None:
    with zipfile.ZipFile(xlsx_file(path), "a") as archive:
        archive.writestr("xl/vbaProject.bin", bytes(1_000))


READ: dict[str, Callable[[Path], object]] = {
    "workbook.csv": MISLABELLED["workbook.csv"],
    "macros.xlsm": with_macros,
}


def resident_mb(server: Server) -> float:
    status = Path(f"/proc/{server.process.pid}/status").read_text().splitlines()
    return sum(int(line.split()[1]) for line in status if line.startswith("VmRSS:")) / 1024


async def answer(server: Server, rest: httpx.AsyncClient, name: str, content: bytes) -> str:
    user_id = server.house.administrator.user.id
    response = await rest.post(
        f"{server.base}/api/v1/users/{user_id}/attachments",
        files={"file": (name, content, "application/octet-stream")},
    )
    return "read" if response.status_code == 201 else str(response.json()["code"])


def made(folder: Path, name: str, build: Callable[[Path], object]) -> tuple[str, bytes]:
    build(folder / name)
    return name, (folder / name).read_bytes()


@pytest.mark.parametrize("store", ["sqlite"])  # what is read here is read beside the store
async def test_a_running_server_answers_every_hostile_file_and_does_not_grow(
    world: World, tmp_path: Path
) -> None:
    with serving(world.url, world.a, tmp_path) as server:
        async with server.rest() as rest:
            rest.timeout = httpx.Timeout(40)
            await answer(server, rest, *made(tmp_path, "first.csv", REFUSED["blank.csv"][0]))
            before = resident_mb(server)
            for name in SENT:
                build, codes = REFUSED[name]
                assert await answer(server, rest, *made(tmp_path, name, build)) in codes, name
            for name, written in READ.items():
                file = made(tmp_path, name, written)
                assert await answer(server, rest, *file) == "read", name
            assert resident_mb(server) - before < GROWTH_MB
            began = time.monotonic()
            health = await rest.get(f"{server.base}/api/v1/health")
            assert (health.status_code, time.monotonic() - began < 1.0) == (200, True)
