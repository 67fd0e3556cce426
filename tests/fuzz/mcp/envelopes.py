"""The HTTP around a message: as it should be, or wrong in every way that a client could get it."""

import gzip
import random
from dataclasses import dataclass

from tests.fuzz.chance import damaged, nested, text
from tests.fuzz.mcp.messages import MODERN, Message, written
from tests.fuzz.raw import request_of

_RIGHT = 0.8
_JSON = "application/json"
_VERSIONS = (
    *("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25", MODERN, "2099-01-01", "1.0", ""),
    *("2026-07-28 ", "DRAFT-2026", "x" * 300),
)
_TYPES = (
    *("", "text/plain", "application/xml", "application/json; charset=utf-16", "*/*", "json"),
    *("multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "application/json;"),
    *("application/json, application/json", 'application/json; charset="', "APPLICATION/JSON"),
)
_QUERIES = ("tool_names=dotted", "tool_names=", "tool_names=%00", "a=%ff&" * 99)
_ACCEPTS = ("", "*/*", "text/html", "text/event-stream", _JSON, "application/*;q=0", "x" * 999)


@dataclass(frozen=True)
class Envelope:
    """A request as it is sent, and whether everything around the message was as it should be."""

    sent: bytes
    is_head: bool
    is_right: bool


def enveloped(
    message: Message, token: str, host: tuple[str, str], chance: random.Random
) -> Envelope:
    body = written(message.said, chance)
    headers = {
        host[0]: host[1],
        "authorization": f"Bearer {token}",
        "accept": f"{_JSON}, text/event-stream",
        "content-type": _JSON,
        "mcp-protocol-version": message.era,
    }
    if message.era == MODERN:
        headers |= {"mcp-method": _safe(message.method)}
        if message.name:
            headers["mcp-name"] = _safe(message.name)
    if chance.random() < _RIGHT:
        return Envelope(request_of("POST", "/mcp", list(headers.items()), body), False, True)
    return _wrong(headers, body, token, chance)


def _wrong(headers: dict[str, str], body: bytes, token: str, chance: random.Random) -> Envelope:
    method, target, more = "POST", "/mcp", list[tuple[str, str]]()
    match chance.randrange(8):
        case 0:
            method = chance.choice(("GET", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE"))
        case 1:
            query = chance.choice(_QUERIES)
            target = chance.choice(("/mcp/", "/mcp//", f"/mcp?{query}", "/mcp/../mcp", "/MCP"))
        case 2:
            more = [_doubled(token, chance)]
        case 3:
            headers["authorization"] = chance.choice(_bad_credentials(token, chance))
        case 4 | 5:
            headers = _wrong_headers(headers, chance)
        case _:
            headers, body = _wrong_body(headers, body, chance)
    sent = request_of(method, target, [*headers.items(), *more], body)
    return Envelope(sent, method == "HEAD", False)


def _wrong_headers(headers: dict[str, str], chance: random.Random) -> dict[str, str]:
    match chance.randrange(5):
        case 0:
            return headers | {"mcp-protocol-version": chance.choice(_VERSIONS)}
        case 1:
            return headers | {"content-type": chance.choice(_TYPES)}
        case 2:
            return headers | {"accept": chance.choice(_ACCEPTS)}
        case 3:
            name = chance.choice(("user-id", "company-id", "origin", "host", "idempotency-key"))
            return headers | {name: _safe(text(chance))}
        case _:
            dropped = chance.choice([one for one in headers if one != "host"])
            return {name: one for name, one in headers.items() if name != dropped}


def _wrong_body(
    headers: dict[str, str], body: bytes, chance: random.Random
) -> tuple[dict[str, str], bytes]:
    match chance.randrange(6):
        case 0:
            return headers, damaged(body, chance)
        case 1:
            return headers, body[: chance.randrange(len(body) + 1)]
        case 2:
            mark = chance.choice((b"\xef\xbb\xbf", b"\xff\xfe", b"\x00", b"\x1e", b"  \n"))
            return headers, mark + body
        case 3:
            coding = chance.choice(("gzip", "br", "deflate", "gzip, gzip", "x"))
            body = gzip.compress(body, 1) if chance.random() < 0.7 else body
            return headers | {"content-encoding": coding}, body
        case 4:
            again = b'"id": 7, "method": "ping", "method"'
            return headers, body.replace(b'"method"', again, 1)
        case _:
            return headers, nested(chance).encode()


def _doubled(token: str, chance: random.Random) -> tuple[str, str]:
    """A header that is there already, or means the same as one that is."""
    name = chance.choice(("mcp-method", "mcp-name", "mcp-session-id", "clara-mcp-token"))
    if name == "clara-mcp-token" and chance.random() < 0.7:
        return name, chance.choice((token, token[:-1] + "A", ""))
    return name, _safe(text(chance))


def _bad_credentials(token: str, chance: random.Random) -> tuple[str, ...]:
    return (
        *("", "Bearer", "Bearer ", token, f"Basic {token}", f"Bearer {token} {token}"),
        *(f"Bearer {token[:-1]}", f"Bearer {token}x", f"bearer {token.upper()}"),
        *(f"Bearer {_safe(text(chance))}", "Negotiate " + "A" * 9_000, 'Digest username="x"'),
    )


def _safe(value: str) -> str:
    """Without what would frame the request anew; that is for another hunt."""
    kept = "".join(one for one in value if one >= " " and one != "\x7f")
    return kept.encode("utf-8", "replace").decode("latin-1")[:8_000]
