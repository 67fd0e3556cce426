"""What the bridge carries, and what it says outside of the messages."""

import asyncio
import base64
import json

import pytest

from tests.support.pipes import INITIALIZED, initialize, modern, request
from tests.support.scripted_server import answer, event, result, scripted, stream

pytestmark = pytest.mark.anyio


def session(asked, writer, **fields):
    """A server of the earlier protocol with a session."""
    if asked.method == "POST" and asked.message.get("method") == "initialize":
        answer(writer, result(asked, protocolVersion="2025-06-18"), mcp_session_id="s1")
    elif asked.method == "POST" and "id" in asked.message and "method" in asked.message:
        answer(writer, result(asked, **fields))
    else:
        answer(writer, status=202 if asked.method == "POST" else 405)


async def test_a_message_goes_unchanged_and_its_answer_comes_unchanged(bridged):
    said = b'{"jsonrpc":"2.0", "id":1,"method":"x/y","params":{"n":1.10,"t":"\xc3\xa9\\u00e9"}}'
    answered = '{\n "jsonrpc": "2.0",\r\n "id": 1, "result": {"big": 1e40, "t": "é"}\n}'

    async def script(asked, writer):
        answer(writer, answered.encode())

    async with scripted(script) as server, bridged(server.url) as client:
        client.say(said)
        line = await client.line()
    assert server.asked[0].body == said
    assert line == answered.replace("\n", " ").replace("\r", " ").encode() + b"\n"


async def test_credentials_go_with_every_request(bridged):
    async def script(asked, writer):
        session(asked, writer)

    async with scripted(script) as server, bridged(server.url) as client:
        await client.ask(initialize())
        client.say(INITIALIZED)
        await client.ask(request(1, "tools/list"))
    found = {(one.headers["authorization"], one.headers["user-id"]) for one in server.asked}
    assert found == {("Bearer clara_mcp_mine", "user_1")}
    assert len(server.asked) >= 4


async def test_without_a_credential_none_is_sent(bridged):
    async def script(asked, writer):
        answer(writer, result(asked))

    async with scripted(script) as server, bridged(server.url, token=None) as client:
        await client.ask(modern(1, "tools/list"))
    assert "authorization" not in server.asked[0].headers


async def test_the_earlier_protocol_has_its_session_and_version_in_headers(bridged):
    async def script(asked, writer):
        session(asked, writer)

    async with scripted(script) as server, bridged(server.url) as client:
        # All at once, as a shell's pipe sends it.
        client.say(initialize(), INITIALIZED, request(1, "tools/list"))
        await client.answers(2)
    opening, *rest = [one for one in server.asked if one.method == "POST"]
    assert not {"mcp-session-id", "mcp-protocol-version"} & set(opening.headers)
    assert {one.headers["mcp-session-id"] for one in rest} == {"s1"}
    assert {one.headers["mcp-protocol-version"] for one in rest} == {"2025-06-18"}
    assert "mcp-method" not in rest[-1].headers
    ended = server.asked[-1]
    assert (ended.method, ended.headers["mcp-session-id"]) == ("DELETE", "s1")


@pytest.mark.parametrize(
    ("method", "params", "name"),
    [
        ("tools/call", {"name": "card.lock"}, "card.lock"),
        ("prompts/get", {"name": " á "}, f"=?base64?{base64.b64encode(' á '.encode()).decode()}?="),
        ("resources/read", {"uri": "clara://x"}, "clara://x"),
        ("tools/list", {}, None),
    ],
)
async def test_the_later_protocol_says_method_and_name_in_headers(bridged, method, params, name):
    async def script(asked, writer):
        answer(writer, result(asked))

    async with scripted(script) as server, bridged(server.url) as client:
        await client.ask(modern("a", method, **params))
    headers = server.asked[0].headers
    assert headers["mcp-protocol-version"] == "2026-07-28"
    assert headers["mcp-method"] == method
    assert headers.get("mcp-name") == name
    assert "mcp-session-id" not in headers


async def test_arguments_a_tool_wants_in_headers_are_there_once_it_was_listed(bridged):
    schema = {
        "properties": {
            "region": {"type": "string", "x-mcp-header": "Region"},
            "deep": {"properties": {"dry": {"type": "boolean", "x-mcp-header": "Dry"}}},
            "bad": {"type": "string", "x-mcp-header": "no token"},
        }
    }

    async def script(asked, writer):
        answer(writer, result(asked, tools=[{"name": "t", "inputSchema": schema}]))

    async with scripted(script) as server, bridged(server.url) as client:
        await client.ask(modern(1, "tools/list"))
        arguments = {"region": "México", "deep": {"dry": True}, "bad": "x"}
        await client.ask(modern(2, "tools/call", name="t", arguments=arguments))
    headers = server.asked[1].headers
    encoded = base64.b64encode("México".encode()).decode()
    assert headers["mcp-param-region"] == f"=?base64?{encoded}?="
    assert headers["mcp-param-dry"] == "true"
    assert len([name for name in headers if name.startswith("mcp-param")]) == 2


async def test_events_come_one_by_one_and_requests_of_the_server_are_answered(bridged):
    answered = asyncio.Event()
    progress = {"jsonrpc": "2.0", "method": "notifications/progress", "params": {"t": "a\u2028b"}}

    async def script(asked, writer):
        message = asked.message if asked.body else {}
        if message.get("method") == "tools/call":
            stream(writer, b": hello\n\n", event(progress), event(request("s", "roots/list")))
            await writer.drain()
            await answered.wait()
            writer.write(event(result(asked, done=True)))
        elif "result" in message:
            answered.set()
            answer(writer, status=202)
        else:
            session(asked, writer)

    async with scripted(script) as server, bridged(server.url) as client:
        await client.ask(initialize())
        client.say(request(1, "tools/call", name="t"))
        assert await client.heard() == progress
        assert (await client.heard())["method"] == "roots/list"
        final = await client.ask({"jsonrpc": "2.0", "id": "s", "result": {"roots": []}})
    assert final["result"] == {"done": True}
    assert server.asked


async def test_what_a_server_says_unasked_is_heard(bridged):
    changed = {"jsonrpc": "2.0", "method": "notifications/tools/list_changed"}

    async def script(asked, writer):
        if asked.method == "GET":
            stream(writer, event(changed))
            await writer.drain()
            await asyncio.sleep(5)
        else:
            session(asked, writer)

    async with scripted(script) as server, bridged(server.url) as client:
        await client.ask(initialize())
        assert await client.ask(INITIALIZED) == changed
    (listened,) = [one for one in server.asked if one.method == "GET"]
    assert listened.headers["mcp-session-id"] == "s1"


async def test_a_large_answer_comes_whole(bridged):
    rows = ["x" * 1000] * 8000

    async def script(asked, writer):
        if asked.message["id"] == 1:
            answer(writer, result(asked, rows=rows))
        else:
            stream(writer, event(result(asked, rows=rows)))

    async with scripted(script) as server, bridged(server.url) as client:
        for number in (1, 2):
            found = await client.ask(modern(number, "tools/list"))
            assert found["result"]["rows"] == rows
    assert len(server.asked) == 2


@pytest.mark.parametrize("is_modern", [False, True])
async def test_taking_a_request_back_is_said_in_the_words_of_its_protocol(bridged, is_modern):
    begun = asyncio.Event()

    async def script(asked, writer):
        if asked.method == "POST" and asked.message.get("method") == "tools/call":
            begun.set()
            stream(writer, b": wait\n\n")
            while not writer.is_closing():
                writer.write(b": wait\n\n")
                await writer.drain()
                await asyncio.sleep(0.01)
        else:
            session(asked, writer)

    ask = modern if is_modern else request
    cancel = {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 1}}
    async with scripted(script) as server, bridged(server.url) as client:
        if not is_modern:
            await client.ask(initialize())
        client.say(ask(1, "tools/call", name="t"))
        await asyncio.wait_for(begun.wait(), 10)
        client.say(cancel)
        assert (await client.ask(ask(2, "tools/list")))["id"] == 2
    assert ("notifications/cancelled" in server.methods) is not is_modern


async def test_nothing_is_read_into_what_is_no_json_rpc(bridged):
    async def script(asked, writer):
        answer(writer, b"<html>hello</html>", content_type="text/html")

    async with scripted(script) as server, bridged(server.url) as client:
        refused = await client.ask(modern(1, "tools/list"))
    assert refused["error"]["code"] == -32003
    assert "hello" not in json.dumps(refused)
    assert len(server.asked) == 1
