"""A way of asking one operation, and what every door must answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True)
class Case:
    """`fields` are the command's; text in angle brackets stands for an identifier that is known
    once the store is founded: `<a.card.luis>`, `<b.company>`, `<b.row>`.

    `changes` is whether the store is another afterwards, `makes` whether something new in it has an
    identifier that is never twice the same. `code` is the answer, "ok" or an error's code. Doors differ only where said: `rest` and `mcp`
    are the answers of operations asked for by programs and by assistants, `path` the answer over
    HTTP where the value can't be written into a path or a query, `tool` the answer of the tool
    where its arguments are narrower than the command's fields.
    """

    name: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    code: str = "ok"
    by: str = "administrator"
    changes: bool = False
    makes: bool = False
    rest: str | None = None
    mcp: str | None = None
    path: str | None = None
    tool: str | None = None

    @property
    def of_programs(self) -> str:
        return self.rest or self.code

    @property
    def over_http(self) -> str:
        return self.path or self.of_programs

    @property
    def of_assistants(self) -> str:
        return self.mcp or self.code

    @property
    def of_the_tool(self) -> str:
        return self.tool or self.of_assistants

    def with_fields(self, fields: Mapping[str, Any]) -> "Case":
        """This case with `fields` where it says nothing of them."""
        return replace(self, fields={**fields, **self.fields})


LONG = "x" * 5_000
HUGE = 10**40
HOSTILE = "'; DROP TABLE cards; -- \u202e\ufeff\U000e0041 %_ ñ"
NUL = "a\x00b"
