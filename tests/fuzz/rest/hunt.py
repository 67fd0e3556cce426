"""Schemathesis against the REST door: what the OpenAPI document allows, and what it forbids."""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.fuzz.judges import ALLOWED, Complaint
from tests.fuzz.rest.allowed import NEVER, allowed
from tests.fuzz.tally import Tally

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
_ENOUGH = 12
"""Requests after which an operation should have succeeded once; a short run asks some less often."""


@dataclass(frozen=True)
class RestHunt:
    """`folder` holds the cast as `cast.json`. `further` are arguments for schemathesis."""

    base: str
    folder: Path
    further: tuple[str, ...] = ()

    def run(self, seconds: float, seed: int) -> Tally:
        """A process of its own. An operation that never succeeded is a complaint."""
        started = time.monotonic()
        has_failed = self._fuzz(seconds, seed)
        document = httpx.get(f"{self.base}/openapi.json").json()
        outcome = json.loads((self.folder / "outcome.json").read_bytes())
        tally = Tally("rest", seconds=time.monotonic() - started)
        tally.answers.update(outcome["totals"])
        tally.cases = tally.answers.total()
        if has_failed:
            tally.complain(Complaint("shape", "schemathesis found failures; see above"), -1)
        _judge(tally, outcome)
        for sentence in _missed(document, outcome):
            tally.complain(Complaint("state", sentence), -1)
        return tally

    def _fuzz(self, seconds: float, seed: int) -> bool:
        """Whether schemathesis found anything."""
        command = [
            *(sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()"),
            *("--config-file", str(HERE / "schemathesis.toml"), "run", f"{self.base}/openapi.json"),
            *("--max-time", str(max(1, round(seconds))), "--seed", str(seed), "--no-color"),
            *self.further,
        ]
        environment = os.environ | {
            "PYTHONPATH": str(ROOT),
            "FUZZ_CAST": str(self.folder / "cast.json"),
            "FUZZ_OUTCOME": str(self.folder / "outcome.json"),
            "FUZZ_SEED": str(seed),
        }
        return subprocess.call(command, cwd=self.folder, env=environment) != 0


def _judge(tally: Tally, outcome: dict[str, Any]) -> None:
    for said, times in outcome["totals"].items():
        if said >= "5" and int(said[:3]) not in ALLOWED:
            for _ in range(times):
                tally.complain(Complaint("5xx", f"answered with {said}"), -1)
    for sentence, where in outcome["leaks"].items():
        tally.complain(Complaint("leak", sentence), -1, where.encode())


def _missed(document: dict[str, Any], outcome: dict[str, Any]) -> list[str]:
    """Prints how often each operation was asked; names those that never succeeded."""
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
    asked = {name: answers.get(name, Counter()).total() for name in there}
    missed = [name for name in there if not any(one < "4" for one in answers.get(name, ()))]
    for name in missed:
        print(f"never succeeded: {name:32} {asked[name]} times asked; {NEVER.get(name, '?')}")
    judged = [name for name in missed if name not in NEVER and asked[name] >= _ENOUGH]
    return [f"{name} never succeeded" for name in judged] + [
        f"{name} succeeded: take it out of NEVER" for name in NEVER if name not in missed
    ]
