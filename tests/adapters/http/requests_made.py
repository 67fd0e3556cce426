"""A well-formed request of every operation, made from the OpenAPI document and what the store of
tests holds."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

import httpx

from tests.parity.support.account_holders import PASSWORD, WAITING
from tests.parity.support.doors import Doors, as_json, authorization, basic, in_path
from tests.parity.support.people import (
    ATTACHMENTS,
    CREDIT_TRANSACTIONS,
    INVITATIONS,
    MCP_TOKENS,
    TASKS,
    WEBHOOKS,
)
from tests.support.house import Person

_PARAMETER = re.compile(r"\{(\w+)\}")
Document = dict[str, Any]


@dataclass(frozen=True)
class Request:
    """`path`, `query` and `body` hold values by their names; it comes from `person`, or else from
    somebody who may."""

    method: str
    route: str
    operation: Document
    path: dict[str, Any]
    query: dict[str, Any]
    body: dict[str, Any] | None
    person: str | None = None

    def put(self, place: str, name: str, value: Any) -> "Request":
        """The same with another value in `path`, `query` or `body`."""
        return replace(self, **{place: {**(getattr(self, place) or {}), name: value}})

    def by(self, person: str) -> "Request":
        """The same from one of the people whom the doors know by this name."""
        return replace(self, person=person)

    async def send(self, doors: Doors) -> httpx.Response:
        url = _PARAMETER.sub(lambda found: in_path(self.path[found[1]]), self.route)
        if self.query:
            url += "?" + urlencode(self.query, errors="surrogatepass")
        headers = {}
        if (presented := _credential(self, doors)) is not None:
            headers["authorization"] = presented
        more: dict[str, Any] = {}
        if self.body is not None:
            headers["content-type"] = "application/json"
            more["content"] = as_json(self.body)
        nobody = doors.people["nobody"]
        return await doors.ask(self.method, url, as_=nobody, headers=headers, **more)


def well_formed(document: Document, doors: Doors) -> Iterator[Request]:
    """One request of each operation that takes no file."""
    for route, item in document["paths"].items():
        for method, operation in item.items():
            content = operation.get("requestBody", {}).get("content", {})
            if "multipart/form-data" in content:
                continue
            parameters = operation.get("parameters", ())
            in_path = [one["name"] for one in parameters if one["in"] == "path"]
            required = [one for one in parameters if one["in"] == "query" and one.get("required")]
            yield Request(
                method=method.upper(),
                route=route,
                operation=operation,
                path={name: _known(doors, route)[name] for name in in_path},
                query={one["name"]: example(document, one) for one in required},
                body=_body(document, content["application/json"]["schema"]) if content else None,
            )


def example(document: Document, described: Document) -> Any:
    """A valid value of a parameter or field."""
    schema = described.get("schema", described)
    for given in (described.get("example"), *schema.get("examples", ())):
        if given is not None:
            return given
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return example(document, document["components"]["schemas"][name])
    if "enum" in schema:
        return schema["enum"][0]
    assert schema.get("type") == "boolean", f"give {described} an example"
    return True


def _body(document: Document, schema: Document) -> dict[str, Any]:
    fields = schema["properties"].items()
    return {name: example(document, one) for name, one in fields}


def _credential(request: Request, doors: Doors) -> str | None:
    """Of a kind the operation takes; people's own where there is a choice."""
    if request.person is not None:
        return _authorization(doors.people[request.person])
    kinds = [name for one in request.operation["security"] for name in one]
    if "basic" in kinds:
        return basic(doors.world.a.administrator.user.email, PASSWORD)
    if "user_token" in kinds:
        return _authorization(doors.people["signed-in administrator"])
    return _authorization(doors.people["application"]) if kinds else None


def _authorization(person: Person) -> str:
    (token,) = person.tokens.values()
    return authorization(token)


def _known(doors: Doors, route: str) -> dict[str, str]:
    """What there is, by the name of a path's parameter."""
    house = doors.world.a
    owner = house.member if "/members/" in route else house.administrator
    return {
        "company_id": house.company.id,
        "card_id": house.cards["luis"].id,
        "transaction_id": CREDIT_TRANSACTIONS[0]
        if "/users/" in route
        else "ctx_" + house.rows[0].id.hex(),
        "attachment_id": ATTACHMENTS[0],
        "task_id": TASKS[0],
        "import_id": "import_" + "0" * 32,
        "authorization_id": "authorization_" + "0" * 32,
        "receipt_id": "receipt_" + "0" * 32,
        "webhook_id": WEBHOOKS[0],
        "user_id": owner.user.id,
        "user_email": WAITING if route.endswith("/activate") else owner.user.email,
        "otp_type": "ACTIVATION",
        "token_id": MCP_TOKENS[0],
        "invitation_id": INVITATIONS["other"],
    }
