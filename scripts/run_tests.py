"""`.venv/bin/python scripts/run_tests.py [pytest arguments]`

Runs all tests, then says in one last line which of them this machine could not run. PostgreSQL is
not among those: its server comes in a wheel.
"""

import os
import subprocess
import sys
from pathlib import Path

import node_peers
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
    for peer in node_peers.PEERS:
        if not node_peers.is_installed(peer):
            subject = PEER_SUBJECTS.get(peer, peer)
            yield "%s (scripts/node_peers.py could not install what it needs)" % subject
    if not python_peers.is_installed("localstripe"):
        yield "a Stripe that others wrote (scripts/python_peers.py could not install it)"
    if not os.environ.get("CLARA_STRIPE_FIXTURES"):
        yield "Stripe's own example objects (set CLARA_STRIPE_FIXTURES to a file of them)"


def main():
    # What goes wrong is said here, and again in the last line.
    node_peers.main()
    python_peers.main()
    command = [sys.executable, "-m", "pytest"]
    if not sys.argv[1:]:
        command += ["-n", str(min(os.cpu_count() or 1, 4)), "--dist", "loadfile"]
    code = subprocess.call([*command, *sys.argv[1:]], cwd=ROOT)
    print("Left out: " + ("; ".join(left_out()) or "nothing"), flush=True)
    return code


if __name__ == "__main__":
    sys.exit(main())
