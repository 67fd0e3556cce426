"""A program that publishes who it is gets in, over HTTP; the page says which host answers for it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.parity.support.doors import Doors, opened_doors
from tests.support.publisher import HOST, Publisher, publishing
from tests.support.visitor import Visitor

pytestmark = pytest.mark.anyio


@pytest.fixture
async def publisher(
    tmp_path: Path, anyio_backend: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Publisher]:
    async with publishing(tmp_path) as publisher:
        monkeypatch.setattr(
            "clara.bootstrap._client_documents", lambda _, clock: publisher.documents(clock)
        )
        yield publisher


@pytest.fixture
async def visitor(publisher: Publisher, url: str) -> AsyncIterator[Visitor]:
    async with opened_doors(url, client_documents="on") as doors:
        visitor = Visitor(doors)
        await visitor.has_password()
        yield visitor


async def test_from_its_document_to_a_tool_call(visitor: Visitor, publisher: Publisher) -> None:
    server = (await visitor.http.get("/.well-known/oauth-authorization-server")).json()
    assert server["client_id_metadata_document_supported"] is True
    assert "none" in server["token_endpoint_auth_methods_supported"]
    url = publisher.publish(client_name="Claude")
    page = await visitor.opens(url)
    assert f"Claude ({HOST})" in page.text
    page = await visitor.signs_in(page)
    assert f"Connect Claude ({HOST})?" in page.text
    assert f"Published by {HOST}" in page.text
    told = await visitor.allows(page)
    answer = await visitor.tokens(told["code"], {}, client_id=url)
    assert answer.status_code == 200, answer.text
    listed = await visitor.http.post(
        "/mcp",
        headers={
            "authorization": f"Bearer {answer.json()['access_token']}",
            "accept": "application/json, text/event-stream",
        },
        json={"jsonrpc": "2.0", "id": 1, "method": "tools/list"},
    )
    assert listed.status_code == 200
    assert len(publisher.asked) == 1


async def test_whoever_calls_itself_so_the_host_tells_them_apart(
    visitor: Visitor, publisher: Publisher
) -> None:
    page = await visitor.opens(publisher.publish(client_name="Clara (clara.example)"))
    assert f"Clara (clara.example) ({HOST})" in page.text


async def test_of_a_program_on_the_persons_computer_the_page_warns(
    visitor: Visitor, publisher: Publisher
) -> None:
    url = publisher.publish(redirect_uris=["http://localhost/callback"])
    page = await visitor.opens(url, redirect_uri="http://localhost:3118/callback")
    page = await visitor.signs_in(page)
    assert "a program on this computer" in page.text
    assert "Any program on this computer could say that it is “Assistant”." in page.text
    assert f"Published by {HOST}" in page.text


async def test_what_is_wrong_with_a_document_is_said_and_nobody_is_sent_anywhere(
    visitor: Visitor, publisher: Publisher
) -> None:
    url = publisher.publish(token_endpoint_auth_method="private_key_jwt")
    page = await visitor.opens(url)
    assert page.status == 400
    assert "private_key_jwt is not supported" in page.text
    assert "location" not in page.answer.headers
    publisher.answers.clear()
    page = await visitor.opens(publisher.url())
    assert page.status == 503
    assert "can’t be read" in page.text
    assert "location" not in page.answer.headers


async def test_switched_off_an_address_is_an_unknown_client(
    doors: Doors, publisher: Publisher
) -> None:
    server = (await doors.http.get("/.well-known/oauth-authorization-server")).json()
    assert server["client_id_metadata_document_supported"] is False
    page = await Visitor(doors).opens(publisher.publish())
    assert page.status == 400
    assert "not registered here" in page.text
    assert publisher.resolved == []
