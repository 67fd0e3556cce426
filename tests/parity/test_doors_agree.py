"""Every operation answers alike through each door, and leaves the same behind in the store.

Reading leaves nothing but its audit entry; what is refused leaves nothing either.
"""

from collections.abc import Mapping
from typing import Any

import pytest

from clara.adapters.mcp.tool_table import TOOLS
from clara.application.use_case import Effect
from clara.domain.credentials.actor import Door
from tests.parity.support.asking import ask_over_http, ask_over_mcp, resolved
from tests.parity.support.case import Case
from tests.parity.support.cases import cases
from tests.parity.support.doors import Doors

pytestmark = pytest.mark.anyio

HAS_TOOL = {entry.use_case for entry in TOOLS}
TABLE = [
    pytest.param(use_case, case, id=f"{use_case.name}: {case.name}") for use_case, case in cases()
]


@pytest.mark.parametrize(("use_case", "case"), TABLE)
async def test_an_operation_answers_alike_through_every_door(
    doors: Doors, use_case: Any, case: Case
) -> None:
    person = doors.people[case.by]
    fields = resolved(case.fields, doors, person)
    before = await doors.state()
    left = {}

    async def leaves(way: str) -> None:
        left[way] = await doors.state()
        if left[way] != before:
            await doors.restore()

    assert await doors.direct(use_case, fields, person, Door.REST) == case.of_programs
    await leaves("direct")
    assert await ask_over_http(doors, use_case, fields, person) == case.over_http
    await leaves("http")
    if use_case in HAS_TOOL:
        assert await doors.direct(use_case, fields, person, Door.MCP) == case.of_assistants
        await leaves("direct for assistants")
        assert await ask_over_mcp(doors, use_case, fields, person) == case.of_the_tool
        await leaves("mcp")
    if use_case.effect is Effect.READ or case.code != "ok":
        assert all(state == before for state in left.values())
    else:
        assert _without_door(left["direct"]) == _without_door(left["http"])
        assert _without_door(left["direct for assistants"]) == _without_door(left["mcp"])
        assert left["direct"] == left["http"]
        assert left["direct for assistants"] == left["mcp"]


def _without_door(state: Mapping[str, list[str]]) -> dict[str, list[str]]:
    return {
        name: [row.replace("'mcp'", "'rest'") for row in rows] for name, rows in state.items()
    }
