"""The documents' commands, run as they are printed against a real server with the demo company.

In every Markdown file of `docs/`, a fence that opens with `sh` is run; all of a file run in order, in
one shell (`bash -euo pipefail`) and one folder. `sh norun <reason>` is not run. A `json` or `text`
fence right after a command is what it prints: each of its lines must come up in that order, blanks
around lines aside; `…` within a line stands for anything, alone on a line for any lines. The address
http://127.0.0.1:8000 becomes the test server's.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
WRITTEN_ADDRESS = "http://127.0.0.1:8000"
END = "\x1e"
_FENCE = re.compile(r"^```(\w*)[ ]?(.*?)\n(.*?)^```[ ]*$", re.MULTILINE | re.DOTALL)


class Command(NamedTuple):
    """A fence of commands that begins on `line`; `shown` is what the document says it prints."""

    line: int
    text: str
    shown: str


def fences(text: str) -> Iterator[tuple[re.Match[str], str, str, str]]:
    for match in _FENCE.finditer(text):
        language, rest, body = match.groups()
        yield match, language, rest.strip(), body


def commands(text: str) -> list[Command]:
    """What is run of a document, each with the output shown right after it."""
    found: list[Command] = []
    end_of_last = -1
    for match, language, rest, body in fences(text):
        if language == "sh" and not rest.startswith("norun"):
            found.append(Command(text[: match.start()].count("\n") + 1, body, ""))
            end_of_last = match.end()
        elif language in ("json", "text") and found and end_of_last >= 0:
            if not text[end_of_last : match.start()].strip():
                found[-1] = found[-1]._replace(shown=body)
            end_of_last = -1
    return found


def first_line_missing(shown: str, printed: str) -> str | None:
    """The first line of `shown` that does not come up in `printed` where it should."""
    lines = iter([line.strip() for line in printed.splitlines()])
    for wanted in filter(None, (line.strip() for line in shown.splitlines())):
        if wanted == "…":
            continue
        pattern = re.compile(".*".join(map(re.escape, wanted.split("…"))))
        if not any(pattern.fullmatch(line) for line in lines):
            return wanted
    return None


DOCUMENTS = sorted(
    path.name for path in (ROOT / "docs").glob("*.md") if commands(path.read_text("utf-8"))
)


def environment() -> dict[str, str]:
    """This one without settings of Clara's, and no limit, since a test asks faster than people."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("CLARA_")
        and name not in ("HOST", "PORT", "USER_ID", "API_KEY_TOKEN")
    }
    # The interpreter itself: a version manager's `python3` takes a quarter of a second each time.
    interpreter = Path(sys.executable).resolve().parent
    return {
        **kept,
        "PATH": f"{interpreter}{os.pathsep}{kept.get('PATH', os.defpath)}",
        "PYTHONPATH": str(ROOT),
        "CLARA_RATE_LIMIT": "off",
        "LC_ALL": "C.UTF-8",
    }


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the demo company was loaded, to be copied."""
    folder = tmp_path_factory.mktemp("demo")
    for command in ("migrate", "demo"):
        arguments = [sys.executable, "-m", "clara", command]
        subprocess.run(arguments, cwd=folder, env=environment(), check=True, timeout=90)
    return folder


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """The address of what `make run` starts in `folder`."""
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        port = place.getsockname()[1]
    log = folder / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "clara", "run", "--port", str(port)],
            cwd=folder,
            env=environment(),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(f"{address}/api/v1/health/ready", process, log)
            yield address
        finally:
            process.terminate()
            process.wait(15)


def _wait_for(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise AssertionError(f"the server did not start:\n{log.read_text('utf-8')}")


def run(found: Sequence[Command], folder: Path) -> tuple[list[str], str]:
    """What each command printed, up to the first that failed, and what went to standard error."""
    script = folder / "document.sh"
    script.write_text("".join(f"{one.text}\nprintf '%s' '{END}'\n" for one in found), "utf-8")
    done = subprocess.run(
        ["bash", "-euo", "pipefail", str(script)],
        cwd=folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=90,
        check=False,
    )
    return done.stdout.decode("utf-8").split(END), done.stderr.decode("utf-8")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_commands_of_a_document_run_and_print_what_it_shows(
    name: str, demo: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "clara"
    shutil.copytree(demo, folder)
    (folder / ".venv").symlink_to(sys.prefix)
    text = (ROOT / "docs" / name).read_text("utf-8")
    asks = any(WRITTEN_ADDRESS in command.text for command in commands(text))
    with server(folder) if asks else nullcontext(WRITTEN_ADDRESS) as address:
        found = commands(text.replace(WRITTEN_ADDRESS, address))
        printed, complaints = run(found, folder)
    for number, command in enumerate(found):
        place = f"docs/{name}:{command.line}"
        ran = number < len(printed) - 1
        assert ran, f"{place} failed:\n{command.text}\n{printed[number]}\n{complaints}"
        missing = first_line_missing(command.shown, printed[number])
        assert missing is None, f"{place} did not print {missing!r} but:\n{printed[number]}"


@pytest.mark.parametrize("name", ["quickstart-rest.md", "get-started.md"])
def test_the_first_documents_people_read_have_commands_that_are_run(name: str) -> None:
    assert name in DOCUMENTS


def test_a_command_that_is_not_run_says_why() -> None:
    silent = [
        f"{path.name}: {body.splitlines()[0]}"
        for path in sorted((ROOT / "docs").glob("*.md"))
        for _, language, rest, body in fences(path.read_text("utf-8"))
        if language == "sh" and rest and not re.fullmatch(r"norun \w+.*", rest)
    ]
    assert silent == []


@pytest.mark.parametrize(
    ("shown", "printed", "missing"),
    [
        ("a\nb\n", "a\nb\n", None),
        ("  a: …\n", "x\na: 12\n", None),
        ("a\n…\nc\n", "a\nb\nc\n", None),
        ("a\nb\n", "b\na\n", "b"),
        ("a…c\n", "abd\n", "a…c"),
        ("a.c\n", "abc\n", "a.c"),
        ("", "anything\n", None),
    ],
)
def test_a_line_that_is_shown_and_not_printed_in_its_place_is_noticed(
    shown: str, printed: str, missing: str | None
) -> None:
    assert first_line_missing(shown, printed) == missing


def test_only_output_right_after_a_command_belongs_to_it() -> None:
    text = (
        "```sh\none\n```\n\n```json\n1\n```\n\n```json\nan example\n```\n\n"
        "```sh norun it takes long\ntwo\n```\n\n```text\nnever\n```\n\n"
        "```sh\nthree\n```\n\nBy the way:\n\n```text\nan example\n```\n"
    )
    assert commands(text) == [Command(1, "one\n", "1\n"), Command(21, "three\n", "")]
