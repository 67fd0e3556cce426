"""The analyst in a conversation: one tool, whose answer is a task."""

import base64
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.parity.support.doors import Doors, opened_doors
from tests.support.assistant import tokens
from tests.support.credits import Buyer

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("store", ["sqlite"])]

QUESTION = "top 3 merchants in November 2026"


@pytest.fixture
async def doors(url: str) -> AsyncIterator[Doors]:
    """Where analyses are answered at once, and the administrator has credits."""
    async with opened_doors(url, tasks_at_once=2) as doors:
        await Buyer(doors.world, doors.world.a.administrator).is_given(100)
        yield doors


async def ask(doors: Doors, name: str = "agent_analysis", **arguments: Any) -> dict[str, Any]:
    return await doors.call_tool(name, arguments, doors.world.a.administrator)


async def test_a_question_is_answered_in_the_call(doors: Doors) -> None:
    said = await ask(doors, prompt=QUESTION)
    task = said["structuredContent"]
    assert task["status"] == "succeeded"
    answer = task["result"]
    assert answer["status"] == "answered"
    assert answer["table"]["rows"]
    assert answer["figures"][0]["transactions"]["total"] > 0
    assert tokens(said["content"][0]["text"]) < 20_000
    viewed = await ask(doors, "task_view", task_id=task["id"])
    assert viewed["structuredContent"]["result"] == answer


async def test_the_chart_comes_as_a_picture_that_models_see(doors: Doors) -> None:
    said = await ask(doors, prompt=QUESTION)
    assert said["structuredContent"]["result"]["chart"]["alt"]
    pictures = [one for one in said["content"] if one["type"] == "image"]
    assert [one["mimeType"] for one in pictures] == ["image/png"]
    assert base64.b64decode(pictures[0]["data"]).startswith(b"\x89PNG")


async def test_the_same_question_within_a_minute_is_the_same_answer(doors: Doors) -> None:
    first = await ask(doors, prompt=QUESTION)
    again = await ask(doors, "agent.analysis", prompt=QUESTION)
    assert again["structuredContent"]["id"] == first["structuredContent"]["id"]


async def test_a_refusal_is_an_answer_with_questions_to_ask_instead(doors: Doors) -> None:
    said = await ask(doors, prompt="¿cuánto gastaremos el próximo año?")
    assert not said.get("isError")
    refused = said["structuredContent"]["result"]
    assert (refused["status"], refused["language"]) == ("refused", "es")
    assert refused["refusal"]["reason"] == "forecast"
    assert refused["refusal"]["try"]
    assert refused["credits"] == 0


async def test_without_credits_the_assistant_is_told_what_to_do(doors: Doors) -> None:
    poor = doors.world.a.bookkeeper
    said = await doors.call_tool("agent_analysis", {"prompt": QUESTION}, poor)
    assert said["isError"]
    assert "not_enough_credits" in said["content"][0]["text"]
