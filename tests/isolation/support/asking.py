"""An operation asked for as a program or an assistant writes it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from clara.domain.credentials.actor import Door
from tests.isolation.support.canaries import said
from tests.isolation.support.home import Credential
from tests.isolation.support.operations import Operation, Parameter
from tests.isolation.support.rules import Answer
from tests.parity.support.doors import as_json, in_path
from tests.support.tool_results import facts_of

PROTOCOL = {
    "accept": "application/json, text/event-stream",
    "content-type": "application/json",
    "mcp-protocol-version": "2025-11-25",
}


@dataclass(frozen=True)
class Asked:
    """An answer with what was sent for it. `text` is all that the answer says."""

    answer: Answer
    response: httpx.Response
    sent: str

    @property
    def text(self) -> str:
        return said(self.response)

    @property
    def is_success(self) -> bool:
        return self.answer.code == "ok"

    @property
    def request_id(self) -> str:
        return self.response.headers["x-request-id"]

    @property
    def data(self) -> Any:
        """What was answered, whichever door it came through."""
        body = self.response.json()
        return facts_of(body["result"]) if "result" in body else body["data"]


async def ask(
    http: httpx.AsyncClient,
    operation: Operation,
    given: Credential,
    values: Mapping[Parameter, Any],
    **headers: str,
) -> Asked:
    """Send it. `headers` are more of them, with underscores for dashes."""
    lines = {name.replace("_", "-"): value for name, value in headers.items()}
    if given.header is not None:
        lines["authorization"] = given.header
    request = (_tool_call if operation.door is Door.MCP else _request)(http, operation, values)
    request.headers.update(lines)
    response = await http.send(request)
    sent = " ".join([str(request.url), *map(_text, values.values()), *lines.values()])
    return Asked(answer=_answer(response), response=response, sent=sent)


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def _request(
    http: httpx.AsyncClient, operation: Operation, values: Mapping[Parameter, Any]
) -> httpx.Request:
    def of(*places: str) -> dict[str, Any]:
        return {one.name: value for one, value in values.items() if one.place in places}

    path = operation.path.format(**in_paths(values))
    more: dict[str, Any] = {"params": of("query")} if of("query") else {}
    if operation.media == "application/json":
        more["content"] = as_json(of("body"))
        more["headers"] = {"content-type": "application/json"}
    elif operation.media is not None:
        form = of("form")
        file = form.pop("file", None)
        more["files"] = {name: (None, str(value)) for name, value in form.items()}
        if file is not None:
            more["files"]["file"] = ("statement.csv", file, "text/csv")
    return http.build_request(operation.method, path, **more)


def in_paths(values: Mapping[Parameter, Any]) -> dict[str, str]:
    """What stands in a path, as it is written there."""
    return {one.name: in_path(value) for one, value in values.items() if one.place == "path"}


def _tool_call(
    http: httpx.AsyncClient, operation: Operation, values: Mapping[Parameter, Any]
) -> httpx.Request:
    arguments = {one.name: value for one, value in values.items()}
    call = {"name": operation.name, "arguments": arguments}
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
    return http.build_request("POST", "/mcp", content=as_json(body), headers=PROTOCOL)


def _answer(response: httpx.Response) -> Answer:
    status = response.status_code
    if status >= 400:
        return Answer(status, response.json()["code"])
    is_json = response.headers.get("content-type", "").startswith("application/json")
    result = response.json().get("result", {}) if is_json and response.content else {}
    if result.get("isError"):
        return Answer(status, json.loads(result["content"][0]["text"].partition("\n")[2])["code"])
    return Answer(status, "ok")
