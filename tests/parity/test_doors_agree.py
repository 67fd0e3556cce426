"""Every operation answers alike through each door, and leaves the same behind in the store.

Reading leaves nothing but its audit entry; what is refused leaves nothing either.
"""

from collections.abc import Mapping
from typing import Any

import pytest

from clara.adapters.http.absent import HTTP_ABSENT
from clara.adapters.mcp.tool_table import TOOLS
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
    lasting_doors: Doors, use_case: Any, case: Case
) -> None:
    doors, person = lasting_doors, lasting_doors.people[case.by]
    fields = resolved(case.fields, doors, person)
    ways = {
        "direct": (doors.direct(use_case, fields, person, Door.REST), case.of_programs),
    }
    if use_case not in HTTP_ABSENT:
        ways["http"] = (ask_over_http(doors, use_case, fields, person), case.over_http)
    if use_case in HAS_TOOL:
        ways |= {
            "mcp direct": (doors.direct(use_case, fields, person, Door.MCP), case.of_assistants),
            "mcp": (ask_over_mcp(doors, use_case, fields, person), case.of_the_tool),
        }
    answers, left = {}, {}
    for way, (asking, _) in ways.items():
        answers[way] = await asking
        if case.changes:
            left[way] = _comparable(await doors.state(), case)
            await doors.restore()
    assert answers == {way: expected for way, (_, expected) in ways.items()}
    if case.changes:
        assert left["direct"] == left["http"] != _comparable(doors.untouched, case)
        if use_case in HAS_TOOL and case.mcp is None:
            assert left["mcp direct"] == left["mcp"]
            assert _through_some_door(left["mcp"]) == _through_some_door(left["http"])
    assert await doors.state() == doors.untouched


def _comparable(state: dict[str, list[str]], case: Case) -> dict[str, list[str]]:
    """New things have identifiers of their own: how many there are of each is all that agrees."""
    if not case.makes:
        return state
    return {name: [str(len(rows))] for name, rows in state.items()}


def _through_some_door(state: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Locks keep the door they came through; here it does not matter."""
    return {name: [row.replace("'mcp'", "'rest'") for row in rows] for name, rows in state.items()}
