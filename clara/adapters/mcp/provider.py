"""Where FastMCP finds the tools: every spelling when called, the caller's own when listed."""

from collections.abc import Sequence

from fastmcp.server.providers import Provider
from fastmcp.tools import Tool
from fastmcp.utilities.components import FastMCPComponent
from fastmcp.utilities.versions import VersionSpec

from clara.adapters.mcp.access import may_use
from clara.adapters.mcp.caller import Spelling, current_caller
from clara.adapters.mcp.names import name_of
from clara.adapters.mcp.tool import OperationTool
from clara.adapters.mcp.tool_table import TOOLS, Entry
from clara.application.runner import Runner


class ToolProvider(Provider):
    def __init__(self, runner: Runner) -> None:
        super().__init__()
        self._listed = {
            spelling: tuple(
                OperationTool.of(entry, spelled(entry, spelling), runner) for entry in TOOLS
            )
            for spelling in Spelling
        }
        self._by_name = {tool.name: tool for tools in self._listed.values() for tool in tools}

    async def _list_tools(self) -> Sequence[Tool]:
        caller = current_caller()
        listed = self._listed[caller.spelling]
        return [tool for tool in listed if may_use(caller.actor, tool.entry.use_case)]

    async def get_tasks(self) -> Sequence[FastMCPComponent]:
        return []  # asked at startup, when nobody is calling

    async def _get_tool(
        self,
        name: str,
        version: VersionSpec | None = None,
    ) -> Tool | None:
        # Not filtered by caller: the Runner refuses, with a reason, and the activity log keeps it.
        return self._by_name.get(name)


def spelled(entry: Entry, spelling: Spelling) -> str:
    return name_of(entry.use_case, spelling)
