"""A zero byte in any text of any operation: PostgreSQL can't store it, and nobody means it."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.adapters.http.requests_made import Request, example, well_formed
from tests.parity.support.doors import Doors

pytestmark = pytest.mark.anyio

ZERO = "\x00"
CLEANED = {"name", "reason", "first_name", "last_name", "description"}
"""Free text, of which what can't be seen is left out."""
HASHED = {"password"}
"""Of any characters, and never stored as text."""


def _targets(document: dict[str, Any], request: Request) -> Iterator[tuple[str, str, Any]]:
    """Place, name and a valid value of everything that is written as text."""
    for one in request.operation.get("parameters", ()):
        if one["in"] in ("path", "query"):
            known = request.path.get(one["name"])
            value = known if known is not None else _made_up(document, one)
            yield one["in"], one["name"], value
    for name, value in (request.body or {}).items():
        yield "body", name, value


def _made_up(document: dict[str, Any], parameter: dict[str, Any]) -> Any:
    # There is no example of a cursor: one made up is refused.
    return "cursor" if parameter["name"] == "cursor" else example(document, parameter)


def _spoiled(value: Any) -> Iterator[Any]:
    if isinstance(value, list):
        yield from ([*value[1:], text] for text in _spoiled(value[0]))
    elif not isinstance(value, bool | int | float):
        yield from (ZERO, f"{value}{ZERO}", f"{ZERO}{value}")


def _refusal(response: httpx.Response, place: str, name: str) -> str | None:
    """What is wrong with the answer to a zero byte in `name`."""
    if response.status_code >= 500:
        return f"{response.status_code} {response.text}"
    if response.status_code >= 400:
        return None if response.json()["code"] else "no code"
    if "\\u0000" in response.text or ZERO in response.text:
        return "it is in what is stored"
    may_be_done = place == "query" or (place == "body" and name in CLEANED | HASHED)
    return None if may_be_done else f"it was taken: {response.text}"


async def test_a_zero_byte_is_refused_or_left_out_everywhere(
    doors: Doors, document: dict[str, Any]
) -> None:
    wrong, asked = [], 0
    for request in well_formed(document, doors):
        for place, name, value in _targets(document, request):
            for text in _spoiled(value):
                response = await request.put(place, name, text).send(doors)
                asked += 1
                if (found := _refusal(response, place, name)) is not None:
                    wrong.append(f"{request.method} {request.route} {name}: {found[:200]}")
    assert not wrong, "\n".join(wrong)
    assert asked > 200
