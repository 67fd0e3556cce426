"""Multipart forms around files: as browsers write them, and torn."""

import random

from tests.fuzz.chance import damaged, text

_TORN = 0.1
_TYPES = ("application/octet-stream", "text/csv", "application/pdf", "image/png", "", "x/y; a=b")


def form_of(
    content: bytes, name: str, fields: dict[str, str], chance: random.Random
) -> tuple[tuple[str, str], bytes]:
    """The header that says what it is, and the form: torn in one of ten."""
    boundary = f"zq{chance.randrange(10**9)}"
    parts = [
        _part(f'name="{key}"', given.encode("utf-8", "replace")) for key, given in fields.items()
    ]
    file_name = name if chance.random() < 0.9 else _quoted(text(chance)[:400])
    about = f'name="file"; filename="{file_name}"'
    parts.append(_part(about, content, chance.choice(_TYPES)))
    if chance.random() < 0.04:
        parts *= chance.choice((2, 6, 40))
    body = b"".join(b"--" + boundary.encode() + b"\r\n" + one for one in parts)
    body += b"--" + boundary.encode() + b"--\r\n"
    said = f"multipart/form-data; boundary={boundary}"
    if chance.random() < _TORN:
        said, body = _torn(said, body, chance)
    return ("content-type", said), body


def _part(about: str, content: bytes, kind: str = "") -> bytes:
    head = f"content-disposition: form-data; {about}\r\n"
    if kind:
        head += f"content-type: {kind}\r\n"
    return head.encode("utf-8", "replace") + b"\r\n" + content + b"\r\n"


def _torn(said: str, body: bytes, chance: random.Random) -> tuple[str, bytes]:
    match chance.randrange(5):
        case 0:
            return said, body[: chance.randrange(len(body))]
        case 1:
            return said, damaged(body[:2_000], chance) + body[2_000:]
        case 2:
            return chance.choice(("multipart/form-data", "text/csv", said + "; boundary=x")), body
        case 3:
            return said, body.replace(
                b'name="file"', chance.choice((b"name=file", b'name=""', b""))
            )
        case _:
            return said, body.replace(b"\r\n", b"\n")


def _quoted(name: str) -> str:
    kept = "".join(one for one in name if one >= " ")
    return kept.replace('"', "%22")
