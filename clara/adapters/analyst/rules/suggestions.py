"""Near questions: two or three whole ones that have an answer, in the language of the refused one."""

import tomllib
from pathlib import Path
from typing import Any

from clara.domain.accounts.language import Language
from clara.domain.analysis.refusal import Refusal

_OFFERED = 3
_TABLE: dict[str, Any] = tomllib.loads(
    (Path(__file__).parent / "suggestions.toml").read_text(encoding="utf-8")
)


def suggestions(refusal: Refusal, language: Language) -> tuple[str, ...]:
    """What can be asked instead of what was refused."""
    table: dict[str, list[str]] = _TABLE[language.value]
    offered = table.get(refusal.reason.value, table["default"])
    named: str = _TABLE["named"][language.value]
    return (*(named.format(name=name) for name in refusal.nearest[:1]), *offered)[:_OFFERED]
