"""The official conformance suite: what it lists, and what it finds on a server."""

import json
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from scripts.node_peers import folder, is_installed, node

HERE = Path(__file__).resolve().parent
PROGRAM = "node_modules/@modelcontextprotocol/conformance/dist/index.js"
PATIENCE_SECONDS = 60

_LISTED = re.compile(r"^  - ([\w/.-]+)", re.MULTILINE)
_MADE_AT = re.compile(r"-\d{4}-\d\d-\d\dT[\dZ-]+$")
_EXPECTED = re.compile(r"^  - (?P<scenario>[\w-]+):(?P<check>[\w-]+) +# (?P<reason>\S.+)$")
_NOT_PASSED = ("FAILURE", "WARNING")  # a MUST and a SHOULD

Failures = Mapping[str, str]
"""What went wrong, by the check's id."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one run: the suite's own verdict and, of each scenario, how many checks were made and
    which of them failed."""

    code: int
    output: str
    checks: Mapping[str, int]
    failures: Mapping[str, Failures]


def command(*arguments: str) -> list[str]:
    """Skips the test where the suite is not installed."""
    program = node()
    if program is None or not is_installed("conformance"):
        pytest.skip("the conformance suite is not installed: run scripts/node_peers.py")
    return [str(program), str(folder("conformance") / PROGRAM), *arguments]


def listed(section: str, *options: str) -> tuple[str, ...]:
    """The scenarios of a section of what `list` prints, whose heading begins with `section`."""
    done = subprocess.run(
        command("list", *options),
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=True,
    )
    sections = [one for one in done.stdout.split("\n\n") if one.strip().startswith(section)]
    assert len(sections) == 1, done.stdout
    return tuple(_LISTED.findall(sections[0]))


def run_server(base: str, revision: str, results: Path) -> Outcome:
    """All that `revision` requires of a server, on that revision's wire."""
    done = subprocess.run(
        command(
            *("server", "--url", f"{base}/mcp", "--requirements", revision),
            *("--expected-failures", str(expectations(revision)), "-o", str(results)),
        ),
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    return outcome(done.returncode, done.stdout + done.stderr, results, "server-")


def outcome(code: int, output: str, results: Path, prefix: str) -> Outcome:
    """What the suite left in `results`: a folder for each scenario, called by a prefix, its name
    and the time."""
    checks, failures = {}, {}
    for file in results.glob(f"{prefix}*/checks.json"):
        scenario = _MADE_AT.sub("", file.parent.name.removeprefix(prefix))
        made = [one for one in json.loads(file.read_text()) if one["status"] != "SKIPPED"]
        checks[scenario] = len(made)
        failures[scenario] = {
            one["id"]: one.get("errorMessage", "") for one in made if one["status"] in _NOT_PASSED
        }
    return Outcome(code, output, checks, failures)


def expectations(of: str) -> Path:
    """The file of expected failures of a revision, or of `authorization`."""
    return HERE / f"expected-failures-{of}.yml"


def expected(of: str) -> dict[str, Failures]:
    """The reasons for what fails, by scenario and check. A line without a reason is an error."""
    reasons: dict[str, dict[str, str]] = {}
    for line in expectations(of).read_text().splitlines()[1:]:
        entry = _EXPECTED.match(line)
        assert entry, f"Not of the form `  - scenario:check # reason`: {line}"
        reasons.setdefault(entry["scenario"], {})[entry["check"]] = entry["reason"]
    return reasons


def check(found: Outcome, of: str, scenario: str) -> None:
    """A scenario fails where it is expected to, and nowhere else."""
    known, failed = expected(of).get(scenario, {}), found.failures[scenario]
    assert found.checks[scenario] > 0
    assert {id: why for id, why in failed.items() if id not in known} == {}
    assert {id: why for id, why in known.items() if id not in failed} == {}, "it passes now"
