"""Whether a company's data is in an answer."""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import httpx

from tests.isolation.support.home import Home


def said(response: httpx.Response) -> str:
    """All that an answer says, headers too: as it is written, and every text in its JSON as it is
    meant."""
    content = response.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = b"\n".join(book.read(name) for name in book.namelist())
    parts = [*response.headers.values(), content.decode("utf-8", "replace")]
    # Files and empty answers are no JSON.
    with suppress(ValueError):
        parts.extend(_texts(response.json()))
    return "\n".join(parts)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
        if value[:1] in ("{", "["):
            with suppress(ValueError):
                yield from _texts(json.loads(value))
    elif isinstance(value, dict):
        for name, one in value.items():
            yield name
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def leaks(text: str, home: Home, sent: str = "") -> list[str]:
    """What of `home` is in `text`, but for what was `sent`: an echo tells nothing new."""
    lower, echo = text.lower(), sent.lower()
    found = {
        f"{what}: {written}"
        for what, written in home.texts()
        if written.lower() in lower and written.lower() not in echo
    }
    words = set(re.findall(r"(?<![\w.-])\d{4}(?![\w.-])", text))
    found |= {f"last four digits: {one}" for one in home.digits() & words if one not in sent}
    return sorted(found)
