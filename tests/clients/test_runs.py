"""Drive scripts end, and so does what they started."""

import os
import time
from pathlib import Path

from tests.clients.client import Client, Manifest
from tests.clients.runs import Ended, driven
from tests.clients.server import Server

STARTS_ANOTHER = """
import subprocess, sys
sleeps = [sys.executable, "-c", "import time; time.sleep(60)"]
print(subprocess.Popen(sleeps, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).pid, flush=True)
"""


def _driven(script: str, folder: Path, **environment: str) -> Ended:
    (folder / "drive.py").write_text(script)
    manifest = Manifest(
        title="Client", kind="node", modes=["headers"], drive="drive.py", limit_seconds=2
    )
    return driven(Client(folder, manifest), "headers", folder, environment)


def test_a_script_is_told_its_mode_and_runs_in_its_environment(tmp_path: Path) -> None:
    script = "import os, sys; print(sys.argv[1:], os.getcwd(), os.environ['CARD'])"
    ended = _driven(script, tmp_path, CARD="card_1")
    assert ended == Ended(0, f"['headers'] {tmp_path} card_1\n", "")


def test_a_script_that_fails_says_why(tmp_path: Path) -> None:
    ended = _driven("import sys; sys.exit('no such tool')", tmp_path)
    assert ended == Ended(1, "", "no such tool\n")


def test_a_script_that_goes_on_for_too_long_is_ended(tmp_path: Path) -> None:
    ended = _driven("import time; print('begun', flush=True); time.sleep(60)", tmp_path)
    assert ended == Ended(None, "begun\n", "")


def test_what_a_script_started_ends_with_it(tmp_path: Path) -> None:
    ended = _driven(STARTS_ANOTHER, tmp_path)
    assert ended.code == 0
    assert _is_over(int(ended.output))


def test_what_is_shown_has_no_secrets() -> None:
    token, password = "clara_mcp_" + "a1" * 18, "seven lamps"
    server = Server("http://127.0.0.1:1", Path(), {"administrator": {"password": password}})
    shown = server.redacted(f"Authorization: Bearer {token}; password {password}; card_1 LOCKED")
    assert shown == "Authorization: Bearer [token]; password […]; card_1 LOCKED"


def _is_over(process: int) -> bool:
    """Whether it ends within five seconds; an orphan may wait to be buried."""
    until = time.monotonic() + 5
    while time.monotonic() < until:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        if Path(f"/proc/{process}/stat").read_text().rsplit(") ", 1)[1].startswith("Z"):
            return True
        time.sleep(0.05)
    return False
