"""Requests of people who have signed in, over HTTP."""

from typing import Any

import httpx

from clara.domain.credentials.actor import Door
from tests.parity.support.doors import API, Doors
from tests.support.house import Person


async def send(
    doors: Doors, method: str, path: str, by: Person | None = None, **more: Any
) -> httpx.Response:
    """A REST request with the user token of `by` (the administrator of company a); `path` is below
    `/api/v1`."""
    person = by or doors.world.a.administrator
    headers = {"authorization": f"Bearer {person.tokens[Door.WEB]}", **more.pop("headers", {})}
    return await doors.http.request(method, API + path, headers=headers, **more)


async def data(doors: Doors, method: str, path: str, by: Person | None = None, **more: Any) -> Any:
    """What a request that succeeds is answered with."""
    response = await send(doors, method, path, by, **more)
    assert response.status_code in (200, 201), response.text
    return response.json()["data"]


def told(response: httpx.Response) -> tuple[int, str]:
    """Status and code of a refusal."""
    return response.status_code, response.json()["code"]
