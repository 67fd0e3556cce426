"""What a tool said, as an assistant reads it."""

import json
from collections.abc import Mapping
from typing import Any


def facts_of(result: Mapping[str, Any]) -> dict[str, Any]:
    """A result's structured content; of a refusal, which has none, the JSON below its sentence."""
    if result.get("isError"):
        assert "structuredContent" not in result, "clients would hold it to the output schema"
        return refusal_in(result["content"][0]["text"])
    content: dict[str, Any] = result["structuredContent"]
    return content


def refusal_in(text: str) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(text.rpartition("\n")[2])
    return facts
