"""The same command, written as an HTTP request and as a tool's arguments."""

import re
from collections.abc import Mapping
from typing import Any

from litestar import Litestar

from clara.adapters.http.operation import Operation
from clara.application.use_case import UseCase
from clara.domain.ids import OfUser
from tests.parity.support.doors import Doors, as_json, basic, in_path
from tests.support.house import Person
from tests.support.tool_results import facts_of

_PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")
_KNOWN = re.compile(r"<(?P<house>[ab])\.(?P<kind>\w+)(?:\.(?P<name>\w+))?>")

HOLDERS = {"luis": "Luis Pérez", "maria": "María López"}


def routes(app: Litestar) -> dict[type[UseCase[Any, Any]], tuple[str, str, Operation]]:
    """Method, path and operation of each use case that has a route; of several the shortest."""
    found: dict[type[UseCase[Any, Any]], tuple[str, str, Operation]] = {}
    for route in sorted(app.routes, key=lambda one: -len(one.path)):
        for handler in getattr(route, "route_handlers", ()):
            operation = handler.opt.get("operation")
            if operation is not None:
                (method,) = handler.http_methods - {"HEAD", "OPTIONS"}
                found[operation.use_case] = (str(method), route.path, operation)
    return found


def litestar_of(doors: Doors) -> Litestar:
    layer: Any = doors.app
    while not hasattr(layer, "http"):
        layer = layer.app
    app: Litestar = layer.http
    return app


def resolved(fields: Mapping[str, Any], doors: Doors, person: Person) -> dict[str, Any]:
    """`fields` with identifiers for what stands for them, the company's own unless said, and
    without those whose value is an ellipsis."""
    given = {"company_id": person.company.id, **fields}
    return {
        name: _identifier(value, doors) if isinstance(value, str) else value
        for name, value in given.items()
        if value is not ...
    }


def _identifier(text: str, doors: Doors) -> str:
    match = _KNOWN.fullmatch(text)
    if match is None:
        return text
    house = getattr(doors.world, match["house"])
    return {
        "company": lambda: house.company.id,
        "user": lambda: getattr(house, match["name"] or "administrator").user.id,
        "email": lambda: getattr(house, match["name"]).user.email,
        "holder": lambda: house.holders[HOLDERS[match["name"]]].id,
        "card": lambda: house.cards[match["name"]].id,
        "row": lambda: "ctx_" + house.rows[0].id.hex(),
        "import": lambda: "import_" + "b" * 32,
    }[match["kind"]]()


async def ask_over_http(
    doors: Doors, use_case: type[UseCase[Any, Any]], fields: Mapping[str, Any], person: Person
) -> str:
    """The code of asking through REST: what the path does not take goes into the query of a GET
    and into the JSON body of a POST. What may be left out elsewhere can't be left out of a path."""
    method, path, operation = routes(litestar_of(doors))[use_case]
    rest = dict(fields)
    if "company_id" in use_case.command.__struct_fields__:
        rest.setdefault("company_id", person.company.id)

    if issubclass(use_case.command, OfUser):
        rest.setdefault("user_id", person.user.id)
    for name in operation.hidden:
        rest.pop(name, None)
    headers = {}
    if operation.basic:
        headers["authorization"] = basic(*(rest.pop(name, "") for name in operation.basic))

    def fill(match: "re.Match[str]") -> str:
        name = match[1] if match[1] in rest else match[1].removesuffix("_id")
        return in_path(rest.pop(name, ""))

    more: dict[str, Any] = {"headers": headers}
    url = _PARAMETER.sub(fill, path)
    if operation.body:
        more["content"] = as_json(rest)
        headers["content-type"] = "application/json"
    elif rest:
        url += "?" + "&".join(f"{name}={in_path(_text(value))}" for name, value in rest.items())
    response = await doors.ask(method, url, as_=person, **more)
    if response.status_code < 300:
        return "ok"
    code: str = response.json()["code"]
    return code


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


async def ask_over_mcp(
    doors: Doors, use_case: type[UseCase[Any, Any]], fields: Mapping[str, Any], person: Person
) -> str:
    """The code of calling the tool."""
    arguments = dict(fields)
    if "company_id" in use_case.command.__struct_fields__ and "company_id" in arguments:
        arguments["company"] = arguments.pop("company_id")
    else:
        arguments.pop("company_id", None)
    answer = await doors.call_tool(use_case.tool, arguments, person)
    if answer.get("isError"):
        code: str = facts_of(answer)["code"]
        return code
    return "ok"
