"""Windows in memory: what is forgotten and when, and clocks that jump."""

import pytest

from clara.adapters.limits import window
from clara.adapters.limits.window import MovingWindowMemory

pytestmark = pytest.mark.anyio


class Clocks:
    """In place of the computer's: `wall` may be set, `elapsed` only goes on."""

    def __init__(self) -> None:
        self.wall, self.elapsed = 1_800_000_000.0, 5_000.0

    def time(self) -> float:
        return self.wall

    def monotonic(self) -> float:
        return self.elapsed

    def go(self, seconds: float) -> None:
        self.wall += seconds
        self.elapsed += seconds


@pytest.fixture
def clocks(monkeypatch: pytest.MonkeyPatch) -> Clocks:
    clocks = Clocks()
    monkeypatch.setattr(window, "time", clocks)
    return clocks


async def test_a_moving_window_moves(clocks: Clocks) -> None:
    memory = MovingWindowMemory()
    allowed = []
    for _ in range(6):
        allowed.append(await memory.acquire_entry("a", 2, 60))
        clocks.go(25)
    assert allowed == [True, True, False, True, True, False]


async def test_a_fixed_window_ends_as_a_whole(clocks: Clocks) -> None:
    memory = MovingWindowMemory()
    counts = []
    for _ in range(6):
        counts.append(await memory.incr("a", 60))
        clocks.go(25)
    assert counts == [1, 2, 3, 1, 2, 3]


async def test_a_clock_set_back_keeps_nobody_waiting(clocks: Clocks) -> None:
    memory = MovingWindowMemory()
    await memory.acquire_entry("a", 1, 60)
    await memory.incr("a", 60)
    clocks.wall -= 86_400
    oldest, count = await memory.get_moving_window("a", 1, 60)
    assert (oldest, count) == (clocks.wall, 1)
    assert await memory.get_expiry("a") == clocks.wall + 60
    clocks.go(61)
    assert await memory.acquire_entry("a", 1, 60)
    assert await memory.get("a") == 0


async def test_who_does_not_come_back_is_forgotten_and_nobody_else(
    clocks: Clocks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window, "_SWEPT_EVERY", 10)
    memory = MovingWindowMemory()
    await memory.acquire_entry("hourly", 1, 3_600)
    await memory.incr("daily", 86_400)
    for number in range(5):
        await memory.acquire_entry(f"short {number}", 1, 1)
        await memory.incr(f"short {number}", 1)
    clocks.go(2)
    for _ in range(20):
        await memory.acquire_entry("another", 1, 1)
    assert set(memory._arrivals) <= {"hourly", "another"}
    assert set(memory._counts) == {"daily"}
    assert not await memory.acquire_entry("hourly", 1, 3_600)
    assert await memory.get("daily") == 1
