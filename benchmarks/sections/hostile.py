"""Files made to harm, sent to a running server as a form: what each is answered, and what everybody
else notices of it."""

import json
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks import load, paced
from benchmarks.bench import Bench, clara_on
from benchmarks.company import COMPANY_ID, USER_ID
from benchmarks.processes import Server, reset_peak
from benchmarks.questions import HEADERS, Client, listing
from benchmarks.report import Figure
from clara.adapters.attachments import reader_process
from tests.adapters.attachments.support.good_files import csv_file, xlsx_file
from tests.adapters.attachments.support.hostile_files import (
    MISLABELLED,
    REFUSED,
    ROWS_AT_THE_LIMIT,
)

_ATTACHMENTS = f"/api/v1/users/{USER_ID}/attachments"
_IMPORTS = f"/api/v1/companies/{COMPANY_ID}/card_transactions/imports"
_LISTS_PER_SECOND, _HEALTH_PER_SECOND = 50, 50
_BOUNDARY = "measured0123456789"
_FORM = {"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}"}
_DENSE = ("dense_sheet.xlsx", "zip_of_zeros.xlsx", "lying.xlsx", "far_cell.xlsx")
_IMPORTED = (*_DENSE, "many_entries.xlsx", "locked.xlsx", "one_line.csv", "rows.csv")


@dataclass
class Seen:
    """What happened while one file was sent again and again. `once` is how many seconds it took with
    nothing beside it; memory is in MB. What others felt just before is in ms, at the 99th percentile:
    other work on the machine changes from minute to minute."""

    times: int
    answer: str
    once: float
    server_grew: float
    reader_peak: float
    lists: paced.Felt
    health: paced.Felt
    lists_before: float = 0.0
    health_before: float = 0.0


def run(bench: Bench) -> None:
    with (
        tempfile.TemporaryDirectory(prefix="clara-hostile-") as folder,
        bench.stores.copy("SQLite") as url,
        clara_on(url, "SQLite", CLARA_BLOBS_URL=f"folder:{folder}/blobs") as (server, client),
    ):
        files = dict(_made(Path(folder)))
        _send(client, files["blank.csv"], _ATTACHMENTS)  # what a first file loads is no growth
        seconds = bench.seconds
        _while(server, seconds, lambda: time.sleep(0.05))
        found = {
            name: _sent(server, client, file, seconds, _ATTACHMENTS) for name, file in files.items()
        }
        _tabulate(bench, "an attachment", found)
        imported = {
            name: _sent(server, client, files[name], seconds, _IMPORTS) for name in _IMPORTED
        }
    _tabulate(bench, "a dry run of an import", imported)
    _figures(bench, found)


def _made(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every hostile file, and some that are only unusual."""
    builders: Mapping[str, Callable[[Path], object]] = {
        **{name: build for name, (build, _) in REFUSED.items()},
        **MISLABELLED,
        "macros.xlsx": _with_macros,
        "50000_rows.csv": lambda path: csv_file(path, ROWS_AT_THE_LIMIT),
        "50000_rows.xlsx": lambda path: xlsx_file(path, ROWS_AT_THE_LIMIT),
    }
    for name, build in builders.items():
        build(folder / name)
        yield name, folder / name


def _with_macros(path: Path) -> None:
    with zipfile.ZipFile(xlsx_file(path), "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0" + bytes(1_000))


def _sent(server: Server, client: Client, file: Path, seconds: float, path: str) -> Seen:
    began = time.monotonic()
    answers = [_send(client, file, path)]
    once = time.monotonic() - began
    before = _while(server, seconds, lambda: time.sleep(0.05))
    seen = _while(server, max(seconds, once), lambda: answers.append(_send(client, file, path)))
    if len(set(answers)) != 1:
        raise RuntimeError(f"{file.name} was answered differently: {sorted(set(answers))}")
    seen.times, seen.answer, seen.once = len(answers), answers[0], once
    seen.lists_before, seen.health_before = before.lists.p99, before.health.p99
    return seen


def _while(server: Server, seconds: float, work: Callable[[], None]) -> Seen:
    """`work` again and again, beside others' requests at their own pace."""
    lists = [load.get(listing(limit=50), HEADERS)]
    streams = (
        paced.Stream("lists", server.port, lists, _LISTS_PER_SECOND, seconds),
        paced.Stream(
            "health",
            server.port,
            [load.get("/api/v1/health", {})],
            _HEALTH_PER_SECOND,
            seconds,
        ),
    )
    with _watched(server) as memory, ThreadPoolExecutor(1) as threads:
        asking = threads.submit(paced.run, *streams)
        while not asking.done():
            work()
        felt = asking.result()
    for one in felt.values():
        if set(one.statuses) != {"200"}:
            raise RuntimeError(f"{one.name} were answered {one.statuses}")
    grew = memory.peak() - memory.before
    return Seen(0, "", 0.0, grew, memory.readers, felt["lists"], felt["health"])


def _send(client: Client, file: Path, path: str) -> str:
    """What is answered: "read", or the code of the refusal. What was kept is taken back."""
    head = (
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{file.name}"'
        "\r\nContent-Type: application/octet-stream\r\n\r\n"
    )
    dry = f'\r\n--{_BOUNDARY}\r\nContent-Disposition: form-data; name="dry_run"\r\n\r\ntrue'
    tail = f"{dry if path == _IMPORTS else ''}\r\n--{_BOUNDARY}--\r\n"
    wait = {"Prefer": "wait"} if path == _IMPORTS else {}
    status, answer = client.send(
        "POST", path, head.encode() + file.read_bytes() + tail.encode(), **_FORM, **wait
    )
    found = json.loads(answer)
    if status >= 500:
        raise RuntimeError(f"{file.name}: {status} {found}")
    if status >= 400:
        return f"{status} {found['code']}"
    if path == _ATTACHMENTS:
        client.send("DELETE", f"{_ATTACHMENTS}/{found['data'][0]['id']}")
    return f"{status} read"


@dataclass
class _Memory:
    """In MB: the server's own before, and the most that a reading process was seen to hold."""

    server: int
    before: float = 0.0
    readers: float = 0.0
    done: threading.Event = field(default_factory=threading.Event)

    def peak(self) -> float:
        return _megabytes(self.server, "VmHWM")

    def watch(self) -> None:
        while not self.done.wait(0.01):
            for child in _children(self.server):
                # A process that is about to become a reader shares the server's memory.
                if _is_reader(child):
                    self.readers = max(self.readers, _megabytes(child, "VmHWM"))


@contextmanager
def _watched(server: Server) -> Iterator[_Memory]:
    reset_peak(server.pid)
    memory = _Memory(server.pid, _megabytes(server.pid, "VmRSS"))
    thread = threading.Thread(target=memory.watch)
    thread.start()
    try:
        yield memory
    finally:
        memory.done.set()
        thread.join()


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        try:
            found += map(int, (task / "children").read_text().split())
        except OSError:  # it has just ended
            continue
    return found


def _is_reader(pid: int) -> bool:
    try:
        return reader_process.__name__.encode() in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def _megabytes(pid: int, what: str) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith(f"{what}:")) / 1024


def _tabulate(bench: Bench, sent_as: str, found: Mapping[str, Seen]) -> None:
    bench.report.table(
        f"Hostile files, each as {sent_as}, again and again, SQLite",
        (
            *("file", "answer", "times", "seconds once", "reading process MB", "server grew MB"),
            *("lists p99 ms before", "meanwhile", "health p99 ms before", "meanwhile"),
        ),
        [
            (
                *(name, one.answer, one.times, one.once, one.reader_peak, one.server_grew),
                *(one.lists_before, one.lists.p99, one.health_before, one.health.p99),
            )
            for name, one in found.items()
        ],
        note=f"{_LISTS_PER_SECOND} lists and {_HEALTH_PER_SECOND} requests for health a second, due at"
        " a steady pace, just before each file and while it is sent. The server's growth is its own,"
        " from before to its highest.",
    )


def _figures(bench: Bench, found: Mapping[str, Seen]) -> None:
    seen = found.values()
    for what, value, target, unit in (
        ("longest answer", max(one.once for one in seen), 35.0, "s"),
        ("highest of a reading process", max(one.reader_peak for one in seen), 512.0, "MB"),
        ("server grew with a file, most", max(one.server_grew for one in seen), 32.0, "MB"),
        (
            "p99 of lists meanwhile, of before, median of the files",
            median(one.lists.p99 / one.lists_before for one in seen),
            3.0,
            "×",
        ),
        (
            "p99 of health meanwhile, of before, median of the files",
            median(one.health.p99 / one.health_before for one in seen),
            3.0,
            "×",
        ),
    ):
        bench.report.figure(Figure("hostile", what, value, target, unit))
