"""The OpenAPI document and every tool are as the files in this folder say."""

import difflib
import os

import pytest

from clara.adapters.mcp.tool_table import TOOLS
from tests.snapshots.made import made, rewrite, stored

NAMES = ["openapi.json", *(f"tools/{entry.use_case.tool}.json" for entry in TOOLS)]
HOW = (
    "If this change of what callers see is meant, rewrite the files with"
    " `python -m tests.snapshots.update` (or UPDATE_SNAPSHOTS=1) and let the diff be reviewed."
)


@pytest.fixture(scope="session")
def wanted() -> dict[str, str]:
    if os.environ.get("UPDATE_SNAPSHOTS"):
        rewrite()
    return made()


@pytest.mark.parametrize("name", NAMES)
def test_what_callers_see_is_what_was_reviewed(wanted: dict[str, str], name: str) -> None:
    was, now = stored().get(name, ""), wanted[name]
    if was != now:
        lines = difflib.unified_diff(
            was.splitlines(), now.splitlines(), "reviewed", "now", lineterm="", n=2
        )
        shown = "\n".join(list(lines)[:60])
        pytest.fail(f"{name} is no longer what was reviewed.\n{shown}\n{HOW}", pytrace=False)
    assert was == now


def test_no_file_is_left_of_what_is_gone(wanted: dict[str, str]) -> None:
    assert stored().keys() <= wanted.keys(), HOW


def test_making_them_twice_gives_the_same() -> None:
    assert made() == made()
