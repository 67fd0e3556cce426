"""Every REST operation, from the OpenAPI document, and every tool, in each spelling of its name."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from clara.application.catalog import CATALOG
from clara.application.use_case import Effect, UseCase
from clara.domain.credentials.actor import Door
from clara.domain.credentials.token import CredentialKind
from tests.isolation.support.home import BASIC
from tests.snapshots.made import made

DOOR_ACCEPTS: dict[Door, frozenset[CredentialKind | str]] = {
    Door.REST: frozenset(
        {CredentialKind.USER_TOKEN, CredentialKind.API_KEY, CredentialKind.PUBLIC_KEY}
    ),
    Door.MCP: frozenset({CredentialKind.API_KEY, CredentialKind.MCP_TOKEN}),
}
"""MCP tokens are for MCP only; people who have signed in use REST."""

_METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True)
class Parameter:
    """`place` is path, query, header, body, form or argument."""

    name: str
    place: str
    is_required: bool
    example: Any = field(default=None, hash=False)


@dataclass(frozen=True)
class Operation:
    """What may be asked at a door. `path` is that of the document, `media` that of its body."""

    door: Door
    name: str
    use_case: type[UseCase[Any, Any]]
    parameters: tuple[Parameter, ...]
    method: str = "POST"
    path: str = "/mcp"
    media: str | None = None
    is_basic: bool = False

    def __str__(self) -> str:
        return f"{self.door.value} {self.name}"

    @property
    def is_open(self) -> bool:
        """Whether it answers whoever asks. Assistants come with a credential in any case."""
        return self.door is Door.REST and self.use_case.is_public and not self.is_basic

    @property
    def accepts(self) -> frozenset[CredentialKind | str]:
        if self.is_basic:
            return frozenset({BASIC})
        if self.use_case.is_public:
            return frozenset() if self.door is Door.REST else DOOR_ACCEPTS[self.door]
        return DOOR_ACCEPTS[self.door] & self.use_case.accepts

    @property
    def writes(self) -> bool:
        return self.use_case.effect is not Effect.READ

    def has(self, field: str) -> bool:
        """Whether the command has a field of that name."""
        return field in self.use_case.command.__struct_fields__


@cache
def operations() -> tuple[Operation, ...]:
    files = made()
    document = json.loads(files["openapi.json"])
    tools = [json.loads(text) for name, text in files.items() if name.startswith("tools/")]
    names = [(one, name) for one in tools for name in (one["name"], one["dotted"])]
    return (
        *of_document(document),
        *(_of_tool(name, one) for one, name in names),
    )


def rest(name: str) -> Operation:
    """The route of that name."""
    return next(one for one in operations() if one.door is Door.REST and one.name == name)


def tool(name: str) -> Operation:
    """The tool of that name, in either spelling."""
    return next(one for one in operations() if one.door is Door.MCP and one.name == name)


def of_document(document: Mapping[str, Any]) -> Iterator[Operation]:
    for path, methods in document["paths"].items():
        for method in (one for one in _METHODS if one in methods):
            yield _of_route(method, path, methods[method])


def _of_route(method: str, path: str, described: Mapping[str, Any]) -> Operation:
    parameters = [
        Parameter(one["name"], one["in"], one.get("required", False), one.get("example"))
        for one in described.get("parameters", ())
    ]
    content = described.get("requestBody", {}).get("content", {})
    for media, body in content.items():
        place = "body" if media == "application/json" else "form"
        parameters += _of_schema(body["schema"], place)
    return Operation(
        door=Door.REST,
        name=described["operationId"],
        use_case=_use_case(described["operationId"]),
        parameters=tuple(parameters),
        method=method.upper(),
        path=path,
        media=next(iter(content), None),
        is_basic={"basic": []} in described["security"],
    )


def _of_tool(name: str, described: Mapping[str, Any]) -> Operation:
    return Operation(
        door=Door.MCP,
        name=name,
        use_case=_use_case(described["dotted"]),
        parameters=tuple(_of_schema(described["inputSchema"], "argument")),
    )


def _of_schema(schema: Mapping[str, Any], place: str) -> Sequence[Parameter]:
    needed: Iterable[str] = schema.get("required", ())
    return [
        Parameter(name, place, name in needed, next(iter(one.get("examples", ())), None))
        for name, one in schema["properties"].items()
    ]


def _use_case(name: str) -> type[UseCase[Any, Any]]:
    known = {one.name: one for one in CATALOG}
    # One use case may answer under several paths, which the document tells apart by a last word.
    return known.get(name) or known[name.rpartition(".")[0]]
