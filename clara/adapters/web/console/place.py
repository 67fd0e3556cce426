"""A part of the console: what people find in the navigation, and the routes below it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from litestar.handlers import BaseRouteHandler

from clara.domain.companies.company import Role


@dataclass(frozen=True, slots=True)
class Place:
    """`name` is the key of its label in `texts/console.toml` (`nav_<name>`) and what a page says it
    belongs to. Without a `path` its pages are in no navigation; with `roles` only people who have
    one of them in the company find it there."""

    name: str
    routes: Sequence[BaseRouteHandler]
    path: str | None = None
    roles: Collection[Role] = ()

    def is_for(self, role: Role | None) -> bool:
        return self.path is not None and (not self.roles or role in self.roles)
