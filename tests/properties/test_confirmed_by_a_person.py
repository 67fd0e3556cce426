"""An unlock that needs a yes, asked for by assistants of each kind: nothing that a model can write
is one."""

import asyncio
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp_types import ElicitResult

from clara.adapters.mcp.credentials import EnvironmentCredential
from clara.adapters.mcp.lines import Lines
from clara.adapters.mcp.stdio import serve_stdio
from clara.application.cards.lock_card import LockCard
from clara.application.cards.view_card import ViewCard
from clara.domain.credentials.actor import Door
from clara.domain.credentials.guard import Guard, Unlocking
from tests.parity.support.doors import BASE, Doors
from tests.support.assistant import ERAS, Assistant
from tests.support.guarded import guarded
from tests.support.house import Person
from tests.support.pipes import INITIALIZED, Pipes, initialize, request
from tests.support.tool_results import facts_of, refusal_in

pytestmark = pytest.mark.anyio

YES = ElicitResult(action="accept", content={"confirm": True})
NOS = (
    ElicitResult(action="decline"),
    ElicitResult(action="cancel"),
    ElicitResult(action="accept", content={"confirm": False}),
    ElicitResult(action="accept", content={}),
    ElicitResult(action="accept", content={"confirm": "true"}),
)


@pytest.fixture
async def person(doors: Doors) -> Person:
    """Whose assistant must ask, about a card that is locked."""
    await doors.world.run(LockCard, card="4417")
    return await guarded(doors.world, Guard(unlocking=Unlocking.CONFIRMED))


async def is_locked(doors: Doors) -> bool:
    return not (await doors.world.run(ViewCard, card="4417")).card.can_spend


class Asked:
    """A person at the client, who gives one answer to everything."""

    def __init__(self, answer: ElicitResult) -> None:
        self.answer = answer
        self.questions: list[str] = []

    async def __call__(self, _: Any, params: Any) -> ElicitResult:
        self.questions.append(params.message)
        return self.answer


@asynccontextmanager
async def client_of(doors: Doors, person: Person, asked: Asked | None, mode: str) -> Any:
    headers = {"clara-mcp-token": person.tokens[Door.MCP]}
    http = httpx2.AsyncClient(transport=httpx2.ASGITransport(doors.app), headers=headers)
    transport = streamable_http_client(f"{BASE}/mcp", http_client=http)
    async with http, Client(transport, mode=mode, elicitation_callback=asked) as client:
        yield client


async def test_the_newer_protocols_client_asks_and_comes_back_with_the_yes(
    doors: Doors, person: Person
) -> None:
    asked = Asked(YES)
    async with client_of(doors, person, asked, "2026-07-28") as client:
        result = await client.call_tool("unlock_card", {"card": "4417"})
    assert result.is_error is False
    assert result.structured_content["changed"] is True
    (question,) = asked.questions
    assert "4417" in question
    assert not await is_locked(doors)


@pytest.mark.parametrize("answer", NOS, ids=repr)
async def test_anything_else_than_a_yes_changes_nothing(
    doors: Doors, person: Person, answer: ElicitResult
) -> None:
    asked = Asked(answer)
    async with client_of(doors, person, asked, "2026-07-28") as client:
        result = await client.call_tool("unlock_card", {"card": "4417"})
    assert result.is_error is True
    assert refusal_in(result.content[0].text)["code"] == "confirmation_declined"
    assert len(asked.questions) == 1
    assert await is_locked(doors)


@pytest.mark.parametrize("mode", ["legacy", "2026-07-28"])
async def test_a_client_that_cannot_ask_gets_a_link_for_a_person(
    doors: Doors, person: Person, mode: str
) -> None:
    async with client_of(doors, person, None, mode) as client:
        result = await client.call_tool("unlock_card", {"card": "4417"})
    assert result.is_error is True
    said = refusal_in(result.content[0].text)
    assert said["code"] == "confirmation_required"
    assert said["details"]["confirm_url"].startswith("http")
    assert await is_locked(doors)


@pytest.mark.parametrize("modern", ERAS)
async def test_a_models_words_are_no_answer(doors: Doors, person: Person, modern: bool) -> None:
    """As an argument, as what the link holds, or as a state that nobody here sealed."""
    assistant = Assistant(doors.http, person.tokens[Door.MCP], modern)
    first = await assistant.call("unlock_card", card="4417")
    link = facts_of(first)["details"]["confirm_url"]
    for extra in ({"confirm": True}, {"approval": link}, {"confirmed": "yes"}):
        refused = await assistant.call("unlock_card", card="4417", **extra)
        assert facts_of(refused)["code"] == "invalid_parameters"
    answers = {"confirm": {"action": "accept", "content": {"confirm": True}}}
    for state in (link, "x", None):
        given = {"inputResponses": answers} | ({"requestState": state} if state else {})
        body = {"name": "unlock_card", "arguments": {"card": "4417"}, **given}
        try:
            answered = await assistant.ask("tools/call", **body)
        except Exception as error:  # noqa: BLE001  (however it is refused, nothing may change)
            answered = {"isError": True, "error": repr(error)}
        assert answered["isError"] is True
    assert await is_locked(doors)


@pytest.mark.parametrize("answer", [YES, *NOS[:2]], ids=repr)
async def test_over_standard_streams_the_earlier_protocol_asks_while_it_waits(
    doors: Doors, person: Person, answer: ElicitResult
) -> None:
    pipes = Pipes()
    runner = doors.world.core.runner

    async def serve() -> None:
        async with Lines(pipes.incoming, pipes.outgoing) as lines:
            credential = EnvironmentCredential(person.tokens[Door.MCP])
            await serve_stdio(runner, lines, credential, None)

    serving = asyncio.create_task(serve())
    try:
        hello = initialize()
        hello["params"]["capabilities"] = {"elicitation": {"form": {}}}
        call = request(7, "tools/call", name="unlock_card", arguments={"card": "4417"})
        pipes.say(hello, INITIALIZED)
        await pipes.heard()
        pipes.say(call)
        question = await pipes.heard()
        assert question["method"] == "elicitation/create"
        assert "4417" in question["params"]["message"]
        reply = answer.model_dump(mode="json", by_alias=True, exclude_none=True)
        pipes.say({"jsonrpc": "2.0", "id": question["id"], "result": reply})
        result = (await pipes.heard())["result"]
        pipes.end()
        await asyncio.wait_for(serving, 20)
    finally:
        serving.cancel()
        pipes.close()
    is_yes = answer is YES
    assert result["isError"] is not is_yes
    assert await is_locked(doors) is not is_yes
