"""What callers build upon, as files: the OpenAPI document and one description per tool.

A change of these files is a change of the product's public face; it is to be read in the review.
"""

import json
from contextlib import nullcontext
from pathlib import Path

from clara.adapters.http.app import build_http_app
from clara.adapters.http.openapi import openapi_document
from clara.adapters.mcp.caller import Spelling
from clara.adapters.mcp.provider import spelled
from clara.adapters.mcp.tool import OperationTool
from clara.adapters.mcp.tool_table import TOOLS
from clara.bootstrap import build_core
from tests.support.world import settings_for

FOLDER = Path(__file__).parent
VERSION = "0.0.0"
"""Stands where the release's version is: releasing changes nothing that callers build upon."""


def made() -> dict[str, str]:
    """Every file's text as it should be, by its path in this folder."""
    settings = settings_for("sqlite:////nowhere/clara.db")
    core = build_core(settings)
    document = openapi_document(build_http_app(core.runner, settings, lambda _: nullcontext()))
    document["info"]["version"] = VERSION
    tools = {}
    for entry in TOOLS:
        names = {spelling: spelled(entry, spelling) for spelling in Spelling}
        tool = OperationTool.of(entry, names[Spelling.UNDERSCORE], core.runner).to_mcp_tool()
        shown = tool.model_dump(by_alias=True, exclude_none=True, mode="json")
        tools[f"tools/{names[Spelling.UNDERSCORE]}.json"] = {
            "dotted": names[Spelling.DOTTED],
            **shown,
        }
    return {name: _text(value) for name, value in {"openapi.json": document, **tools}.items()}


def stored() -> dict[str, str]:
    """Every file as it is."""
    found = [FOLDER / "openapi.json", *(FOLDER / "tools").glob("*.json")]
    return {
        path.relative_to(FOLDER).as_posix(): path.read_text("utf-8")
        for path in found
        if path.exists()
    }


def rewrite() -> list[str]:
    """Make the files what they should be; the names of those that were not."""
    wanted, there = made(), stored()
    changed = sorted(
        name for name in wanted.keys() | there.keys() if wanted.get(name) != there.get(name)
    )
    for name in changed:
        path = FOLDER / name
        if name in wanted:
            path.parent.mkdir(exist_ok=True)
            path.write_text(wanted[name], "utf-8")
        else:
            path.unlink()
    return changed


def _text(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"
