"""`.venv/bin/python scripts/run_tests.py [pytest arguments]`

Runs all tests, then says in one last line which of them this machine could not run. PostgreSQL is
not among those: its server comes in a wheel.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import chromium
import node_peers
import proxies
import python_peers

ROOT = Path(__file__).resolve().parent.parent
PEER_SUBJECTS = {"oidc": "signing in with Google", "conformance": "the official MCP suite"}


def left_out():
    """What was not tested here, and what would make it so."""
    folder = os.environ.get("CLARA_CARD_DATA")
    if not folder:
        yield "real card statements (set CLARA_CARD_DATA to a folder of them)"
    elif not Path(folder).is_dir():
        yield "real card statements (CLARA_CARD_DATA names no folder)"
    if not chromium.path():
        yield "the web console in a browser (%s)" % chromium.HINT
    for name in proxies.missing():
        yield "the files of deploy/ with a real %s (%s)" % (name, proxies.HINT)
    for peer in node_peers.PEERS:
        if not node_peers.is_installed(peer):
            subject = PEER_SUBJECTS.get(peer, peer)
            yield "%s (scripts/node_peers.py could not install what it needs)" % subject
    if not python_peers.is_installed("localstripe"):
        yield "a Stripe that others wrote (scripts/python_peers.py could not install it)"
    if not python_peers.is_installed("semgrep"):
        yield "the rules of semgrep (scripts/python_peers.py could not install it)"
    if not os.environ.get("CLARA_STRIPE_FIXTURES"):
        yield "Stripe's own example objects (set CLARA_STRIPE_FIXTURES to a file of them)"


MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own is made there
ROOM = 4 * 1024**3


@contextlib.contextmanager
def fast_folder():
    """Where tests put their files, in pytest's words: in memory where there is enough of it, since
    each commit of SQLite waits for a disk. Nothing of what passed is kept there."""
    if not MEMORY.is_dir() or shutil.disk_usage(MEMORY).free < ROOM:
        yield []
        return
    folder = tempfile.mkdtemp(prefix="clara_tests_", dir=MEMORY)
    try:
        yield ["--basetemp", folder, "-o", "tmp_path_retention_policy=failed"]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def environment():
    """With bytecode kept, even where images of containers say otherwise: both workers and hundreds of
    processes read the same modules."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def main():
    # What goes wrong is said here, and again in the last line.
    node_peers.main()
    python_peers.main()
    command = [sys.executable, "-m", "pytest"]
    if sys.argv[1:]:
        code = subprocess.call([*command, *sys.argv[1:]], cwd=ROOT, env=environment())
    else:
        # In the order of tests/conftest.py: pytest-xdist's own is by how many tests a file has.
        command += ["-n", str(min(os.cpu_count() or 1, 4)), "--dist", "loadfile"]
        command += ["--no-loadscope-reorder"]
        with fast_folder() as folder:
            code = subprocess.call([*command, *folder], cwd=ROOT, env=environment())
    print("Left out: " + ("; ".join(left_out()) or "nothing"), flush=True)
    return code


if __name__ == "__main__":
    sys.exit(main())
