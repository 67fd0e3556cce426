"""What a client says once it has a credential: the handshake, the list of tools, a call that reads."""

import re
from functools import partial
from typing import Any

from clara.adapters.mcp.handshakes.clients import MODERN, Client
from clara.adapters.mcp.handshakes.deployment import Answer, shown
from clara.adapters.mcp.handshakes.finding import Broken, NotTried
from clara.adapters.mcp.handshakes.visit import Step, Visit

_JSON = "application/json"
_HEADERS_DIFFER, _NO_SUCH_METHOD = -32020, -32601
"""HEADER_MISMATCH of MCP 2026-07-28; JSON-RPC 2.0, 5.1."""
_MIRRORS = "MCP-Protocol-Version, Mcp-Method and Mcp-Name"
_NAME = re.compile(r"[A-Za-z0-9_.]{1,64}")
_READING = ("misc_version", "misc.version")


async def initialize(visit: Visit, version: str) -> str:
    answer = await visit.post(visit.opening(version), visit.credential_headers())
    result = await _result(visit, answer, "initialize")
    if result.get("protocolVersion") != version:
        said = shown(result.get("protocolVersion"))
        raise Broken(f"Clara speaks {said} when asked for {version}.", "Upgrade Clara.")
    if "mcp-session-id" in answer.headers:
        raise Broken(
            "The answer opens a session, which Clara never does.",
            "Give clients Clara's own address: some other MCP server or gateway answers here.",
        )
    credential = visit.credential_headers()
    told = await visit.send(version, "notifications/initialized", credential)
    if told.status != 202:
        raise visit.unexpected(told, "notifications/initialized")
    return f"{version} is spoken."


async def discover(visit: Visit) -> str:
    answer = await visit.send(MODERN, "server/discover", visit.credential_headers())
    result = await _result(visit, answer, "server/discover")
    versions = result.get("supportedVersions")
    if not isinstance(versions, list) or MODERN not in versions:
        raise Broken(f"Clara does not offer {MODERN}: {shown(versions)}.", "Upgrade Clara.")
    return f"{MODERN} is spoken, without a handshake."


async def list_tools(visit: Visit, version: str) -> str:
    answer = await visit.send(version, "tools/list", visit.credential_headers())
    result = await _result(visit, answer, "tools/list")
    tools = result.get("tools")
    visit.tools = [one for one in tools if isinstance(one, dict)] if isinstance(tools, list) else []
    names = [str(one.get("name")) for one in visit.tools]
    if not names:
        raise Broken("No tool is listed.", "Give the credential scopes: `clara token create`.")
    for name in names:
        if not _NAME.fullmatch(name):
            raise Broken(f"A tool is called {shown(name)}.", "See what answers instead of Clara.")
    if any("." in name for name in names) and not visit.has_api_key:
        raise Broken(
            "Tools have dots in their names, over which some assistants drop the connector.",
            "Take ?tool_names=dotted out of the address, or write ?tool_names=underscore.",
        )
    return f"{len(names)} tools."


async def call_tool(visit: Visit, version: str) -> str:
    """One that reads nothing of a company's."""
    name = next((str(one["name"]) for one in visit.tools if one.get("name") in _READING), None)
    if name is None:
        raise NotTried("the tool misc_version is not listed")
    credential = visit.credential_headers()
    answer = await visit.send(version, "tools/call", credential, name=name, arguments={})
    result = await _result(visit, answer, f"tools/call {name}")
    content = result.get("structuredContent")
    if result.get("isError") is not False or not isinstance(content, dict):
        raise Broken(f"The tool {name} fails.", "See Clara's log for the answer's X-Request-Id.")
    return f"{name} says {shown(content.get('version'))}."


async def stream(visit: Visit) -> str:
    """Clara has nothing to say unasked: clients have to be told so, and go on."""
    return await _unasked(visit, "GET", "text/event-stream")


async def end(visit: Visit) -> str:
    return await _unasked(visit, "DELETE", visit.client.accept)


async def _unasked(visit: Visit, method: str, accept: str) -> str:
    headers = {
        "user-agent": visit.client.user_agent,
        "accept": accept,
        "mcp-protocol-version": visit.client.versions[0],
        **visit.credential_headers(),
    }
    answer = await visit.deployment.ask(method, visit.deployment.url, headers)
    if answer.status != 405:
        raise visit.unexpected(answer, f"{method} {visit.deployment.path}")
    return f"{method} is answered with 405, as clients expect of servers without streams."


async def _result(visit: Visit, answer: Answer, what: str) -> dict[str, Any]:
    """Of a JSON-RPC answer. Raises `Broken`."""
    error = answer.fields.get("error")
    code = error.get("code") if isinstance(error, dict) else None
    if code == _HEADERS_DIFFER or (what == "server/discover" and code == _NO_SUCH_METHOD):
        raise Broken(
            f"{what} does not arrive with the headers it was sent with.",
            f"Let the proxy hand {_MIRRORS} on unchanged.",
        )
    if answer.status == 401:
        raise await _refused(visit, answer, what)
    result = answer.fields.get("result")
    if answer.status != 200 or answer.media_type != _JSON or not isinstance(result, dict):
        raise visit.unexpected(answer, what)
    return result


async def _refused(visit: Visit, answer: Answer, what: str) -> Broken:
    """Whether the credential is not taken, or the header that carries it gets lost."""
    sent = visit.credential_headers()
    name = "clara-mcp-token" if "clara-mcp-token" in sent else "authorization"
    other = _elsewhere(visit, sent, name)
    if other is not None:
        again = await visit.post(visit.opening("2025-11-25"), other)
        if again.status == 200:
            return Broken(
                f"The header {name} gets lost on the way; the same token in another is taken.",
                f"Let the proxy hand the header {name} on to Clara unchanged.",
            )
    return visit.unexpected(answer, what)


def _elsewhere(visit: Visit, sent: dict[str, str], name: str) -> dict[str, str] | None:
    """The same credential in the other header; an API key has only one."""
    if visit.has_api_key:
        return None
    rest = {key: value for key, value in sent.items() if key != name}
    if name == "authorization":
        return {**rest, "clara-mcp-token": sent[name].removeprefix("Bearer ")}
    return {**rest, "authorization": f"Bearer {sent[name]}"}


async def _no_credential(_: Visit) -> str:
    raise NotTried("no credential is sent without --token")


def steps_for(client: Client, *, has_credential: bool) -> tuple[Step, ...]:
    """In each version that the client offers."""
    if not has_credential:
        return (Step("conversation", _no_credential),)
    found: list[Step] = []
    for version in client.versions:
        first = "server/discover" if version == MODERN else f"initialize {version}"
        opens = discover if version == MODERN else partial(initialize, version=version)
        lists = f"tools/list {version}"
        found += (
            Step(first, opens),
            Step(lists, partial(list_tools, version=version), needs=(first,)),
            Step(f"tools/call {version}", partial(call_tool, version=version), needs=(lists,)),
        )
    return (*found, Step("stream", stream), Step("end", end))
