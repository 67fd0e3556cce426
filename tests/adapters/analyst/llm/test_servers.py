"""A model behind OpenAI's, Anthropic's and Ollama's protocol, and everything its server can do wrong:
the answer is then what rules say, and says why."""

import asyncio
import gzip
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from msgspec import structs

from clara.adapters.analyst.llm.analyst import ModelAnalyst
from clara.adapters.analyst.llm.choice import Choice
from clara.adapters.analyst.llm.limits import NARRATING, PLANNING
from clara.adapters.analyst.llm.models import models_of
from clara.application.analysis.ports import Planned
from clara.domain.analysis.notice import NoticeCode
from clara.domain.analysis.plan import QueryPlan
from clara.domain.analysis.refusal import Refusal
from tests.adapters.analyst.llm.model_server import (
    KEY,
    MODEL,
    ModelServer,
    Protocol,
    completion,
    failing,
    model_server,
)
from tests.adapters.analyst.llm.thinking import EN, rules
from tests.analysis.vocabulary import ask
from tests.support.scripted_server import Asked, Script, answer

pytestmark = pytest.mark.anyio

BLORP = "How much blorp did we glimmer at Uber last month?"
PLAN = json.dumps({"intent": "total", "asking": ["blorp", "glimmer"]})
SENTENCE = "Spending at {N1} in {P1}: {F1}."
PROTOCOLS: tuple[Protocol, ...] = ("openai", "anthropic")


def analyst_of(server: ModelServer, service: Any = None, seconds: float = 5.0) -> ModelAnalyst:
    choice = Choice(
        service=service or server.protocol, model=MODEL, base_url=server.base_url, api_key=KEY
    )
    limits = (
        structs.replace(PLANNING, seconds=seconds),
        structs.replace(NARRATING, seconds=seconds),
    )
    return ModelAnalyst(*rules(), lambda: models_of(choice), choice.engine, limits)


async def planned(server: ModelServer, **how: Any) -> Planned:
    return await analyst_of(server, **how).plan(ask(BLORP, EN))


def assert_rules(found: Planned, code: NoticeCode) -> None:
    """Rules' own refusal stands, and why is said."""
    assert isinstance(found.outcome, Refusal)
    assert (found.engine, found.notices) == ("rules", (code,))
    assert found.outcome.words == ("blorp", "glimmer")


@pytest.mark.parametrize("protocol", PROTOCOLS)
async def test_a_question_is_planned_in_one_request(protocol: Protocol) -> None:
    async with model_server(PLAN, protocol) as server:
        found = await planned(server)
        assert isinstance(found.outcome, QueryPlan)
        assert found.engine == f"llm:{protocol}:{MODEL}"
        assert found.outcome.filters.merchants == ("Uber",)
    [asked] = server.http.asked
    assert asked.headers["accept-encoding"] == "identity"
    assert "tools" not in asked.message
    assert KEY not in asked.body.decode()


async def test_ollama_speaks_openais_protocol_and_needs_no_key_of_its_own() -> None:
    async with model_server(PLAN) as server:
        found = await planned(server, service="ollama")
        assert found.engine == f"llm:ollama:{MODEL}"


@pytest.mark.parametrize("protocol", PROTOCOLS)
async def test_the_second_request_is_a_second_try_and_the_last(protocol: Protocol) -> None:
    async with model_server("{no plan", protocol) as server:
        assert_rules(await planned(server), NoticeCode.MODEL_NOT_UNDERSTOOD)
    assert len(server.http.asked) == 2


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, NoticeCode.MODEL_REFUSED),
        (401, NoticeCode.MODEL_REFUSED),
        (404, NoticeCode.MODEL_REFUSED),
        (429, NoticeCode.MODEL_REFUSED),
        (500, NoticeCode.MODEL_AWAY),
        (529, NoticeCode.MODEL_AWAY),
    ],
)
async def test_an_error_is_asked_about_once_and_its_text_logged_nowhere(
    protocol: Protocol, status: int, code: NoticeCode, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with model_server("", protocol, instead=failing(protocol, status)) as server:
        assert_rules(await planned(server), code)
    assert len(server.http.asked) == 1
    assert str(status) in caplog.text
    assert KEY not in caplog.text
    assert "blorp" not in caplog.text


async def test_a_wrong_key_is_refused_by_the_server_itself() -> None:
    async with model_server(PLAN) as server:
        choice = Choice(service="openai", model=MODEL, base_url=server.base_url, api_key="sk-wrong")
        analyst = ModelAnalyst(*rules(), lambda: models_of(choice), choice.engine)
        assert_rules(await analyst.plan(ask(BLORP, EN)), NoticeCode.MODEL_REFUSED)


async def test_a_slow_model_is_waited_for_no_longer_than_it_may_take() -> None:
    async with model_server(PLAN, seconds=5.0) as server:
        begun = asyncio.get_running_loop().time()
        assert_rules(await planned(server, seconds=0.3), NoticeCode.MODEL_SLOW)
        assert asyncio.get_running_loop().time() - begun < 2.0


async def test_a_model_that_trickles_is_slow_too() -> None:
    async def trickle(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n")
        for _ in range(100):
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.05)

    async with model_server("", instead=trickle) as server:
        assert_rules(await planned(server, seconds=0.3), NoticeCode.MODEL_SLOW)


async def test_nobody_there_is_said_at_once() -> None:
    async with model_server(PLAN) as server:
        pass
    assert_rules(await planned(server), NoticeCode.MODEL_AWAY)


@asynccontextmanager
async def saying(body: Any, **headers: Any) -> AsyncIterator[ModelServer]:
    async def script(asked: Asked, writer: asyncio.StreamWriter) -> None:
        answer(writer, body, **headers)

    instead: Script = script
    async with model_server("", instead=instead) as server:
        yield server


@pytest.mark.parametrize(
    "body",
    [
        b"{not json",
        b"<html>gateway</html>",
        b"[]",
        {"choices": []},
        {"choices": [{"message": {"content": None}}]},
        {"error": "none"},
        completion("openai", ""),
        completion("openai", '{"intent":"total","asking":["\ud83d"]}'),
        completion("openai", "[" * 5_000),
        completion("openai", '{"names":' + "[" * 5_000),
        completion("openai", json.dumps({"intent": "total", "asking": ["x"] * 1_000})),
        completion("openai", PLAN + " " * 9_000),
    ],
    ids=range(12),
)
async def test_nonsense_is_not_understood(body: Any) -> None:
    async with saying(body) as server:
        found = await planned(server)
        assert found.engine == "rules"
        assert isinstance(found.outcome, Refusal)
        assert found.notices in ((NoticeCode.MODEL_NOT_UNDERSTOOD,), (NoticeCode.MODEL_AWAY,))
    assert len(server.http.asked) <= 2


async def test_an_answer_that_never_ends_is_cut_off() -> None:
    async with saying(completion("openai", PLAN + " " * 5_000_000)) as server:
        assert_rules(await planned(server), NoticeCode.MODEL_NOT_UNDERSTOOD)
    assert len(server.http.asked) == 1, "what is too long is not asked for again"


async def test_an_answer_that_is_packed_is_not_unpacked() -> None:
    packed = gzip.compress(json.dumps(completion("openai", PLAN)).encode())
    async with saying(packed, content_encoding="gzip") as server:
        found = await planned(server)
        assert (found.engine, len(found.notices)) == ("rules", 1)


async def test_a_redirect_is_not_followed_with_the_key() -> None:
    async with model_server(PLAN) as elsewhere:

        async def away(asked: Asked, writer: asyncio.StreamWriter) -> None:
            answer(writer, b"", 307, location=f"{elsewhere.base_url}/chat/completions")

        async with model_server("", instead=away) as server:
            found = await planned(server)
            assert (found.engine, len(found.notices)) == ("rules", 1)
    assert elsewhere.http.asked == []


async def test_more_tokens_than_a_run_may_use_end_it() -> None:
    async with model_server("{no plan", tokens=15_000) as server:
        assert_rules(await planned(server), NoticeCode.MODEL_LIMIT)
    assert len(server.http.asked) == 1


async def test_a_sentence_is_worded_from_its_slots_alone() -> None:
    better = "At {N1} you spent, in {P1}, {F1}."
    async with model_server(lambda given: better if "sentence" in given else PLAN) as server:
        analyst = analyst_of(server)
        found = await analyst.plan(ask(BLORP, EN))
        assert await analyst.narrate(found, SENTENCE) == better
    assert server.given[1] == {"language": "en", "sentence": SENTENCE}


async def test_what_rules_planned_is_worded_by_rules() -> None:
    async with model_server(PLAN) as server:
        analyst = analyst_of(server)
        found = await analyst.plan(ask("How much did we spend last month?", EN))
        assert await analyst.narrate(found, SENTENCE) == SENTENCE
    assert server.http.asked == []


async def test_a_model_that_dies_before_it_words_leaves_our_sentence() -> None:
    async with model_server(PLAN) as server:
        analyst = analyst_of(server)
        found = await analyst.plan(ask(BLORP, EN))
    assert await analyst.narrate(found, SENTENCE) == SENTENCE
