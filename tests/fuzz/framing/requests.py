"""Requests with something odd in their first line, their headers or the way they arrive."""

import random
from dataclasses import dataclass

from tests.fuzz.chance import text
from tests.fuzz.parts import Cast

FOREIGN_HOST = "zqevil.example"
"""Named in headers that only a trusted proxy may send; no answer may believe it."""
_METHODS = (
    *("GET", "GET", "GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"),
    *("PROPFIND", "get", "QUERY", "M-SEARCH", "GE T", "\x00", "", "X" * 9_000, "PRI", "GET\t"),
)
_KNOWN = 0.8
"""How often method, version and place are such as there are."""
_VERSIONS = ("1.1",) * 12 + ("1.0", "2.0", "0.9", "9.9", "1.1 ", "11", "", "1.1\x00")
_PATHS = (
    *("/", "*", "//", "///", "/api/v1/health", "/api/v1/health/ready", "/openapi.json", "/docs"),
    *("/api/v1/../../../etc/passwd", "/api/v1/%2e%2e/%2e%2e/etc/passwd", "/assets/../../clara"),
    *("/assets/%2e%2e%2f%2e%2e%2fclara", "/docs/assets/..%5c..%5cx", "/%c0%ae%c0%ae/", "/%00"),
    *("/api/v1/users/%ff%fe", "/%", "/%zz", "/\\..\\", "/a;b=c", "/a#b", "http://%/", "http://"),
    *(f"http://{FOREIGN_HOST}/api/v1/health", "https://127.0.0.1/", f"//{FOREIGN_HOST}/", "?", ""),
    *(f"{FOREIGN_HOST}:443", "/.git/config", "/.env", "/login?next=//zq", "/authorize?x=%00"),
    *("/api/v1/companies/{company}/cards", "/api/v1/companies/{company}/card_transactions"),
    *("/api/v1/companies/{company}/cards/4417/lock", "/api/v1/users/{user}", "/cards", "/token"),
    *("/api/v1/companies/{company}/card_transactions/export", "/mcp", "/register", "/upload"),
    *("/api/v1/companies/{foreign}/cards", "/.well-known/oauth-authorization-server/mcp"),
)
_KNOWN_PATHS = tuple(one for one in _PATHS if "{" in one or one.startswith("/api/v1/health"))
_VALUES: dict[str, tuple[str, ...]] = {
    "Host": (
        "",
        FOREIGN_HOST,
        "127.0.0.1:99999",
        "[::1",
        "a@b",
        "localhost:80:80",
        "a b",
        "x" * 5_000,
    ),
    "X-Forwarded-Host": (FOREIGN_HOST,),
    "X-Forwarded-For": ("1.2.3.4", ", ".join(["10.0.0.1"] * 500), "::1", "unknown", "127.0.0.1"),
    "X-Forwarded-Proto": ("https", "ftp", "https,http"),
    "Forwarded": (f"for=1.2.3.4;host={FOREIGN_HOST};proto=https", 'for="[::1', ";" * 900),
    "X-Original-Url": ("/api/v1/users",),
    "X-Http-Method-Override": ("DELETE",),
    "Cookie": (
        "clara_session=",
        "clara_session=a; clara_session=b",
        "=;=;;",
        "a=b; " * 3_000,
        '$V="1',
    ),
    "Authorization": (
        "Bearer",
        "Basic",
        "Basic =",
        "Basic //79",
        "Bearer \xff\xfe",
        "Digest " * 900,
    ),
    "Idempotency-Key": ("", " ", "k" * 256, "k" * 70_000, "\xff", "\x7f", "a\tb"),
    "Accept-Language": (
        "*",
        "es-MX;q=9",
        "x" * 3_000,
        ",".join(["pt"] * 4_000),
        ";q=",
        "\xff",
        "en;q=nan",
    ),
    "Accept": ("", "text/html", "*/*;q=0", "a/b;" * 3_000, "application/json;q=\xff", "image/*"),
    "Accept-Encoding": ("gzip", "br;q=1.0, *;q=0", "identity;q=0", "zstd", "gzip;q=\xff", ""),
    "Content-Type": (
        *("application/json", "application/json; charset=utf-7", "text/plain", "", "/", "a/b/c"),
        *(
            "multipart/form-data",
            "multipart/form-data; boundary=",
            'multipart/form-data; boundary="',
        ),
        *(
            "multipart/form-data; boundary=" + "x" * 300,
            "application/x-www-form-urlencoded; charset=x",
        ),
        *("application/json; charset=" + "u" * 3_000, "multipart/mixed; boundary=x", "\xff/\xff"),
    ),
    "Content-Encoding": ("gzip", "deflate, gzip", "x", "identity"),
    "If-None-Match": ("*", '"a"', 'W/"', "\xff", ",".join(['"x"'] * 2_000)),
    "If-Match": ("*", '"no"'),
    "If-Modified-Since": ("yesterday", "Fri, 32 Nov 2026 99:99:99 GMT", "\xff"),
    "Range": (
        "bytes=0-0",
        "bytes=-1",
        "bytes=9-1",
        "bytes=" + "0-0," * 3_000,
        "lines=1-2",
        "bytes=a",
    ),
    "If-Range": ("x",),
    "Connection": ("close", "keep-alive", "upgrade", "close, keep-alive", "Authorization", "\xff"),
    "Upgrade": ("h2c", "websocket", "TLS/1.0"),
    "Expect": ("100-continue", "200-ok", "", "100-continue, x"),
    "TE": ("trailers", "chunked;q=\xff"),
    "Trailer": ("Content-Length", "Authorization"),
    "Max-Forwards": ("0", "-1"),
    "Prefer": ("wait=0", "respond-async", "wait=99999999999", "\xff", "wait=a, wait=b"),
    "Origin": ("null", f"https://{FOREIGN_HOST}", "file://", "\xff", "https://[::1"),
    "Sec-Fetch-Site": ("cross-site", "x"),
    "Referer": ("\xff", "javascript:1"),
    "User-Agent": ("", "\xff" * 300, "x" * 20_000, "<script>zq"),
    "User-Id": ("user_" + "0" * 32, "\xff", ""),
    "Company-Id": ("company_" + "0" * 32, "\xff", "", "a,b"),
    "X-Request-Id": ("x" * 300, "\xff", "a b", "req_1"),
    "traceparent": ("00-" + "0" * 32 + "-" + "0" * 16 + "-01", "x", "\xff"),
}
_NAMES = (*("", " ", "a b", "a:", "\x00", "é", "Host ", "x" * 9_000, "(x)", "\x7f", "@"),)
_BODIES = (b"", b"{}", b"null", b"[", b"a=b", b"--x\r\n\r\n--x--", b"\x00" * 100, b'{"a":1}' * 999)


@dataclass(frozen=True)
class Odd:
    """`is_whole` when it was not cut off."""

    sent: bytes
    method: str
    is_whole: bool = True


@dataclass(frozen=True)
class OddRequests:
    cast: Cast
    host: str

    def one(self, chance: random.Random) -> Odd:
        is_known = chance.random() < _KNOWN
        method = chance.choice(_METHODS[:6] if is_known else _METHODS)
        version = "1.1" if is_known else chance.choice(_VERSIONS)
        headers = [("Host", self.host)] if chance.random() < 0.95 else []
        if chance.random() < 0.6:
            headers.append(("Authorization", self.cast.default["api_key"]))
        many = (90, 300, 3_000) if chance.random() < 0.02 else (0, 1, 1, 2, 3, 6)
        headers += [self._header(chance) for _ in range(chance.choice(many))]
        body = chance.choice(_BODIES) if chance.random() < 0.4 else None
        if body is not None:
            headers.append(("Content-Length", str(len(body))))
        lines = [f"{method} {self._target(chance)} HTTP/{version}"]
        lines += [f"{name}: {value}" for name, value in headers]
        end = "\r\n" if chance.random() < 0.97 else chance.choice(("\n", "\r", "\r\r\n", "\n\r"))
        head = end.join(lines).encode("utf-8", "replace") + (end * 2).encode()
        sent = head + (body or b"")
        if chance.random() < 0.05:
            return Odd(sent[: chance.randrange(1, len(sent))], method, is_whole=False)
        return Odd(sent, method)

    def _target(self, chance: random.Random) -> str:
        path = chance.choice(_PATHS if chance.random() > _KNOWN else _KNOWN_PATHS)
        path = path.replace("{company}", self.cast.known["company_id"][0])
        path = path.replace("{foreign}", self.cast.known_foreign[0])
        path = path.replace("{user}", self.cast.known["user_id"][0])
        drawn = chance.random()
        if drawn < 0.15:
            return path + "?" + text(chance)[:3_000].replace(" ", "+")
        if drawn < 0.25:
            return path + "/" + text(chance)[:200]
        if drawn < 0.28:
            return path + "a" * chance.choice((3_000, 60_000, 70_000, 200_000))
        return path

    def _header(self, chance: random.Random) -> tuple[str, str]:
        name = chance.choice([*_VALUES])
        drawn = chance.random()
        if drawn < 0.75:
            return name, chance.choice(_VALUES[name])
        if drawn < 0.92:
            return name, text(chance)[:40_000]
        if drawn < 0.97:
            return chance.choice(_NAMES), "x"
        return name, "v" * chance.choice((8_000, 65_000, 300_000))
