"""Which hunts there are, and how much of the time each gets."""

from collections.abc import Callable

from tests.fuzz.files.hunt import AttachmentHunt, StatementHunt
from tests.fuzz.framing.hunt import FramingHunt
from tests.fuzz.hunting import Hunt, Target
from tests.fuzz.mcp.hunt import McpHunt
from tests.fuzz.pages.hunt import PagesHunt

WEIGHTS = {"rest": 10, "mcp": 4, "framing": 2, "pages": 2, "files": 1, "statements": 1}
"""Twentieths of the time, when all hunts go."""
HUNTS: dict[str, Callable[[Target], Hunt]] = {
    "mcp": McpHunt,
    "framing": FramingHunt,
    "pages": PagesHunt,
    "files": AttachmentHunt,
    "statements": StatementHunt,
}
"""Made for a target. `rest` is a process of its own and no such hunt."""


def shares(names: list[str], seconds: float) -> dict[str, float]:
    """`seconds` divided among hunts of these names by weight."""
    total = sum(WEIGHTS[name] for name in names)
    return {name: seconds * WEIGHTS[name] / total for name in names}
