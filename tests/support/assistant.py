"""An assistant over the whole server, in either era of the protocol."""

import json
from dataclasses import dataclass
from typing import Any

import httpx

MODERN = "2026-07-28"
META = "io.modelcontextprotocol/"
ERAS = (False, True)


class Refused(Exception):
    """A JSON-RPC error; `data` are its facts."""

    def __init__(self, error: dict[str, Any]) -> None:
        super().__init__(error["message"])
        self.message: str = error["message"]
        self.number: int = error["code"]
        self.data: dict[str, Any] = error.get("data", {})

    @property
    def code(self) -> str:
        return str(self.data.get("code"))


def request(
    token: str, method: str, params: dict[str, Any], *, modern: bool = False
) -> tuple[dict[str, Any], dict[str, str]]:
    """Body and headers of a call of `method`."""
    headers = {
        "authorization": f"Bearer {token}",
        "accept": "application/json, text/event-stream",
        "mcp-protocol-version": "2025-11-25",
    }
    if modern:
        params = {
            **params,
            "_meta": {
                f"{META}protocolVersion": MODERN,
                f"{META}clientCapabilities": {},
                f"{META}clientInfo": {"name": "assistant", "version": "3"},
            },
        }
        headers |= {"mcp-protocol-version": MODERN, "mcp-method": method}
        about = params.get("name") or params.get("uri")
        if about:
            headers["mcp-name"] = about
    return {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}, headers


@dataclass
class Assistant:
    """Asks with one credential."""

    http: httpx.AsyncClient
    token: str
    modern: bool = False

    async def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """The result of a method. Raises `Refused`."""
        body, headers = request(self.token, method, params, modern=self.modern)
        answer = (await self.http.post("/mcp", json=body, headers=headers)).json()
        if "error" in answer:
            raise Refused(answer["error"])
        result: dict[str, Any] = answer["result"]
        return result

    async def call(self, tool: str, /, **arguments: Any) -> dict[str, Any]:
        """The whole result of a tool, refused or not."""
        return await self.ask("tools/call", name=tool, arguments=arguments)

    async def use(self, tool: str, /, **arguments: Any) -> dict[str, Any]:
        """What a tool answers; it must not refuse."""
        result = await self.call(tool, **arguments)
        assert result["isError"] is False, result
        content: dict[str, Any] = result["structuredContent"]
        return content

    async def read(self, uri: str) -> dict[str, Any]:
        """The content of a resource. Raises `Refused`."""
        (content,) = (await self.ask("resources/read", uri=uri))["contents"]
        assert content["mimeType"] == "application/json"
        assert content["uri"] == uri
        found: dict[str, Any] = json.loads(content["text"])
        return found

    async def prompt(self, name: str, /, **arguments: Any) -> str:
        """The text of a prompt. Raises `Refused`."""
        (message,) = (await self.ask("prompts/get", name=name, arguments=arguments))["messages"]
        assert message["role"] == "user"
        text: str = message["content"]["text"]
        return text

    async def resources(self) -> list[str]:
        listed = await self.ask("resources/list")
        return [one["uri"] for one in listed["resources"]]

    async def templates(self) -> list[str]:
        listed = await self.ask("resources/templates/list")
        return [one["uriTemplate"] for one in listed["resourceTemplates"]]

    async def prompts(self) -> list[str]:
        return [one["name"] for one in (await self.ask("prompts/list"))["prompts"]]


def tokens(value: Any) -> float:
    """What `value` costs a conversation: 3 bytes of UTF-8 are a token."""
    text = (
        value
        if isinstance(value, str)
        else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    )
    return len(text.encode()) / 3
