"""The door on two pipes: the same tools, refusals and log as over HTTP, nothing else in between."""

import asyncio
import os
import signal
from contextlib import asynccontextmanager

import pytest
from msgspec import structs

from clara.adapters.mcp.caller import Spelling
from clara.adapters.mcp.credentials import EnvironmentCredential
from clara.adapters.mcp.lines import MAX_LINE_BYTES, Lines
from clara.adapters.mcp.stdio import require_live, serve_stdio
from clara.application.card_transactions.list_card_transactions import ListCardTransactions
from clara.domain.audit.entry import Outcome
from clara.domain.companies.company import Role
from clara.domain.credentials.token import CredentialKind, digest
from clara.domain.errors import Unauthenticated
from tests.support.pipes import INITIALIZED, Pipes, initialize, modern, request

pytestmark = pytest.mark.anyio


@pytest.fixture
def token(world):
    return world.issue(CredentialKind.MCP_TOKEN, Role.ADMINISTRATOR)


@pytest.fixture
def speaking(app, token):
    """`async with speaking() as (pipes, serving):` a client's ends, and the running door."""

    @asynccontextmanager
    async def opened(spelling=None, credential=None):
        pipes = Pipes()

        async def serve():
            async with Lines(pipes.incoming, pipes.outgoing) as lines:
                acting = credential or EnvironmentCredential(token)
                await serve_stdio(app.bridge.runner, lines, acting, spelling)

        serving = asyncio.create_task(serve())
        try:
            yield pipes, serving
            pipes.end()
            await asyncio.wait_for(serving, 20)
        finally:
            serving.cancel()
            pipes.close()

    return opened


async def test_both_eras_list_the_same_tools(speaking):
    listed = []
    async with speaking() as (pipes, _):
        pipes.say(initialize(), INITIALIZED, request(1, "tools/list"))
        listed.append((await pipes.answers(2))[1]["result"]["tools"])
    async with speaking() as (pipes, _):
        pipes.say(modern(1, "tools/list"))
        listed.append((await pipes.heard())["result"]["tools"])
    assert [tool["name"] for tool in listed[0]] == [tool["name"] for tool in listed[1]]
    assert "list_cards" in [tool["name"] for tool in listed[0]]


@pytest.mark.parametrize(
    ("kind", "spelling", "name"),
    [
        (CredentialKind.MCP_TOKEN, None, "list_cards"),
        (CredentialKind.API_KEY, None, "card.list"),
        (CredentialKind.API_KEY, Spelling.UNDERSCORE, "list_cards"),
    ],
)
async def test_names_are_spelled_by_credential_unless_asked_otherwise(
    speaking, world, kind, spelling, name
):
    credential = EnvironmentCredential(world.issue(kind, Role.ADMINISTRATOR))
    async with speaking(spelling, credential) as (pipes, _):
        pipes.say(modern(1, "tools/list"))
        tools = (await pipes.heard())["result"]["tools"]
    assert name in [tool["name"] for tool in tools]


@pytest.mark.parametrize("is_modern", [False, True])
async def test_a_call_is_logged_with_the_name_of_the_client(speaking, world, page, is_modern):
    world.results[ListCardTransactions] = page()
    async with speaking() as (pipes, _):
        if not is_modern:
            pipes.say(initialize(), INITIALIZED)
            await pipes.heard()
        ask = modern if is_modern else request
        pipes.say(ask(1, "tools/call", name="list_transactions", arguments={}))
        answer = await pipes.heard()
    assert answer["result"]["structuredContent"]["total_count"] == 99
    (entry,) = world.entries
    assert (entry.door, entry.client, entry.outcome) == ("mcp", "assistant/3", Outcome.DONE)
    assert entry.request_id.startswith("request_")


@pytest.mark.parametrize("is_modern", [False, True])
async def test_what_is_revoked_is_refused_at_the_very_next_request(
    speaking, world, token, is_modern
):
    ask = modern if is_modern else request
    async with speaking() as (pipes, _):
        if not is_modern:
            pipes.say(initialize(), INITIALIZED)
            await pipes.heard()
        pipes.say(ask(1, "tools/list"))
        assert "result" in await pipes.heard()
        del world.actors[digest(token)]
        pipes.say(
            ask(2, "tools/call", name="list_cards", arguments={}),
            ask(3, "tools/list"),
            ask(4, "ping") if not is_modern else ask(4, "server/discover"),
        )
        refused = await pipes.answers(3)
    assert {one["error"]["data"]["code"] for one in refused.values()} == {"unauthenticated"}
    assert [entry.outcome for entry in world.entries] == [Outcome.REFUSED] * 3


async def test_every_request_is_authenticated_afresh(speaking, world):
    async with speaking() as (pipes, _):
        before = world.lookups
        pipes.say(modern(1, "tools/list"), modern(2, "tools/list"))
        await pipes.answers(2)
    assert world.lookups == before + 2


async def test_another_users_id_is_refused(app, token, world):
    stranger = EnvironmentCredential(token, user_id="user_of_somebody_else")
    with pytest.raises(Unauthenticated, match="USER_ID names somebody else") as refused:
        await require_live(app.bridge.runner, stranger)
    assert token not in str(refused.value)
    (actor,) = world.actors.values()
    await require_live(app.bridge.runner, EnvironmentCredential(token, actor.user_id))


async def test_an_account_that_is_not_active_is_told_so(app, token, world):
    world.actors[digest(token)] = structs.replace(world.actors[digest(token)], is_active=False)
    with pytest.raises(Unauthenticated, match="activate your account") as refused:
        await require_live(app.bridge.runner, EnvironmentCredential(token))
    assert refused.value.code == "account_inactive"


async def test_lines_that_are_no_messages_are_answered_and_change_nothing(speaking):
    async with speaking() as (pipes, _):
        pipes.say(b"no json", b"[]", b'{"id": 7, "jsonrpc": "1.0"}', b"", b"\xff")
        errors = [await pipes.heard() for _ in range(4)]
        pipes.say(modern(1, "tools/list"))
        assert "result" in await pipes.heard()
    found = [(one["id"], one["error"]["code"]) for one in errors]
    assert found == [(None, -32700), (None, -32600), (7, -32600), (None, -32700)]


async def test_a_line_that_is_too_long_is_refused_and_the_next_is_read(speaking):
    async with speaking() as (pipes, _):
        big = b'"' + b"x" * (MAX_LINE_BYTES + 10) + b'"'
        await asyncio.to_thread(pipes.say, big, modern(1, "tools/list"))
        refused, answered = await pipes.heard(), await pipes.heard()
    assert refused["error"]["message"] == "A message has at most 4,194,304 bytes."
    assert answered["id"] == 1


async def test_what_was_asked_before_the_end_is_answered(speaking):
    async with speaking() as (pipes, _):
        pipes.say(*(modern(number, "tools/list") for number in range(5)))
        pipes.end()
        answers = await pipes.answers(5)
    assert set(answers) == set(range(5))


async def test_it_ends_when_nobody_listens_any_more(speaking):
    async with speaking() as (pipes, serving):
        pipes.stop_listening()
        pipes.say(modern(1, "tools/list"))
        await asyncio.wait_for(asyncio.shield(serving), 20)


async def test_it_ends_when_told_to(speaking):
    async with speaking() as (pipes, serving):
        pipes.say(modern(1, "tools/list"))
        await pipes.heard()
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(asyncio.shield(serving), 20)
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


async def test_a_defect_before_the_tools_is_masked(speaking, world):
    async with speaking() as (pipes, _):
        world.actors = None  # whatever looks a credential up breaks
        pipes.say(modern(1, "tools/list"))
        error = (await pipes.heard())["error"]
    assert error["data"]["code"] == "internal"
    assert "NoneType" not in str(error)


@pytest.mark.parametrize("is_told", [False, True])
async def test_a_request_that_takes_long_is_waited_for_until_it_is_told_to_stop(
    speaking, world, page, is_told
):
    begun, go_on = asyncio.Event(), asyncio.Event()

    inner = world.open

    @asynccontextmanager
    async def slow():
        async with inner() as unit:
            yield unit
            if world.commands:  # the tool's own unit, not that of the authentication
                begun.set()
                await go_on.wait()

    world.open = slow
    world.results[ListCardTransactions] = page()
    async with speaking() as (pipes, serving):
        pipes.say(modern(1, "tools/call", name="list_transactions", arguments={}))
        await begun.wait()
        pipes.end()
        if is_told:
            os.kill(os.getpid(), signal.SIGTERM)
            await asyncio.wait_for(asyncio.shield(serving), 20)
        else:
            go_on.set()
            assert "result" in await pipes.heard()
    assert [entry.outcome for entry in world.entries] == [
        Outcome.FAILED if is_told else Outcome.DONE
    ]
