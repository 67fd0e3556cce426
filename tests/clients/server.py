"""The server that clients speak with: a process of its own with the demo company, on SQLite."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

CLARA = Path(sys.executable).with_name("clara")
PATIENCE = 60
# A tidied environment: no setting, credential or proxy of whoever runs this gets to Clara or a client.
_KEPT = ("PATH", "LANG", "LC_ALL", "TMPDIR", "TZ")
_TOKEN = re.compile(r"clara_[a-z]+_\w{8,}")


def surroundings() -> dict[str, str]:
    """The part of this process's environment that others may see."""
    return {name: os.environ[name] for name in _KEPT if name in os.environ}


@dataclass(frozen=True)
class Server:
    """`folder` is its installation, `demo` the content of its `var/demo.json`."""

    origin: str
    folder: Path
    demo: dict[str, Any]

    def active_cards(self) -> list[str]:
        """The ids of up to 100 cards that can spend."""
        return [card["id"] for card in self._ask("GET", "?status=ACTIVE&limit=100")["items"]]

    def status_of(self, card: str) -> str:
        return str(self._ask("GET", f"/{card}")["status"])

    def unlock(self, card: str) -> None:
        """Make a card active again, whoever locked it."""
        self._ask("POST", f"/{card}/unlock")

    def known_to_client(self, card: str) -> dict[str, str]:
        """What a drive script finds in its environment."""
        person = self.demo["administrator"]
        return {
            "CLARA_URL": f"{self.origin}/mcp",
            "CLARA_ORIGIN": self.origin,
            "CLARA_TOKEN": person["mcp_token"],
            "CLARA_USER_ID": person["user_id"],
            "CLARA_API_KEY": person["api_key"],
            "CLARA_CARD": card,
            "CLARA_EMAIL": person["email"],
            "CLARA_PASSWORD": person["password"],
            "CLARA_COMMAND": str(CLARA),
            "CLARA_FOLDER": str(self.folder),
        }

    def redacted(self, text: str) -> str:
        """`text` without the password and anything that looks like a token of Clara's."""
        return _TOKEN.sub("[token]", text.replace(self.demo["administrator"]["password"], "[…]"))

    def _ask(self, method: str, path: str) -> Any:
        # A credential that no client has: requests are counted for each.
        company, key = self.demo["company_id"], self.demo["bookkeeper"]["api_key"]
        answer = httpx.request(
            method,
            f"{self.origin}/api/v1/companies/{company}/cards{path}",
            headers={"authorization": f"Bearer {key}"},
            timeout=20,
        )
        answer.raise_for_status()
        return answer.json()["data"]


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    """`clara run` on a free port of loopback, with all data in `folder`, until leaving."""
    port = _free_port()
    # Clients sign in more often in a minute than a person does; all other limits are the usual ones.
    environment = surroundings() | {"PORT": str(port), "CLARA_SIGN_IN_LIMIT": "off"}
    log = folder / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(CLARA), "run"],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        origin = f"http://127.0.0.1:{port}"
        _wait_until_ready(origin, process, log)
        demo = json.loads((folder / "var" / "demo.json").read_bytes())
        yield Server(origin, folder, demo)
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(15)


def _wait_until_ready(origin: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < until:
        try:
            if httpx.get(f"{origin}/api/v1/health/ready", timeout=5).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise RuntimeError(f"the server is not ready: {log.read_text(errors='replace')[-2000:]}")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
