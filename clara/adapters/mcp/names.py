"""What a tool is called in the spelling that the caller was shown."""

from typing import Any

from clara.adapters.mcp.caller import Spelling
from clara.application.use_case import UseCase


def name_of(use_case: type[UseCase[Any, Any]], spelling: Spelling) -> str:
    return use_case.name if spelling is Spelling.DOTTED else use_case.tool
