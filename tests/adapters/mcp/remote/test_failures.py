"""A server that refuses, breaks off, forgets or is not there: the client is told, in JSON-RPC."""

import socket

import pytest

from clara.adapters.mcp.remote.address import checked
from clara.adapters.mcp.remote.bridge import serve_remote
from clara.domain.errors import Invalid
from tests.support.pipes import INITIALIZED, initialize, modern, request
from tests.support.scripted_server import answer, event, result, scripted, stream

pytestmark = pytest.mark.anyio

CALL = modern(1, "tools/call", name="lock_card")
LIST = modern(1, "tools/list")


@pytest.mark.parametrize(
    ("status", "body", "headers", "code"),
    [
        (401, {"code": "unauthenticated", "message": "No."}, {}, "unauthenticated"),
        (401, None, {}, "unauthenticated"),
        (403, None, {}, "forbidden"),
        (404, None, {}, "not_found"),
        (429, {"code": "rate_limit_exceeded"}, {"retry_after": "7"}, "rate_limit_exceeded"),
        (503, "text", {}, "http_503"),
        (307, None, {"location": "https://elsewhere.example/mcp"}, "redirected"),
        (202, None, {}, "http_202"),
    ],
)
async def test_a_refusal_in_http_becomes_an_error_with_a_code(bridged, status, body, headers, code):
    async def script(asked, writer):
        answer(writer, body, status, **headers)

    async with scripted(script) as server, bridged(server.url) as client:
        error = (await client.ask(CALL))["error"]
    assert (error["code"], error["data"]["code"]) == (-32003, code)
    assert error["data"]["http_status"] == status
    assert error["data"].get("retry_after_seconds") == (7 if "retry_after" in headers else None)
    assert client.said == [error["message"]]
    assert len(server.asked) == 1


async def test_an_error_of_json_rpc_passes_whatever_the_status(bridged):
    async def script(asked, writer):
        error = {"code": -32022, "message": "Unsupported", "data": {"supported": ["2025-11-25"]}}
        answer(writer, {"jsonrpc": "2.0", "id": None, "error": error}, 400)

    async with scripted(script) as server, bridged(server.url) as client:
        found = await client.ask(modern("x", "server/discover"))
    assert (found["id"], found["error"]["data"]) == ("x", {"supported": ["2025-11-25"]})
    assert server.asked[0].headers["mcp-method"] == "server/discover"


async def test_a_server_that_is_away_is_waited_for_and_then_an_error(bridged):
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{place.getsockname()[1]}/mcp"
    async with bridged(url) as client:
        error = (await client.ask(CALL))["error"]
        again = (await client.ask(LIST))["error"]
    assert (error["code"], error["data"]) == (-32000, {"code": "server_away"})
    assert again["message"] == f"{url} can't be reached."
    assert client.said == [again["message"]]


async def test_what_was_never_sent_is_sent_when_the_server_is_back(bridged, monkeypatch):
    monkeypatch.setattr("clara.adapters.mcp.remote.bridge._PAUSES", (0.05,) * 200)

    async def script(asked, writer):
        answer(writer, result(asked, changed=True))

    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        port = place.getsockname()[1]
    async with bridged(f"http://127.0.0.1:{port}/mcp") as client:
        client.say(CALL)
        async with scripted(script, port) as server:
            assert (await client.heard())["result"] == {"changed": True}
    assert server.methods == ["tools/call"]


@pytest.mark.parametrize(("message", "attempts", "has_answer"), [(LIST, 2, True), (CALL, 1, False)])
async def test_what_may_have_been_done_is_not_asked_twice_unless_it_only_reads(
    bridged, message, attempts, has_answer
):
    async def script(asked, writer):
        if len(server.asked) > 1:
            answer(writer, result(asked))

    async with scripted(script) as server, bridged(server.url) as client:
        found = await client.ask(message)
    assert len(server.asked) == attempts
    assert ("result" in found) is has_answer
    if not has_answer:
        assert found["error"]["data"] == {"code": "connection_lost"}
        assert "may have done" in found["error"]["message"]


async def test_a_stream_that_breaks_off_is_taken_up_where_it_ended(bridged):
    async def script(asked, writer):
        if asked.method == "GET":
            assert asked.headers["last-event-id"] == "7"
            stream(writer, event(result(server.asked[0], resumed=True), id="8"))
        else:
            stream(writer, event(id="7", retry="10"), b"data: {half")

    async with scripted(script) as server, bridged(server.url) as client:
        assert (await client.ask(CALL))["result"] == {"resumed": True}
    assert [one.method for one in server.asked] == ["POST", "GET"]


async def test_a_stream_that_ends_without_an_answer_is_an_error(bridged):
    async def script(asked, writer):
        stream(writer, event({"jsonrpc": "2.0", "method": "notifications/message"}))

    async with scripted(script) as server, bridged(server.url) as client:
        client.say(LIST)
        await client.heard()
        error = (await client.heard())["error"]
    assert error["data"] == {"code": "connection_lost"}
    assert len(server.asked) == 1


async def test_a_session_the_server_has_forgotten_is_opened_anew(bridged):
    alive = {"s1"}

    async def script(asked, writer):
        if asked.method != "POST":
            answer(writer, status=405)
        elif asked.message["method"] == "initialize":
            name = f"s{server.methods.count('initialize')}"
            alive.add(name)
            answer(writer, result(asked, protocolVersion="2025-11-25"), mcp_session_id=name)
        elif asked.headers.get("mcp-session-id") not in alive:
            answer(writer, status=404)
        elif "id" in asked.message:
            answer(writer, result(asked, session=asked.headers["mcp-session-id"]))
        else:
            answer(writer, status=202)

    async with scripted(script) as server, bridged(server.url) as client:
        await client.ask(initialize())
        client.say(INITIALIZED)
        assert (await client.ask(request(1, "tools/list")))["result"] == {"session": "s1"}
        alive.clear()
        call = await client.ask(request(2, "tools/call", name="t"))
        assert call["result"] == {"session": "s2"}
    assert server.methods.count("initialize") == 2
    assert client.said == []


async def test_a_server_that_keeps_no_session_is_not_asked_for_ever(bridged):
    async def script(asked, writer):
        if asked.method == "POST" and asked.message["method"] == "initialize":
            answer(writer, result(asked, protocolVersion="2025-11-25"), mcp_session_id="s")
        else:
            answer(writer, status=404)

    async with scripted(script) as server, bridged(server.url) as client:
        await client.ask(initialize())
        error = (await client.ask(request(1, "tools/list")))["error"]
    assert error["data"] == {"code": "session_over"}
    assert server.methods.count("initialize") == 2


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://clara.example.com/mcp", "plain http"),
        ("http://127.0.0.1.example.com/mcp", "plain http"),
        ("http://localhost.example.com/mcp", "plain http"),
        ("ftp://clara.example.com/mcp", "https://"),
        ("clara.example.com/mcp", "https://"),
        ("https:///mcp", "name a host"),
        ("https://user:secret@clara.example.com/mcp", "environment"),
        ("https://clara.example.com/mcp#x", "#"),
        ("https://clara.example.com:port/mcp", "not well-formed"),
    ],
)
async def test_addresses_that_may_not_be_sent_a_credential_are_refused(url, reason):
    with pytest.raises(Invalid, match=reason) as refused:
        await serve_remote(url, None, None, print)
    assert refused.value.code == "invalid_mcp_url"
    assert "secret" not in refused.value.message


@pytest.mark.parametrize(
    "url",
    ["https://clara.example.com/mcp?tool_names=dotted", "http://[::1]:8000/mcp"],
)
def test_https_and_loopback_are_taken(url):
    assert checked(url) == url
