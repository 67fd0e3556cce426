"""One run of a client in one mode."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

from tests.clients import environments
from tests.clients.client import Client
from tests.clients.judging import complaints, report_in
from tests.clients.server import Server, surroundings

SHOWN = 4_000
# Seconds between runs: all act with the same credentials, each of which has ten requests a second.
BREATH = 1.0


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """`version` is the client's name and version as it reports them, empty when it did not get so far;
    `wrong` says what is not as it should be; `output` is the end of what the drive script wrote,
    without secrets."""

    title: str
    mode: str
    version: str = ""
    tools: int = 0
    seconds: float = 0
    wrong: tuple[str, ...] = ()
    output: str = ""


@dataclass(frozen=True)
class Ended:
    """A drive script that has ended; `code` is None when it had to be ended."""

    code: int | None
    output: str
    errors: str


def run(client: Client, mode: str, folder: Path, server: Server, card: str) -> Outcome:
    """Let the client, whose environment is `folder`, lock `card`, and judge. The card is active before
    and after."""
    time.sleep(BREATH)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="clara-client-") as home:
        environment = _environment(folder, Path(home)) | server.known_to_client(card)
        ended = driven(client, mode, folder, environment)
    seconds = time.monotonic() - began
    version, tools, wrong = _judged(ended, mode, card, server)
    server.unlock(card)
    return Outcome(
        title=client.manifest.title,
        mode=mode,
        version=version,
        tools=tools,
        seconds=seconds,
        wrong=wrong,
        output=server.redacted(f"{ended.output}\n{ended.errors}".strip())[-SHOWN:],
    )


def driven(client: Client, mode: str, folder: Path, environment: Mapping[str, str]) -> Ended:
    """Run the drive script in `folder`, for no longer than its manifest says. What it started ends with
    it."""
    script = client.folder / client.manifest.drive
    with subprocess.Popen(
        [str(environments.interpreter(client, folder)), str(script), mode],
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        start_new_session=True,
    ) as process:
        try:
            output, errors = process.communicate(timeout=client.manifest.limit_seconds)
            return Ended(process.returncode, output, errors)
        except subprocess.TimeoutExpired:
            _end_session(process)
            return Ended(None, *process.communicate())
        finally:
            _end_session(process)


def _judged(ended: Ended, mode: str, card: str, server: Server) -> tuple[str, int, tuple[str, ...]]:
    """The client's version, how many tools it saw, and what is wrong."""
    if ended.code is None:
        return "", 0, ("it took too long",)
    if ended.code != 0:
        return "", 0, (f"its drive script ended with code {ended.code}",)
    try:
        report = report_in(ended.output)
    except msgspec.MsgspecError as error:
        return "", 0, (f"its last line is no report: {error}",)
    wrong = complaints(report, mode=mode, card=card, status=server.status_of(card))
    return report.client, len(report.tools), tuple(wrong)


def _environment(folder: Path, home: Path) -> dict[str, str]:
    """With a home of its own, so that nothing a client keeps is found by the next run."""
    node, kept = environments.node(), surroundings()
    return {
        **kept,
        "HOME": str(home),
        "PATH": os.pathsep.join([str(node.parent), kept.get("PATH", os.defpath)]),
        "NODE": str(node),
        "PYTHON": sys.executable,
        "PYTHONPATH": str(folder),
        "PYTHONDONTWRITEBYTECODE": "1",
        "NO_COLOR": "1",
    }


def _end_session(process: "subprocess.Popen[str]") -> None:
    """End what runs in the script's session: bridges and servers that a client has started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
