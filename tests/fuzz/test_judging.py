"""Each judge has its control: what it is there to see, it sees; and it lets what is right pass."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from tests.fuzz.controls import FOREIGN, JUDGE, SECRET, control, obedient
from tests.fuzz.framing.hunt import FramingHunt
from tests.fuzz.hunting import attempt, pursue_one
from tests.fuzz.mcp.judging import outcome, shape_complaints
from tests.fuzz.pages.hunt import page_complaints
from tests.fuzz.raw import Answer, Line
from tests.fuzz.report import Report
from tests.fuzz.tally import Tally

JSON = {"content-type": "application/json"}
ASKED = {"jsonrpc": "2.0", "id": 7, "method": "tools/call", "params": {}}


def _judged(body: bytes, status: int = 200, sent: bytes = b"") -> list[str]:
    return [one.kind for one in JUDGE.complaints(sent, Answer(status, {}, body))]


def test_an_answer_that_tells_nothing_passes() -> None:
    assert _judged(b'{"data": {"merchant": "Uber"}}') == []


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_server_error_is_seen(status: int) -> None:
    assert _judged(b"", status) == ["5xx"]


@pytest.mark.parametrize("status", [501, 505])
def test_what_http_asks_for_is_no_server_error(status: int) -> None:
    assert _judged(b"", status) == []


@pytest.mark.parametrize(
    "told",
    [SECRET, FOREIGN, "/srv/secret/place/x.py", "Traceback (most recent call last):\n"],
)
def test_what_must_not_be_told_is_seen(told: str) -> None:
    assert "leak" in _judged(f'{{"message": "{told}"}}'.encode())


def test_a_leak_in_a_header_is_seen() -> None:
    answer = Answer(302, {"location": f"/?t={SECRET}"})
    assert [one.kind for one in JUDGE.complaints(b"", answer)] == ["leak"]


def test_insides_that_were_sent_are_only_repeated_but_a_secret_is_told() -> None:
    assert _judged(b"no card sqlite3.x", sent=b"card=sqlite3.x") == []
    assert _judged(SECRET.encode(), sent=SECRET.encode()) == ["leak"]


def test_the_log_may_hold_neither_secrets_nor_defects(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text(f"2026 INFO clara ready\n2026 INFO got {SECRET}\n2026 ERROR clara x failed\n")
    first, second = JUDGE.log_complaints(log)
    assert first == "the log tells a token"
    assert "x failed" in second
    log.write_text("2026 INFO clara ready\n2026 WARNING clara mail waits\n")
    assert JUDGE.log_complaints(log) == []
    gone = "2026 ERROR mcp x\nTraceback (most recent call last):\n{}\n2026 INFO clara ready\n"
    log.write_text(gone.format("starlette.requests.ClientDisconnect"))
    assert JUDGE.log_complaints(log) == []
    log.write_text(gone.format("ValueError: no"))
    assert JUDGE.log_complaints(log) == ["in the log: 2026 ERROR mcp x … ValueError: no"]


def _shapes(found: Any, said: Any = ASKED, status: int = 200) -> list[str]:
    answer = Answer(status, JSON, json.dumps(found).encode())
    return [one.kind for one in shape_complaints(answer, said, is_right=True)]


def _tool_error(text: str) -> dict[str, Any]:
    content = [{"type": "text", "text": text}]
    return {"jsonrpc": "2.0", "id": 7, "result": {"content": content, "isError": True}}


@pytest.mark.parametrize(
    "found",
    [
        {"jsonrpc": "2.0", "id": 7, "result": {"content": [], "isError": False}},
        {"jsonrpc": "2.0", "id": None, "error": {"code": -32700, "message": "Parse error"}},
        _tool_error('No such card.\n{"code": "card_not_found"}'),
        {"data": None, "status": "error", "code": "unauthenticated", "message": "Sign in."},
    ],
)
def test_what_the_protocol_and_the_product_say_passes(found: Any) -> None:
    assert _shapes(found) == []


@pytest.mark.parametrize(
    ("found", "kind"),
    [
        ([], "shape"),
        ({"id": 7, "result": {}}, "shape"),
        ({"jsonrpc": "2.0", "id": 7}, "shape"),
        ({"jsonrpc": "2.0", "id": 8, "result": {}}, "shape"),
        ({"jsonrpc": "2.0", "id": 7, "error": {"code": "x", "message": ""}}, "shape"),
        ({"jsonrpc": "2.0", "id": 7, "error": {"code": -32603, "message": "Internal"}}, "5xx"),
        (_tool_error('Sorry.\n{"code": "internal"}'), "5xx"),
        (_tool_error("Unknown tool: 'x'"), "shape"),
        ({"data": None, "status": "error", "code": "No!", "message": "x"}, "shape"),
    ],
)
def test_what_breaks_the_protocol_is_seen(found: Any, kind: str) -> None:
    assert _shapes(found) == [kind]


@pytest.mark.parametrize("body", [b"{", b'{"a": NaN}', b"oops"])
def test_json_that_is_none_is_seen(body: bytes) -> None:
    assert [one.kind for one in shape_complaints(Answer(200, JSON, body), ASKED, is_right=True)]


def test_an_outcome_names_the_code() -> None:
    body = json.dumps(_tool_error('No.\n{"code": "card_not_found"}')).encode()
    assert outcome(Answer(200, JSON, body)) == "200 card_not_found"


@pytest.mark.parametrize(
    ("headers", "body", "is_wrong"),
    [
        ({"content-security-policy": "default-src 'none'"}, b"zq&lt;b&gt;zq", False),
        ({"content-security-policy": "default-src 'none'"}, b"zq<b>zq'\"&{{7*7}}", True),
        ({}, b"a page", True),
        ({"content-security-policy": "x", "location": "/login"}, b"", False),
        ({"content-security-policy": "x", "location": "//zqevil.example"}, b"", True),
        ({"content-security-policy": "x", "location": "https://zqevil.example/"}, b"", True),
    ],
)
def test_pages_show_no_markup_and_lead_nowhere_else(
    headers: dict[str, str], body: bytes, is_wrong: bool
) -> None:
    answer = Answer(200, {"content-type": "text/html", **headers}, body)
    assert bool([*page_complaints(answer, "localhost:8000")]) is is_wrong


def _pursued(answering: Any, cases: int, *, reads_lines: bool = False) -> set[str]:
    """What a few cases of framing complain of."""

    async def pursue() -> set[str]:
        found: set[str] = set()
        async with control(answering, reads_lines=reads_lines) as target:
            tallies = [pursue_one(FramingHunt(target), target, n, 3) for n in range(cases)]
            for tally in await asyncio.gather(*tallies):
                found |= set(tally.findings)
        return found

    return asyncio.run(pursue())


def test_a_server_that_answers_what_is_hidden_is_seen() -> None:
    assert "a hidden request was answered" in _pursued(obedient, 24, reads_lines=True)


def test_a_server_that_hangs_up_hides_nothing() -> None:
    assert _pursued(obedient, 24) == set()


def test_a_server_that_breaks_is_seen() -> None:
    def broken(head: bytes) -> tuple[int, bytes]:
        status, body = obedient(head)
        return (status, body) if b"/users/" in head else (500, b"")

    assert "answered with 500" in _pursued(broken, 12)


def test_a_server_that_is_gone_is_seen() -> None:
    async def gone() -> Tally:
        async with control(obedient) as target:
            hunt = FramingHunt(target)
            await pursue_one(hunt, target, 1, 3)
        tally = Tally("framing")
        await attempt(hunt, Line(target.port), 1, 3, tally)
        return tally

    assert asyncio.run(gone()).others == 1


def test_a_run_is_clean_only_without_any_finding(tmp_path: Path) -> None:
    tally = Tally("mcp")
    tally.count("200", 0)
    report = Report("sqlite", 7, [tally])
    assert report.is_clean
    assert "| mcp | 1 | 0 | 0 | 1 | 0 | 0 | 0 |" in report.markdown()
    [complaint] = JUDGE.complaints(b"", Answer(500))
    tally.complain(complaint, 0, b"sent", b"answered")
    assert not report.is_clean
    assert "| mcp | 1 | 0 | 0 | 1 | 1 | 0 | 0 |" in report.markdown()
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- last run -->\nold\n<!-- end of last run -->\nafter\n")
    report.write_into(page)
    written = page.read_text()
    assert "old" not in written
    assert written.startswith("before\n<!-- last run -->")
    assert written.endswith("<!-- end of last run -->\nafter\n")
