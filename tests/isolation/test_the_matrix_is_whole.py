"""Nothing is missing from the matrix, and it could fail: it is made of what is really served, every
parameter was thought about, and the texts it looks for are there to be found."""

from typing import Any

import pytest

from clara.application.cards.view_card import ViewCard
from clara.domain.credentials.actor import Door
from clara.domain.credentials.token import CredentialKind
from tests.isolation.support.asking import PROTOCOL
from tests.isolation.support.canaries import leaks
from tests.isolation.support.estate import Estate, right_credential
from tests.isolation.support.operations import Operation, Parameter, of_document, operations
from tests.isolation.support.values import (
    CHOSEN,
    PLAIN,
    STATE_ANSWERS,
    SUBJECTS,
    THINGS,
    is_thing,
    subject_of,
    values,
)

pytestmark = pytest.mark.anyio

NEVER_SHOWN = {"a token", "an invitation's token"}


async def test_the_routes_of_the_matrix_are_those_that_are_served(estate: Estate) -> None:
    document = (await estate.doors.http.get("/openapi.json")).json()
    made = [one for one in operations() if one.door is Door.REST]
    assert sorted(of_document(document), key=str) == sorted(made, key=str)


async def test_the_tools_of_the_matrix_are_those_that_are_listed(estate: Estate) -> None:
    listed = {}
    for spelling in ("dotted", "underscore"):
        for tool in await _tools(estate, spelling):
            listed[tool["name"]] = set(tool["inputSchema"]["properties"])
    assert listed == {
        one.name: {parameter.name for parameter in one.parameters}
        for one in operations()
        if one.door is Door.MCP
    }


async def _tools(estate: Estate, spelling: str) -> list[dict[str, Any]]:
    given = estate.a.credential(estate.a.administrator, CredentialKind.MCP_TOKEN)
    answer = await estate.doors.http.post(
        f"/mcp?tool_names={spelling}",
        json={"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}},
        headers={**PROTOCOL, "authorization": given.header or ""},
    )
    tools: list[dict[str, Any]] = answer.json()["result"]["tools"]
    return tools


@pytest.mark.parametrize("operation", operations(), ids=str)
def test_every_parameter_was_thought_about(operation: Operation) -> None:
    for parameter in operation.parameters:
        is_thing(operation, parameter)


def test_what_was_thought_about_is_still_there() -> None:
    names = {one.name for operation in operations() for one in operation.parameters}
    known = {operation.use_case.name for operation in operations()}
    assert names == set(THINGS) | PLAIN
    assert not set(THINGS) & PLAIN
    assert set(CHOSEN) | set(SUBJECTS) | set(STATE_ANSWERS) <= known


@pytest.mark.parametrize(
    ("parameter", "sentence"),
    [
        (Parameter("vault_id", "path", is_required=True), "which is not classified"),
        (Parameter("vault_id", "query", is_required=False), "which is not classified"),
        (Parameter("reason", "body", is_required=True), "add a value to CHOSEN"),
    ],
)
async def test_an_operation_nobody_has_thought_about_says_what_to_add(
    estate: Estate, parameter: Parameter, sentence: str
) -> None:
    operation = Operation(Door.REST, "vault.open", ViewCard, (parameter,))

    def think() -> None:
        is_thing(operation, parameter)
        values(operation, estate.a, estate.a.administrator)

    with pytest.raises(AssertionError, match=sentence):
        think()


async def test_every_text_that_must_not_leak_is_shown_to_its_own_company(estate: Estate) -> None:
    for home, other in ((estate.a, estate.b), (estate.b, estate.a)):
        shown: set[str] = set()
        for operation in operations():
            if not operation.writes and not operation.is_open:
                shown |= await _own_texts(estate, operation, home)
        missing = {what for what, _ in home.texts()} - shown - NEVER_SHOWN
        assert missing == set()
        assert {"last four digits"} <= shown
        assert leaks("\n".join(text for _, text in home.texts()), other) == []


async def _own_texts(estate: Estate, operation: Operation, home: Any) -> set[str]:
    asked = await estate.ask(
        operation,
        right_credential(operation, home),
        values(operation, home, subject_of(operation, home)),
    )
    return {one.partition(":")[0] for one in leaks(asked.text, home)}
