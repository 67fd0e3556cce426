"""JSON-RPC messages of both eras: what assistants say, and what abuses the protocol."""

import json
import random
from dataclasses import dataclass
from typing import Any

from tests.fuzz.chance import text, value
from tests.fuzz.mcp.arguments import Arguments

OLD, MODERN = "2025-11-25", "2026-07-28"
_META = "io.modelcontextprotocol/"
_SELDOM = {"agent_analysis": 0.08, "stripe_buy": 0.3}
"""Tools whose work outlives the answer, and how much of their share they get."""
_METHODS = (
    *("initialize", "ping", "tools/list", "tools/call", "resources/list", "resources/read"),
    *("resources/templates/list", "resources/subscribe", "resources/unsubscribe", "prompts/list"),
    *("prompts/get", "completion/complete", "logging/setLevel", "server/discover", "roots/list"),
    *("sampling/createMessage", "elicitation/create", "notifications/initialized", "tasks/list"),
    *("notifications/cancelled", "notifications/progress", "tasks/get", "tasks/result", "rpc.x"),
    *("tools/Call", "tools/", "/", "", "tools/call\x00", "constructor", "__init__", "x" * 5_000),
)


@dataclass(frozen=True)
class Message:
    """What is said, and what its headers say of it in the modern era."""

    said: Any
    era: str
    method: str = ""
    name: str = ""


@dataclass(frozen=True)
class Messages:
    """`tools` and `prompts` as the server lists them, `resources` their addresses."""

    tools: list[dict[str, Any]]
    prompts: list[dict[str, Any]]
    resources: list[str]
    arguments: Arguments

    def one(self, chance: random.Random) -> Message:
        era = chance.choice((OLD, MODERN))
        drawn = chance.random()
        if drawn < 0.62:
            return self.call(chance, era)
        if drawn < 0.82:
            return self._other(chance, era)
        return self._abuse(chance, era)

    def call(self, chance: random.Random, era: str) -> Message:
        tool = chance.choice(self.tools)
        while chance.random() > _SELDOM.get(tool["name"], 1.0):
            tool = chance.choice(self.tools)
        name: str = tool["name"]
        if chance.random() < 0.1:
            name = name.replace("_", ".", 1)
        elif chance.random() < 0.05:
            name = text(chance)
        arguments = self.arguments.of(tool["inputSchema"], chance)
        return self._said(chance, era, "tools/call", {"name": name, "arguments": arguments}, name)

    def _other(self, chance: random.Random, era: str) -> Message:
        """Resources, prompts, completion, lists and their cursors."""
        method = chance.choice(_METHODS[2:11])
        match method:
            case "resources/read" | "resources/subscribe" | "resources/unsubscribe":
                uri = self._uri(chance)
                return self._said(chance, era, method, {"uri": uri}, uri)
            case "prompts/get":
                prompt = chance.choice(self.prompts)
                given = {one["name"]: text(chance) for one in prompt.get("arguments", ())}
                if chance.random() < 0.3:
                    given = value(chance)
                name = prompt["name"] if chance.random() < 0.9 else text(chance)
                return self._said(chance, era, method, {"name": name, "arguments": given}, name)
            case "completion/complete":
                return self._said(chance, era, method, self._completed(chance))
            case _:
                cursor = {} if chance.random() < 0.4 else {"cursor": value(chance, 1)}
                return self._said(chance, era, method, cursor)

    def _uri(self, chance: random.Random) -> str:
        known = chance.choice(self.resources)
        foreign = chance.choice(self.arguments.cast.known_foreign)
        whose = chance.choice((self.arguments.cast.known["company_id"][0], foreign))
        made = known.replace("{company_id}", whose)
        return chance.choice(
            (made, made, made + text(chance), f"clara://{text(chance)}", text(chance))
        )

    def _completed(self, chance: random.Random) -> dict[str, Any]:
        named = {"type": "ref/prompt", "name": chance.choice(self.prompts)["name"]}
        asked = {"type": "ref/resource", "uri": chance.choice(self.resources)}
        return {
            "ref": chance.choice((named, asked, value(chance))),
            "argument": chance.choice(
                (
                    {"name": "month", "value": text(chance)},
                    {"name": "company_id", "value": text(chance)},
                    value(chance),
                )
            ),
        }

    def _abuse(self, chance: random.Random, era: str) -> Message:
        base = self.call(chance, era)
        said = dict(base.said)
        match chance.randrange(9):
            case 0:
                said["jsonrpc"] = value(chance, 1)
            case 1:
                said["id"] = value(chance, 1)
            case 2:
                said["params"] = value(chance)
            case 3:
                said["method"] = chance.choice((text(chance), value(chance), *_METHODS[:5]))
            case 4:
                del said[
                    chance.choice(
                        [one for one in said if one in ("jsonrpc", "id", "method", "params")]
                    )
                ]
            case 5:
                batch = [self.call(chance, era).said for _ in range(chance.choice((0, 1, 2, 50)))]
                return Message(batch, era, base.method, base.name)
            case 6:
                said |= {text(chance)[:40]: value(chance, 1), "result": value(chance, 1)}
            case 7:
                said["params"] = {**said["params"], "_meta": value(chance)}
            case _:
                return Message(value(chance), era, base.method, base.name)
        return Message(said, era, base.method, base.name)

    def _said(
        self, chance: random.Random, era: str, method: str, params: Any, name: str = ""
    ) -> Message:
        if era == MODERN and isinstance(params, dict):
            about = {"name": "assistant", "version": "3"}
            params = params | {
                "_meta": {
                    f"{_META}protocolVersion": MODERN,
                    f"{_META}clientCapabilities": {},
                    f"{_META}clientInfo": about,
                }
            }
        if chance.random() < 0.04:
            method = chance.choice(_METHODS)
        id = chance.choice((1, "a", chance.randrange(10**9), f"id {chance.random()}"))
        said = {"jsonrpc": "2.0", "id": id, "method": method, "params": params}
        return Message(said, era, method, name)


def written(said: Any, chance: random.Random) -> bytes:
    """As JSON, in UTF-8 or escaped; lone halves of surrogates are only ever escaped."""
    plain = chance.random() < 0.5
    try:
        return json.dumps(said, ensure_ascii=plain).encode()
    except UnicodeEncodeError:
        return json.dumps(said).encode()
