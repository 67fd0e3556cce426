"""What an assistant's call costs beside the same REST call, in both eras of the protocol, with few
clients and with many at once."""

import json
from typing import Any

from benchmarks import load
from benchmarks.bench import Bench, clara_on
from benchmarks.mcp_calls import ERAS, tool_body, tool_call, tool_headers
from benchmarks.questions import HEADERS, listing, walk
from benchmarks.report import Figure
from benchmarks.rounds import Load, compare

_TOOL = "list_transactions"
_FILTERS = {"status": "POSTED", "category": "FOOD,TRAVEL,SOFTWARE_AND_HARDWARE"}
_FEW, _MANY = 8, 64
_MOST = {"2025-11-25": 5, "2026-07-28": 4}
"""Times the CPU of the REST call."""


def run(bench: Bench) -> None:
    with clara_on(bench.stores.postgresql(), "PostgreSQL") as (server, client):
        pages = walk(client, listing(**_FILTERS, **bench.whole), 20)
        rest = [load.get(path, HEADERS) for path in pages.of_clara()]
        calls = {
            era: [
                tool_call(era, _TOOL, {"cursor": cursor, "limit": 50}) for cursor in pages.cursors
            ]
            for era in ERAS
        }
        for era in ERAS:
            _check(client.send, era, pages.cursors[0])
        found = {}
        for clients in (_FEW, _MANY):
            loads = {"REST": Load(server, rest, clients)}
            loads |= {f"MCP {era}": Load(server, calls[era], clients) for era in ERAS}
            found[clients] = compare(
                loads,
                rounds=bench.rounds,
                seconds=bench.seconds,
                database_pid=bench.stores.postgresql_pid,
            )
    for clients, rounds in found.items():
        base = rounds["REST"]
        rows = [
            (
                *(name, one.per_second, one.cpu, one.cpu / base.cpu),
                one.p50,
                one.p99,
                one.resident_mb,
            )
            for name, one in rounds.items()
        ]
        bench.report.table(
            f"List 50 through both doors, {clients} clients at once, PostgreSQL",
            (
                *("door", "requests/s", "CPU µs/request", "of REST's CPU"),
                *("p50 ms", "p99 ms", "resident MB"),
            ),
            rows,
        )
    few = found[_FEW]
    for era, most in _MOST.items():
        name = f"MCP {era}"
        cpu = few[name].cpu / few["REST"].cpu
        bench.report.figure(
            Figure("mcp", f"CPU of a tools/call ({era}), of REST's", cpu, most, "×")
        )


def _check(send: Any, era: str, cursor: str) -> None:
    """A call answers with rows, or its cost means nothing."""
    body = tool_body(era, _TOOL, {"cursor": cursor, "limit": 50}).encode()
    headers = {"Content-Type": "application/json"} | tool_headers(era, _TOOL)
    status, answer = send("POST", "/mcp", body, **headers)
    result = json.loads(answer).get("result", {}) if status == 200 else {}
    if result.get("isError", True) is not False or not result["structuredContent"]["items"]:
        raise RuntimeError(f"tools/call ({era}) answered {status}: {answer[:600]!r}")
