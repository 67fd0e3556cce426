"""bandit over the product and its scripts, semgrep with the rules of security/semgrep."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from scripts import python_peers
from scripts.security import locks

RULES = locks.ROOT / "security" / "semgrep"
SOURCES = ("clara", "scripts")
_STARTS = "import sys; from semgrep.main import main; sys.exit(main())"
"""Its own command names the folder where it was first installed, and looks for updates."""
_SECONDS = 300


def bandit(*places: str, root: Path = locks.ROOT) -> list[str]:
    """What bandit says of `places`, as `[tool.bandit]` of pyproject.toml wants it."""
    settings = str(locks.ROOT / "pyproject.toml")
    command = [sys.executable, "-m", "bandit", "-q", "-r", "-f", "json", "-c", settings]
    done = _run([*command, *(places or SOURCES)], root)
    said = _told(done)
    found = [
        f"{one['filename']}:{one['line_number']} {one['test_id']} {one['issue_text']}"
        for one in said["results"]
    ]
    return found + [f"{one['filename']}: {one['reason']}" for one in said["errors"]]


def semgrep(*places: str, root: Path = locks.ROOT) -> list[str]:
    """What semgrep's rules say of `places`; it asks no network, and nobody is told. It is in an
    environment of its own, for its dependencies are not ours: `scripts/python_peers.py`."""
    wanting = python_peers.install("semgrep")
    if wanting:
        return [wanting]
    command = [
        *(str(python_peers.python("semgrep")), "-c", _STARTS, "scan", "--json", "--quiet"),
        *("--metrics=off", "--disable-version-check", "--jobs=2", f"--config={RULES}"),
    ]
    done = _run([*command, *(places or SOURCES)], root)
    said = _told(done)
    found = [
        f"{one['path']}:{one['start']['line']} {one['check_id'].rpartition('.')[2]}:"
        f" {one['extra']['message']}"
        for one in said["results"]
    ]
    # A warning is a line of one file that its parser does not know, such as `match content:`.
    failed = [one["message"] for one in said["errors"] if one["level"] == "error"]
    return found + failed


def _run(command: list[str], root: Path) -> "subprocess.CompletedProcess[str]":
    folder = locks.ROOT / "build" / "semgrep"
    folder.mkdir(parents=True, exist_ok=True)
    quiet = {
        "SEMGREP_SETTINGS_FILE": str(folder / "settings.yml"),
        "SEMGREP_LOG_FILE": str(folder / "last.log"),
        "SEMGREP_SEND_METRICS": "off",
    }
    return subprocess.run(
        command,
        cwd=root,
        env={**os.environ, **quiet},
        capture_output=True,
        check=False,
        text=True,
        timeout=_SECONDS,
    )


def _told(done: "subprocess.CompletedProcess[str]") -> dict[str, Any]:
    """Raises RuntimeError with what it said where that is no report."""
    try:
        told: dict[str, Any] = json.loads(done.stdout)
    except ValueError as error:
        raise RuntimeError(done.stderr or done.stdout) from error
    return told
