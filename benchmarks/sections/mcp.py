"""What an assistant's call costs beside the same REST call, in both eras of the protocol, with few
clients and with many at once."""

import json
from typing import Any

from benchmarks import load
from benchmarks.bench import Bench, clara_on
from benchmarks.company import API_KEY, USER_ID
from benchmarks.questions import HEADERS, listing, walk
from benchmarks.report import Figure
from benchmarks.rounds import Load, compare

_ERAS = ("2025-11-25", "2026-07-28")
_FILTERS = {"status": "POSTED", "category": "FOOD,TRAVEL,SOFTWARE_AND_HARDWARE"}
_FEW, _MANY = 8, 64
_MOST = {"2025-11-25": 5, "2026-07-28": 4}
"""Times the CPU of the REST call."""


def run(bench: Bench) -> None:
    with clara_on(bench.stores.postgresql(), "PostgreSQL") as (server, client):
        pages = walk(client, listing(**_FILTERS, **bench.whole), 20)
        rest = [load.get(path, HEADERS) for path in pages.of_clara()]
        calls = {
            era: [_call(era, {"cursor": cursor, "limit": 50}) for cursor in pages.cursors]
            for era in _ERAS
        }
        for era in _ERAS:
            _check(client.send, era, pages.cursors[0])
        found = {}
        for clients in (_FEW, _MANY):
            loads = {"REST": Load(server, rest, clients)}
            loads |= {f"MCP {era}": Load(server, calls[era], clients) for era in _ERAS}
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


def _headers(era: str) -> dict[str, str]:
    headers = {
        "Authorization": f"Bearer {API_KEY}",
        "User-Id": USER_ID,
        "Accept": "application/json, text/event-stream",
        "MCP-Protocol-Version": era,
    }
    if era >= "2026-07-28":
        headers |= {"Mcp-Method": "tools/call", "Mcp-Name": "list_transactions"}
    return headers


def _body(era: str, arguments: dict[str, Any]) -> str:
    params: dict[str, Any] = {"name": "list_transactions", "arguments": arguments}
    if era >= "2026-07-28":
        params["_meta"] = {
            "io.modelcontextprotocol/protocolVersion": era,
            "io.modelcontextprotocol/clientInfo": {"name": "benchmarks", "version": "1"},
            "io.modelcontextprotocol/clientCapabilities": {},
        }
    return json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params})


def _call(era: str, arguments: dict[str, Any]) -> str:
    return load.post("/mcp", _headers(era), _body(era, arguments))


def _check(send: Any, era: str, cursor: str) -> None:
    """A call answers with rows, or its cost means nothing."""
    body = _body(era, {"cursor": cursor, "limit": 50}).encode()
    headers = {"Content-Type": "application/json"} | _headers(era)
    status, answer = send("POST", "/mcp", body, **headers)
    result = json.loads(answer).get("result", {}) if status == 200 else {}
    if result.get("isError", True) is not False or not result["structuredContent"]["items"]:
        raise RuntimeError(f"tools/call ({era}) answered {status}: {answer[:600]!r}")
