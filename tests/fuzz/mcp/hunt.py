"""What assistants could send to `/mcp`, in both eras of the protocol."""

import json
import random
from dataclasses import dataclass, field
from typing import Any

import jsonschema_rs

from tests.fuzz.hunting import Target
from tests.fuzz.judges import Complaint
from tests.fuzz.mcp.arguments import Arguments
from tests.fuzz.mcp.envelopes import enveloped
from tests.fuzz.mcp.judging import outcome, parsed, shape_complaints
from tests.fuzz.mcp.messages import OLD, Message, Messages
from tests.fuzz.raw import Answer, Line, request_of
from tests.fuzz.tally import Tally


@dataclass
class McpHunt:
    """Before `prepare`, nothing is known of what the server offers."""

    target: Target
    name: str = "mcp"
    at_once: int = 8
    _messages: Messages | None = None
    _answers: dict[str, Any] = field(default_factory=dict)

    async def prepare(self, line: Line, seconds: float) -> None:
        tools = (await self._listed(line, "tools/list"))["tools"]
        templates = await self._listed(line, "resources/templates/list")
        self._messages = Messages(
            tools=tools,
            prompts=(await self._listed(line, "prompts/list"))["prompts"],
            resources=[
                one["uri"] for one in (await self._listed(line, "resources/list"))["resources"]
            ]
            + [one["uriTemplate"] for one in templates["resourceTemplates"]],
            arguments=Arguments(self.target.cast),
        )
        self._answers = {
            one["name"]: jsonschema_rs.validator_for(one["outputSchema"])
            for one in tools
            if "outputSchema" in one
        }

    async def _listed(self, line: Line, method: str) -> dict[str, Any]:
        headers = [
            self.target.host,
            ("authorization", f"Bearer {self.target.cast.assistants[0]}"),
            ("accept", "application/json, text/event-stream"),
            ("content-type", "application/json"),
            ("mcp-protocol-version", OLD),
        ]
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": {}}).encode()
        answer = await line.ask(request_of("POST", "/mcp", headers, body))
        found: dict[str, Any] = json.loads(answer.body)["result"]
        return found

    async def pursue(self, line: Line, number: int, chance: random.Random, tally: Tally) -> None:
        assert self._messages is not None
        message = self._messages.one(chance)
        token = chance.choice(self.target.cast.assistants)
        envelope = enveloped(message, token, self.target.host, chance)
        answer = await line.ask(envelope.sent, is_head=envelope.is_head)
        tally.count(outcome(answer), number)
        for complaint in (
            *self.target.judge.complaints(envelope.sent, answer),
            *shape_complaints(answer, message.said, is_right=envelope.is_right),
            *self._unlike_its_schema(message, answer),
        ):
            tally.complain(complaint, number, envelope.sent, answer.body)

    def _unlike_its_schema(self, message: Message, answer: Answer) -> list[Complaint]:
        """Where a tool answered something that it did not promise."""
        schema = self._answers.get(message.name.replace(".", "_"))
        found = parsed(answer)
        result = found.get("result") if isinstance(found, dict) else None
        if schema is None or not isinstance(result, dict) or result.get("isError", True):
            return []
        if schema.is_valid(result.get("structuredContent")):
            return []
        return [Complaint("shape", f"{message.name} answered unlike its output schema")]
