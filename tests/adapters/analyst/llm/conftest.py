"""The demo company, filled in once, and its questions asked of a model on loopback."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from msgspec import structs

from clara.application.analysis.answer_question import AnswerQuestion, AnswerQuestionCommand
from clara.application.call import Call
from clara.application.founding.load_demo import LoadDemo
from clara.bootstrap import Core, build_core
from clara.domain.analysis.answer import Answer
from clara.domain.credentials.actor import Door
from tests.adapters.analyst.llm.model_server import ModelServer
from tests.application.analysis.plain_books import PlainBooks, plain_rows
from tests.support.clock import FakeClock
from tests.support.house import plan
from tests.support.stores import SqliteTemplate
from tests.support.world import World, settings_for

ROWS = 4_000
CURRENCY = "MXN"


@dataclass(frozen=True)
class Demo:
    url: str
    company_id: str
    books: PlainBooks


Asks = Callable[[str], Awaitable[Answer]]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo company with all its rows beside it; only read."""
    template = SqliteTemplate(tmp_path_factory.mktemp("llm_template"))
    folder: Path = tmp_path_factory.mktemp("llm")
    company_id, books = template.fill(_fill)
    with template.store(folder) as url:
        yield Demo(url, company_id, books)


async def _fill(url: str) -> tuple[str, PlainBooks]:
    clock = FakeClock()
    core = build_core(settings_for(url), clock=clock)
    try:
        command = LoadDemo.command(card_transactions=ROWS)
        company_id = (await core.runner.run(LoadDemo, command, _call())).result.company_id
        house = plan()
        world = World(url=url, core=core, clock=clock, a=house, b=house)
        return company_id, PlainBooks(await plain_rows(world, company_id), CURRENCY)
    finally:
        await core.close()


@asynccontextmanager
async def asking(demo: Demo, server: ModelServer) -> AsyncIterator[Asks]:
    """Ask about the demo company, with that model in the settings."""
    settings = structs.replace(settings_for(demo.url), **server.settings)
    core: Core = build_core(settings, clock=FakeClock())

    async def ask(question: str) -> Answer:
        command = AnswerQuestionCommand(company_id=demo.company_id, question=question)
        done = await core.runner.run(AnswerQuestion, command, _call())
        answer: Answer = done.result
        return answer

    try:
        yield ask
    finally:
        await core.close()


def _call() -> Call:
    return Call(door=Door.CLI, request_id="request")
