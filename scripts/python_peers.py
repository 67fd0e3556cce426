"""`.venv/bin/python scripts/python_peers.py`

Installs what tests run in an environment of its own, because its license or its dependencies are
not the project's: for each lock of PEERS a virtual environment in `build/peers/<name>`. When nothing
has changed since the last time it returns at once and asks no network.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PEERS = {name: ROOT / "requirements" / (name + ".txt") for name in ("localstripe", "semgrep")}
PIP = (
    sys.executable,
    "-m",
    "pip",
    "--disable-pip-version-check",
    "--no-input",
    "--quiet",
)


def main():
    failures = [reason for reason in map(install, PEERS) if reason]
    for reason in failures:
        print(reason, file=sys.stderr)
    return 1 if failures else 0


def folder(name):
    """Where a peer's environment is, once installed."""
    return ROOT / "build" / "peers" / name


def python(name):
    """The interpreter that sees the peer and nothing of the project."""
    return program_of(folder(name))


def program_of(environment):
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def is_installed(name):
    stamp = folder(name) / "installed"
    return stamp.exists() and stamp.read_text() == mark(name) and python(name).exists()


def mark(name):
    """What an installation depends on: its lock, and the Python that it borrows."""
    about = PEERS[name].read_bytes() + b"\0" + sys.version.encode()
    return hashlib.sha256(about).hexdigest()


def install(name):
    """What is wrong, if anything is."""
    if is_installed(name):
        return None
    # Beside its place, so that what is there is always whole, also with two of us at work.
    draft = folder("%s.%d" % (name, os.getpid()))
    shutil.rmtree(draft, ignore_errors=True)
    draft.parent.mkdir(parents=True, exist_ok=True)
    try:
        print("Installing a locked Python environment (%s)" % name, flush=True)
        if any(subprocess.call(step, stdin=subprocess.DEVNULL) for step in steps(name, draft)):
            return "The Python packages of %s could not be installed; see above." % name
        (draft / "installed").write_text(mark(name))
        put_in_place(draft, name)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return None


def steps(name, draft):
    """Source archives are built with the project's own setuptools, which is locked as well."""
    wheels = draft / "wheels"
    yield [sys.executable, "-m", "venv", "--without-pip", str(draft)]
    yield [
        *PIP,
        "wheel",
        "--require-hashes",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir=%s" % wheels,
        "--requirement=%s" % PEERS[name],
    ]
    into = ["--python", str(program_of(draft)), "install", "--no-deps", "--no-index"]
    yield [*PIP, *into, *map(str, sorted(wheels.glob("*.whl")))]


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
