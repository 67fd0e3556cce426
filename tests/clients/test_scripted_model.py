"""The scripted model calls what locks, once, and says what came of it."""

import json
from collections.abc import Sequence
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.clients.scripted_model import REASON, Event, ScriptedModel, Turn, prompt

CARD = "card_" + "0" * 32
TOOLS = {"list_cards": "their list_cards", "lock_card": "their lock_card"}


class PlainApi:
    """Requests are turns, and answers the events themselves."""

    path = "/ask"

    def turn(self, request: dict[str, Any]) -> Turn:
        return Turn(**request)

    def call(self, tool: Any, arguments: dict[str, Any]) -> Sequence[Event]:
        return ({"type": "call", "tool": tool, "arguments": arguments},)

    def say(self, text: str) -> Sequence[Event]:
        return ({"type": "say", "text": text},)


def _answer(model: ScriptedModel, said: str = "", result: str | None = None, **tools: str) -> Event:
    (event,) = model.answer({"tools": tools, "said": said, "result": result})
    return event


def test_it_locks_the_card_that_the_person_named_with_the_tool_it_was_offered() -> None:
    model = ScriptedModel(PlainApi())
    event = _answer(model, prompt(CARD), **TOOLS)
    arguments = {"card": CARD, "reason": REASON}
    assert event == {"type": "call", "tool": "their lock_card", "arguments": arguments}
    assert model.tools == ["list_cards", "lock_card"]


def test_it_says_what_the_confirmation_said() -> None:
    model = ScriptedModel(PlainApi())
    confirmation = {"before": "ACTIVE", "after": "LOCKED"}
    event = _answer(model, prompt(CARD), json.dumps(confirmation), **TOOLS)
    assert event == {"type": "say", "text": "The card was ACTIVE and is LOCKED now."}
    assert (model.confirmation, model.said) == (confirmation, event["text"])


@pytest.mark.parametrize("result", ["Not allowed.", '{"code": "scope_missing"}', "[1]"])
def test_what_is_no_confirmation_is_not_taken_for_one(result: str) -> None:
    model = ScriptedModel(PlainApi())
    event = _answer(model, prompt(CARD), result, **TOOLS)
    assert event == {"type": "say", "text": f"The card was not locked: {result}"}
    assert model.confirmation is None


@pytest.mark.parametrize(
    ("said", "tools"), [("Lock a card.", TOOLS), (prompt(CARD), {"unlock_card": "unlock_card"})]
)
def test_without_a_card_or_the_tool_it_calls_nothing(said: str, tools: dict[str, str]) -> None:
    assert _answer(ScriptedModel(PlainApi()), said, **tools)["type"] == "say"


def test_it_is_served_on_loopback_as_server_sent_events() -> None:
    asked = json.dumps({"tools": {}, "said": "", "result": "No."}).encode()
    with ScriptedModel(PlainApi()).serving() as address:
        with urlopen(Request(f"{address}/v1/ask", asked), timeout=5) as answer:
            assert answer.headers["content-type"] == "text/event-stream"
            event, data = answer.read().decode().strip().splitlines()
        with pytest.raises(HTTPError, match="404"):
            urlopen(f"{address}/v1/models", timeout=5)
    assert address.startswith("http://127.0.0.1:")
    assert event == "event: say"
    assert json.loads(data.removeprefix("data: "))["text"] == "The card was not locked: No."
