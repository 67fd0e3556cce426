"""`python -m tests.fuzz [--seconds 90] [--store sqlite|postgresql] [--seed N]`

Starts a real server on a store made for it and lets schemathesis send it what the OpenAPI document
allows and what it forbids. Fails on any failure, and when an operation never succeeded.
"""

import argparse
import asyncio
import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import httpx
import msgspec

from tests.fuzz.allowed import NEVER, allowed
from tests.fuzz.earlier import ask_earlier
from tests.fuzz.server import Fuzzed, cast_for, serving, store
from tests.support.stores import STORES

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--seconds", type=int, default=90, help="how long to go on (90)")
    parser.add_argument("--store", choices=STORES, default="sqlite")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(2**32))
    arguments, further = parser.parse_known_args()
    with tempfile.TemporaryDirectory(prefix="clara-fuzz-") as name:
        folder = Path(name)
        with store(arguments.store, folder) as url:
            cast = asyncio.run(cast_for(url))
            with serving(url, folder) as server:
                cast.parts.update(ask_earlier(server.base, cast))
                (folder / "cast.json").write_bytes(msgspec.json.encode(cast))
                started = time.monotonic()
                failed = _fuzz(server, folder, arguments.seconds, arguments.seed, further)
                document = httpx.get(f"{server.base}/openapi.json").json()
                has_ended = server.process.poll() is not None
                seconds = time.monotonic() - started
        complaints = _complaints(document, folder)
        defects = _defects(server.log)
    if failed:
        complaints.append("schemathesis found failures")
    if has_ended:
        complaints.append("the server ended")
    complaints += [f"in the server's log: {line}" for line in defects]
    print(f"\nseed {arguments.seed}, {arguments.store}, {seconds:.0f} s")
    print("\n".join(f"FAILED: {one}" for one in complaints) or "Nothing was found.")
    return 1 if complaints else 0


def _fuzz(server: Fuzzed, folder: Path, seconds: int, seed: int, further: list[str]) -> bool:
    """Whether schemathesis found anything."""
    command = [
        *(sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()"),
        *("--config-file", str(HERE / "schemathesis.toml"), "run", f"{server.base}/openapi.json"),
        *("--max-time", str(seconds), "--seed", str(seed), "--no-color", *further),
    ]
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "FUZZ_CAST": str(folder / "cast.json"),
        "FUZZ_OUTCOME": str(folder / "outcome.json"),
        "FUZZ_SEED": str(seed),
    }
    return subprocess.call(command, cwd=folder, env=environment) != 0


def _complaints(document: dict, folder: Path) -> list[str]:
    """Prints how often each operation was asked; names those that never succeeded."""
    outcome = json.loads((folder / "outcome.json").read_bytes())
    answers = {name: Counter(statuses) for name, statuses in outcome["answers"].items()}
    there = sorted(
        one["operationId"] for item in document["paths"].values() for one in item.values()
    )
    total = sum(sum(one.values()) for one in answers.values())
    print(f"\n{len(there)} operations, {total} requests")
    for name in there:
        shown = ", ".join(f"{said} {n}" for said, n in sorted(answers.get(name, {}).items()))
        print(f"  {name:30} {shown}")
    print("\nRefused although well-formed:")
    for reason, times in sorted(outcome["refused"].items()):
        print(f"  {times:5} {reason:40} {allowed(reason) or '?'}")
    missed = [name for name in there if not any(one < "4" for one in answers.get(name, ()))]
    for name in missed:
        print(f"never succeeded: {name:32} {NEVER.get(name, '?')}")
    return [f"{name} never succeeded" for name in missed if name not in NEVER] + [
        f"{name} succeeded: take it out of NEVER" for name in NEVER if name not in missed
    ]


def _defects(log: Path) -> list[str]:
    """What the server itself called a defect."""
    text = log.read_text(errors="replace")
    return [line for line in text.splitlines() if " failed" in line and "request " in line][:20]


if __name__ == "__main__":
    sys.exit(main())
