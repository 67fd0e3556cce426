"""Where FastMCP finds prompts: every one when asked for, those of use to the caller when listed."""

import logging
from collections.abc import Sequence
from typing import Any

from fastmcp.prompts import Prompt, PromptResult
from fastmcp.server.providers import Provider
from fastmcp.utilities.components import FastMCPComponent
from fastmcp.utilities.versions import VersionSpec
from mcp.shared.exceptions import MCPError
from mcp_types import GetPromptResult, PromptArgument, PromptMessage, TextContent
from mcp_types import Prompt as WirePrompt
from pydantic import BaseModel, PrivateAttr

from clara.adapters.mcp.access import may_use
from clara.adapters.mcp.caller import current_caller
from clara.adapters.mcp.failures import protocol_defect, protocol_refusal
from clara.adapters.mcp.prompt import text_of
from clara.adapters.mcp.prompt_table import ARGUMENTS, PROMPTS, PromptEntry
from clara.application.ports import Clock
from clara.domain.errors import ClaraError

_LOG = logging.getLogger("clara.mcp")


class Rendered(PromptResult):
    """A prompt's text, or an error. Raised only here, for FastMCP would log a traceback of every
    refusal."""

    _wire: GetPromptResult | MCPError = PrivateAttr()

    def __init__(self, wire: GetPromptResult | MCPError) -> None:
        BaseModel.__init__(self, messages=[])
        self._wire = wire

    def to_mcp_prompt_result(self) -> GetPromptResult:
        if isinstance(self._wire, MCPError):
            raise self._wire
        return self._wire


class WrittenPrompt(Prompt):
    """A prompt whose text depends on who asks."""

    _entry: PromptEntry = PrivateAttr()
    _clock: Clock = PrivateAttr()

    @classmethod
    def of(cls, entry: PromptEntry, clock: Clock) -> "WrittenPrompt":
        prompt = cls(name=entry.name, title=entry.title, description=entry.description)
        prompt._entry, prompt._clock = entry, clock
        return prompt

    @property
    def entry(self) -> PromptEntry:
        return self._entry

    def to_mcp_prompt(self, **overrides: Any) -> WirePrompt:
        return WirePrompt(
            name=self._entry.name,
            title=self._entry.title,
            description=self._entry.description,
            arguments=[
                PromptArgument(name=name, description=description, required=False)
                for name, description in ARGUMENTS.items()
            ],
        )

    async def _render(self, arguments: dict[str, Any] | None = None) -> PromptResult:
        caller = current_caller()
        request_id = caller.call.request_id
        try:
            text = text_of(self._entry, arguments, caller, self._clock)
        except ClaraError as error:
            return Rendered(protocol_refusal(error, request_id))
        except Exception:  # noqa: BLE001  (logged, and answered without its text)
            _LOG.exception("request %s failed in prompt %s", request_id, self._entry.name)
            return Rendered(protocol_defect(request_id))
        message = PromptMessage(role="user", content=TextContent(type="text", text=text))
        return Rendered(GetPromptResult(description=self._entry.description, messages=[message]))


class PromptProvider(Provider):
    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._by_name = {entry.name: WrittenPrompt.of(entry, clock) for entry in PROMPTS}

    async def _list_prompts(self) -> Sequence[Prompt]:
        actor = current_caller().actor
        return [
            prompt
            for prompt in self._by_name.values()
            if all(may_use(actor, use_case) for use_case in prompt.entry.needs)
        ]

    async def get_tasks(self) -> Sequence[FastMCPComponent]:
        return []  # asked at startup, when nobody is calling

    async def _get_prompt(
        self,
        name: str,
        version: VersionSpec | None = None,
    ) -> Prompt | None:
        return self._by_name.get(name)
