"""Import a statement into the measured company, with every index on and a million rows there."""

import csv
import io
import json
import time
from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from benchmarks.bench import STORES, Bench, clara_on
from benchmarks.company import CARDS, MERCHANTS, SEED, merchant_code, merchant_name
from benchmarks.processes import reset_peak, resident_mb
from benchmarks.questions import LIST
from benchmarks.report import Figure

_BOUNDARY = "measured0123456789"
# Within the request: what is measured is the import, not its waiting in line as a task.
_HEADERS = {
    "Content-Type": f"multipart/form-data; boundary={_BOUNDARY}",
    "Prefer": "wait=600",
}
_HEADER = "Fecha,Comercio,Importe,Moneda,Tarjeta,MCC,Referencia,Tipo,Estatus".split(",")


def run(bench: Bench) -> None:
    count = 20_000 if bench.quick else 150_000
    body = _multipart(_statement(count, bench.today))
    rows = []
    for store in STORES:
        with bench.stores.copy(store) as url, clara_on(url, store) as (server, client):
            client.milliseconds(f"{LIST}?limit=50", times=2)
            reset_peak(server.pid)
            used, began = server.cpu_seconds(), time.monotonic()
            status, answer = client.send(
                "POST",
                f"{LIST}/imports",
                body,
                **_HEADERS,
            )
            if status >= 300:
                raise RuntimeError(f"the import was answered with {status}: {answer[:600]!r}")
            seconds = time.monotonic() - began
            cpu = (server.cpu_seconds() - used) / count * 1e6
            peak = resident_mb(server.pid, "VmHWM")
            began = time.monotonic()
            client.send("POST", f"{LIST}/imports", body, **_HEADERS)
            again = count / (time.monotonic() - began)
        bench.report.say(f"{store}: {json.loads(answer)['data']}"[:400])
        rows.append((store, count / seconds, cpu, peak, again))
        bench.report.figure(
            Figure("import", f"{store}: rows", count / seconds, 20_000, "per second", True)
        )
        bench.report.figure(Figure("import", f"{store}: highest resident", peak, 200, "MB"))
    bench.report.table(
        f"Import {count:,} rows ({len(body) / 1e6:.1f} MB) into {bench.count:,}, all indexes on",
        ("store", "rows/s", "CPU µs/row", "highest resident MB", "same file again, rows/s"),
        rows,
    )


def _statement(count: int, today: date) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(_HEADER)
    writer.writerows(_lines(count, today))
    return text.getvalue().encode()


def _lines(count: int, today: date) -> Iterator[list[str]]:
    """A year in order of time, as banks write it; merchants and cards in no order."""
    random = Random(SEED + 1)
    for place in range(count):
        merchant = random.randrange(MERCHANTS) + 1
        day = today - timedelta(days=364 - place * 365 // count)
        minor = random.randrange(1_000, 2_000_000)
        yield [
            day.strftime("%d/%m/%Y"),
            merchant_name(merchant).upper(),
            f"{minor // 100}.{minor % 100:02d}",
            "USD" if place % 12 == 0 else "MXN",
            f"**** **** **** {random.randrange(CARDS) * 7_919 % 10_000:04d}",
            str(merchant_code(merchant)),
            str(10_000_000 + place),
            "Compra" if place % 30 else "Devolución",
            "Aplicada",
        ]


def _multipart(content: bytes) -> bytes:
    head = (
        f"--{_BOUNDARY}\r\n"
        'Content-Disposition: form-data; name="file"; filename="statement.csv"\r\n'
        "Content-Type: text/csv\r\n\r\n"
    )
    return head.encode() + content + f"\r\n--{_BOUNDARY}--\r\n".encode()
