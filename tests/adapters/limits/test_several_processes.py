"""Real processes that count in one place."""

import subprocess
import sys
from pathlib import Path

from clara.settings import Settings
from tests.support.valkey import CountingServer

ROOT = Path(__file__).parents[3]
TAKES = """
import asyncio, sys
from clara.adapters.limits.limiter import SharedLimits
from clara.adapters.limits.storage import close_storage, open_storage
from clara.application.ports import LimitName
from clara.settings import load

async def main():
    settings = load({"CLARA_SECRET_KEY": sys.argv[2], "CLARA_REDIS_URL": sys.argv[1]})
    storage = open_storage(settings.redis_url)
    limits = SharedLimits.of(settings, storage)
    print("here", flush=True)
    sys.stdin.readline()
    takes = [limits.take(LimitName.REGISTRATION, "198.51.100.23") for _ in range(25)]
    ended = await asyncio.gather(*takes, return_exceptions=True)
    await close_storage(storage)
    print(ended.count(None))

asyncio.run(main())
"""


def _process(redis: CountingServer, settings: Settings) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", TAKES, redis.url, settings.secret_key],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _passed(process: "subprocess.Popen[str]") -> int:
    out, _ = process.communicate("go\n", timeout=60)
    return int(out.split()[-1])


def test_processes_at_once_share_one_budget(redis: CountingServer, settings: Settings) -> None:
    processes = [_process(redis, settings) for _ in range(2)]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "here\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    assert sum(_passed(process) for process in processes) == 30


def test_a_process_that_starts_later_goes_on_counting(
    redis: CountingServer, settings: Settings
) -> None:
    passed = [_passed(_process(redis, settings)) for _ in range(2)]
    assert passed == [25, 5]
