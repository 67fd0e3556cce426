"""One operation as a FastMCP tool: arguments → Runner → view, errors as answers."""

import inspect
import logging
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import msgspec
from fastmcp.tools import Tool, ToolResult
from mcp_types import CallToolResult, TextContent, ToolAnnotations
from mcp_types import Tool as WireTool
from pydantic import BaseModel, PrivateAttr

from clara.adapters.mcp.access import may_use
from clara.adapters.mcp.asking import approval_given, ask
from clara.adapters.mcp.caller import Caller, current_caller
from clara.adapters.mcp.client import client_of
from clara.adapters.mcp.failures import defect, refusal
from clara.adapters.mcp.rows import ENCODER, MAX_ANSWER_BYTES
from clara.adapters.mcp.schemas import input_schema, output_schema
from clara.adapters.mcp.tool_table import Entry
from clara.application.call import Call, Draft
from clara.application.runner import Runner
from clara.application.use_case import Effect, UseCase
from clara.domain.credentials.approval import ConfirmationRequired
from clara.domain.errors import ClaraError, Invalid, TooLarge

_LOG = logging.getLogger("clara.mcp")


class Answer(ToolResult):
    """A result already in its wire form: FastMCP would otherwise convert it three times more."""

    _wire: CallToolResult = PrivateAttr()

    def __init__(self, wire: CallToolResult) -> None:
        BaseModel.__init__(self, content=[], structured_content=None)
        self._wire = wire

    def to_mcp_result(self) -> CallToolResult:
        return self._wire


class OperationTool(Tool):
    """A tool under one spelling of its name. Arguments are checked by the Runner, never here."""

    _entry: Entry = PrivateAttr()
    _runner: Runner = PrivateAttr()
    _wire: WireTool = PrivateAttr()

    @classmethod
    def of(cls, entry: Entry, name: str, runner: Runner) -> "OperationTool":
        use_case = entry.use_case
        writes = use_case.effect is not Effect.READ
        tool = cls(
            name=name,
            title=use_case.title,
            description=described_for_models(use_case),
            parameters=input_schema(
                use_case.command, hidden=entry.hidden, max_limit=entry.max_limit, writes=writes
            ),
            output_schema=output_schema(entry.view),
            annotations=ToolAnnotations(
                read_only_hint=not writes,
                destructive_hint=use_case.is_risky,
                idempotent_hint=not use_case.creates,
                open_world_hint=False,
            ),
        )
        tool._entry, tool._runner = entry, runner
        tool._wire = WireTool(
            name=tool.name,
            title=tool.title,
            description=tool.description,
            input_schema=tool.parameters,
            output_schema=tool.output_schema,
            annotations=tool.annotations,
        )
        return tool

    @property
    def entry(self) -> Entry:
        return self._entry

    def to_mcp_tool(self, **overrides: Any) -> WireTool:
        return self._wire

    async def run(self, arguments: dict[str, Any]) -> ToolResult:
        caller = current_caller()
        try:
            return await self._answered(arguments, caller)
        except ClaraError as error:
            return Answer(refusal(error, caller.call.request_id))
        except Exception:  # noqa: BLE001  (logged, and answered without its text)
            _LOG.exception("request %s failed in %s", caller.call.request_id, self.name)
            return Answer(defect(caller.call.request_id))

    async def _answered(self, arguments: dict[str, Any], caller: Caller) -> ToolResult:
        try:
            return Answer(await self._answer(arguments, caller, self._approval()))
        except ConfirmationRequired as needed:
            asked = await ask(needed, caller.actor.language)
        if isinstance(asked, ToolResult):
            return asked
        return Answer(await self._answer(arguments, caller, asked))

    def _approval(self) -> str | None:
        return approval_given() if self._entry.use_case.is_risky else None

    async def _answer(
        self, arguments: dict[str, Any], caller: Caller, approval: str | None
    ) -> CallToolResult:
        key = arguments.get("idempotency_key") if self._is_argument("idempotency_key") else None
        call = replace(
            caller.call,
            idempotency_key=key if key is None else str(key),
            client=client_of(caller),
            approval=approval,
        )
        draft = Draft(read=lambda: self._fields(arguments))
        done = await self._runner.run(self._entry.use_case, draft, call)
        encoded = ENCODER.encode(self._entry.present(done))
        if len(encoded) > MAX_ANSWER_BYTES:
            raise TooLarge(
                "answer_too_large",
                "The answer is too long for a conversation.",
                remedy="Ask for fewer rows with limit, or narrow the filters.",
            )
        beside = await self._entry.beside(done, partial(self._ask, caller, call))
        return CallToolResult(
            content=[TextContent(type="text", text=encoded.decode()), *beside],
            structured_content=msgspec.json.decode(encoded),
        )

    async def _ask(
        self, caller: Caller, call: Call, use_case: type[UseCase[Any, Any]], fields: dict[str, Any]
    ) -> Any:
        """What another operation gives within the same call; None where the caller may not ask."""
        if not may_use(caller.actor, use_case):
            return None
        return (await self._runner.run(use_case, Draft(lambda: fields), call)).result

    def _is_argument(self, name: str) -> bool:
        return name in self.parameters["properties"]

    def _fields(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """The command's fields. Null is the same as not given, since many models fill in every
        argument. Raises `invalid_parameters`."""
        fields = {name: value for name, value in arguments.items() if value is not None}
        for name in fields:
            if not self._is_argument(name):
                raise _invalid(name, f"Object contains unknown field `{name[:64]}`")
        limit, most = fields.get("limit"), self._entry.max_limit
        if most is not None and isinstance(limit, int) and limit > most:
            raise _invalid("limit", f"Expected `int` <= {most}")
        fields.pop("idempotency_key", None)
        if "company" in fields:
            fields["company_id"] = fields.pop("company")
        return fields


def described_for_models(use_case: type[UseCase[Any, Any]]) -> str:
    """The docstring without its paragraph of error codes, one line per paragraph."""
    paragraphs = (inspect.getdoc(use_case) or "").split("\n\n")
    return "\n".join(
        " ".join(p.split()) for p in paragraphs if not p.startswith(("Errors", "No errors"))
    )


def _invalid(field: str, reason: str) -> Invalid:
    return Invalid(
        "invalid_parameters", details={"errors": [{"field": field[:64], "reason": reason}]}
    )
