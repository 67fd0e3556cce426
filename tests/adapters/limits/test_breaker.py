"""Who waits for a storage that does not answer."""

import asyncio
import logging
from functools import partial

import pytest

from clara.adapters.limits.breaker import Away, Breaker

pytestmark = pytest.mark.anyio


class Storage:
    """Fails, hangs or answers; counts how often it was asked."""

    def __init__(self) -> None:
        self.state, self.asked = "fails", 0

    async def answer(self, about: str) -> str:
        self.asked += 1
        if self.state == "fails":
            raise ConnectionError(f"redis://:secret@127.0.0.1 {about}")
        if self.state == "hangs":
            await asyncio.Event().wait()
        return about


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


async def _away(breaker: Breaker, storage: Storage, times: int) -> None:
    for _ in range(times):
        with pytest.raises(Away):
            await breaker.ask(partial(storage.answer, "a"))


@pytest.mark.parametrize("state", ["fails", "hangs"])
async def test_after_a_failure_nobody_is_asked_for_a_while(state: str) -> None:
    storage, clock = Storage(), Clock()
    storage.state = state
    breaker = Breaker(patience=0.01, pause=1.0, clock=clock)
    await _away(breaker, storage, 20)
    assert storage.asked == 1
    clock.now += 1.0
    await _away(breaker, storage, 20)
    assert storage.asked == 2


async def test_while_one_request_tries_again_the_others_go_on_without() -> None:
    storage, clock = Storage(), Clock()
    breaker = Breaker(patience=60, pause=1.0, clock=clock)
    await _away(breaker, storage, 1)
    storage.state, clock.now = "hangs", clock.now + 1.0
    trying = asyncio.ensure_future(breaker.ask(partial(storage.answer, "a")))
    await asyncio.sleep(0)
    await _away(breaker, storage, 5)
    assert storage.asked == 2
    trying.cancel()


async def test_an_answer_ends_it() -> None:
    storage, clock = Storage(), Clock()
    breaker = Breaker(pause=1.0, clock=clock)
    await _away(breaker, storage, 3)
    storage.state, clock.now = "answers", clock.now + 1.0
    assert [await breaker.ask(partial(storage.answer, one)) for one in "abc"] == ["a", "b", "c"]


async def test_an_outage_is_told_once_and_no_address_with_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    storage, clock = Storage(), Clock()
    breaker = Breaker(pause=1.0, clock=clock)
    with caplog.at_level(logging.INFO, "clara.limits"):
        for _ in range(5):
            await _away(breaker, storage, 2)
            clock.now += 1.0
        storage.state = "answers"
        await breaker.ask(partial(storage.answer, "a"))
    assert len(caplog.records) == 2
    assert "ConnectionError" in caplog.text
    assert "secret" not in caplog.text


async def test_a_caller_who_leaves_is_no_failure() -> None:
    storage = Storage()
    storage.state = "hangs"
    breaker = Breaker(patience=60)
    task = asyncio.ensure_future(breaker.ask(partial(storage.answer, "a")))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    storage.state = "answers"
    assert await breaker.ask(partial(storage.answer, "a")) == "a"
