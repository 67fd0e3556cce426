"""What drive scripts of assistants share: a person who pastes what a page of `docs/clients` says, and
asks for a card to be locked. The program is the real one, its model a scripted one.

In those pages a fence whose opening line names a mode is what is pasted for that mode: `sh` at a
terminal, other languages into a file. The addresses, paths and tokens written there become this run's.
"""

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from scripted_model import ScriptedModel, prompt

MODE = sys.argv[1]
PROMPT = prompt(os.environ["CLARA_CARD"])
HOME = Path(os.environ["HOME"])
WORK = HOME / "work"
_HERE = Path.cwd()
_PAGES = _HERE.parents[2] / "docs" / "clients"
_FENCE = re.compile(r"^```(\w+) (\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_WRITTEN = {
    "https://clara.example.com/mcp": os.environ["CLARA_URL"],
    "clara_mcp_…": os.environ["CLARA_TOKEN"],
    "/home/ana/clara/.venv/bin/clara": os.environ["CLARA_COMMAND"],
    "/home/ana/clara": os.environ["CLARA_FOLDER"],
}
# Whatever looks for its maker's servers finds nobody: the discard port of this machine.
_NOWHERE = "http://127.0.0.1:9"


def environment(**own: str) -> dict[str, str]:
    """A person's, with nothing of this one's but the path. Their browser signs in and allows."""
    WORK.mkdir(exist_ok=True)
    browser = _browser()
    known = ("CLARA_EMAIL", "CLARA_PASSWORD", "NODE")
    programs = [str(browser.parent), str(_HERE / "node_modules" / ".bin"), os.environ["PATH"]]
    return {
        **{name: os.environ[name] for name in known},
        "PATH": os.pathsep.join(programs),
        "HOME": str(HOME),
        "TMPDIR": str(HOME),
        "TERM": "xterm-256color",
        "BROWSER": str(browser),
        "CLARA_MCP_TOKEN": os.environ["CLARA_TOKEN"],
        "HTTP_PROXY": _NOWHERE,
        "HTTPS_PROXY": _NOWHERE,
        "NO_PROXY": "127.0.0.1,localhost",
        **own,
    }


def paste(page: str, files: Mapping[str, Path], known: dict[str, str]) -> None:
    """Do what `page` says for this mode. `files` are where blocks of a language belong; commands run
    with the environment `known`. Raises `LookupError` when the page says nothing of it."""
    blocks = _blocks((_PAGES / page).read_text("utf-8"), MODE)
    if not blocks:
        raise LookupError(f"docs/clients/{page} has no block for {MODE}.")
    for language, text in blocks:
        if language == "sh":
            _at_a_terminal(["bash", "-euo", "pipefail", "-c", text], known)
        else:
            files[language].parent.mkdir(parents=True, exist_ok=True)
            files[language].write_text(text, "utf-8")


def output(command: list[str], known: dict[str, str]) -> str:
    """What `command` shows. Raises `CalledProcessError`."""
    done = subprocess.run(
        command,
        cwd=WORK,
        env=known,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    print(done.stdout)
    done.check_returncode()
    return done.stdout


def report(package: str, model: ScriptedModel, shown: str) -> None:
    """Print what the run is judged by. Raises `AssertionError` unless the assistant showed its user
    what the model said in the end. `package` is npm's name of the assistant."""
    assert model.said, "the assistant told its model of no answer"
    assert model.said in shown, "the assistant did not show what its model said"
    manifest = json.loads((_HERE / "node_modules" / package / "package.json").read_text("utf-8"))
    found = {
        "client": f"{package} {manifest['version']}",
        "tools": model.tools,
        "confirmation": model.confirmation,
    }
    print(json.dumps(found, ensure_ascii=False), flush=True)


def _blocks(text: str, mode: str) -> list[tuple[str, str]]:
    """Language and text of what is pasted in `mode`, with this run's values in their places."""
    for written, real in _WRITTEN.items():
        text = text.replace(written, real)
    return [
        (language, block) for language, of_mode, block in _FENCE.findall(text) if of_mode == mode
    ]


def _browser() -> Path:
    """A program that goes where it is sent, and signs in and allows there. It is called as desktops call
    theirs, for programs that do not look into BROWSER."""
    browser = HOME / "bin" / "xdg-open"
    browser.parent.mkdir(exist_ok=True)
    follow = f'exec "{os.environ["PYTHON"]}" "{_HERE / "consent.py"}" --follow "$1"'
    browser.write_text(f"#!/bin/sh\n{follow}\n", "utf-8")
    browser.chmod(0o700)
    return browser


def _at_a_terminal(command: list[str], known: dict[str, str]) -> None:
    """Some programs sign in at nothing less. The person agrees to what is asked there; what shows is
    passed on. Raises `CalledProcessError`."""
    person, terminal = pty.openpty()
    shown = b""
    with subprocess.Popen(
        command, cwd=WORK, env=known, stdin=terminal, stdout=terminal, stderr=terminal
    ) as process:
        os.close(terminal)
        while read := _read(person):
            shown += read
            if read.rstrip().endswith(b"[Y/n]:"):
                os.write(person, b"y\n")
    os.close(person)
    print(shown.decode(errors="replace"))
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)


def _read(terminal: int) -> bytes:
    """Linux says EIO when the last program has left a terminal."""
    try:
        return os.read(terminal, 65_536)
    except OSError:
        return b""
