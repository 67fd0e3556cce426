"""One call that the fake answers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.support.stripe.account import Thing
from tests.support.stripe.refusals import beyond_the_fake

PAGED = "limit starting_after ending_before created"


@dataclass(frozen=True)
class Route:
    """`shape` are the parameters the real call takes, `honoured` those that the fake acts on."""

    method: str
    path: str
    shape: Any
    handle: Callable[..., Thing]
    honoured: str = ""

    def ids(self, method: str, path: str) -> list[str] | None:
        """What stands in the places of the path, if it is this route's."""
        parts, given = self.path.split("/"), path.split("/")
        if method != self.method or len(parts) != len(given):
            return None
        pairs = list(zip(parts, given, strict=True))
        if any(part not in (one, "{}") for part, one in pairs):
            return None
        return [one for part, one in pairs if part == "{}"]

    def refuse_what_is_not_honoured(self, params: dict[str, Any]) -> None:
        for name in params.keys() - {"expand", *self.honoured.split()}:
            raise beyond_the_fake(name)
