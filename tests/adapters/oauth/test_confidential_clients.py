"""A client that an operator created shows its secret at `/token`, in the header or in the form."""

from typing import Any

import pytest

from clara.application.call import Call
from clara.application.oauth.create_client import CreateClient
from clara.domain.credentials.actor import Door
from tests.parity.support.doors import Doors
from tests.support.oauth_client import CALLBACK
from tests.support.visitor import Visitor, basic

pytestmark = pytest.mark.anyio


@pytest.fixture
async def visitor(doors: Doors) -> Visitor:
    doors.http.cookies.clear()
    visitor = Visitor(doors)
    await visitor.has_password()
    return visitor


@pytest.fixture
async def client(doors: Doors) -> Any:
    world = doors.world
    fields = {"name": "Back office", "redirect_uris": [CALLBACK]}
    call = Call(door=Door.CLI, request_id="request")
    return (await world.core.runner.run(CreateClient, world.draft(**fields), call)).result


async def _code(visitor: Visitor, client: Any) -> str:
    page = await visitor.signs_in(await visitor.opens(client.client_id))
    assert "Back office" in page.text
    return (await visitor.allows(page))["code"]


def _proofs(client_id: str, secret: str) -> list[tuple[dict[str, str], dict[str, str]]]:
    """Both ways to show a secret: headers and fields."""
    return [
        (basic(client_id, secret), {}),
        ({}, {"client_id": client_id, "client_secret": secret}),
    ]


@pytest.mark.parametrize("way", [0, 1], ids=["client_secret_basic", "client_secret_post"])
async def test_with_its_secret_it_gets_tokens(visitor: Visitor, client: Any, way: int) -> None:
    headers, fields = _proofs(client.client_id, client.client_secret)[way]
    answer = await visitor.tokens(await _code(visitor, client), headers, **fields)
    assert answer.status_code == 200, answer.text
    form = {"grant_type": "refresh_token", "refresh_token": answer.json()["refresh_token"]}
    renewed = await visitor.http.post("/token", data={**form, **fields}, headers=headers)
    assert renewed.json()["access_token"].startswith("clara_oat_")


@pytest.mark.parametrize("way", [0, 1, 2], ids=["basic", "post", "none"])
async def test_without_it_its_code_is_of_no_use(visitor: Visitor, client: Any, way: int) -> None:
    ways = [*_proofs(client.client_id, "wrong"), ({}, {"client_id": client.client_id})]
    headers, fields = ways[way]
    answer = await visitor.tokens(await _code(visitor, client), headers, **fields)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert answer.headers["www-authenticate"] == "Basic"
