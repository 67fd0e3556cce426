"""`clara run` as an operator starts it: a process, a port, an empty folder, the demo company."""

import email
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from functools import cached_property
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[2]
PATIENCE = 30


@dataclass
class Served:
    """`base` is its address; `folder` holds var/ with the database, the outbox and demo.json."""

    base: str
    folder: Path
    http: httpx.Client = field(repr=False)
    _tokens: dict[str, str] = field(default_factory=dict, repr=False)

    @cached_property
    def demo(self) -> dict[str, Any]:
        held: dict[str, Any] = json.loads((self.folder / "var/demo.json").read_text("utf-8"))
        return held

    @property
    def company(self) -> str:
        return f"/companies/{self.demo['company_id']}"

    def rest(self, method: str, path: str, by: str = "administrator", **body: Any) -> Any:
        """What REST answers one of the demo's people with, who has signed in."""
        return self.sent(method, path, by, json=body or None)

    def sent(self, method: str, path: str, by: str = "administrator", **body: Any) -> Any:
        """The same; `body` is in httpx's words."""
        headers = {"authorization": f"Bearer {self.token(by)}"}
        url = f"{self.base}/api/v1{path}"
        answer = self.http.request(method, url, headers=headers, **body)
        assert answer.status_code < 300, answer.text
        return answer.json()["data"] if answer.content else None

    def token(self, role: str) -> str:
        """Of somebody's session, which begins when it is first asked for."""
        if role not in self._tokens:
            person = self.demo[role]
            url = f"{self.base}/api/v1/auth/session"
            answer = self.http.post(url, auth=(person["email"], person["password"]))
            assert answer.status_code < 300, answer.text
            self._tokens[role] = answer.json()["data"]["token"]
        return self._tokens[role]

    def operate(self, *arguments: str) -> None:
        """What an operator does at the command line, beside the server."""
        subprocess.run(
            [sys.executable, "-m", "clara", *arguments],
            cwd=self.folder,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=60,
            check=True,
        )

    def mail(self, to: str, pattern: str) -> str:
        """What `pattern` finds in the newest mail to somebody that has it, once it has come."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            for text in reversed(list(self._mails(to))):
                found = re.search(pattern, text, re.MULTILINE)
                if found:
                    return found[1]
            time.sleep(0.05)
        raise AssertionError(f"no mail with {pattern} came to {to}")

    def _mails(self, to: str) -> Iterator[str]:
        files = (self.folder / "var/outbox").glob("*.eml")
        for file in sorted(files, key=lambda one: one.stat().st_mtime_ns):
            letter = email.message_from_bytes(
                file.read_bytes(), EmailMessage, policy=policy.default
            )
            body = letter.get_body(("plain",))
            if to in letter["to"] and body is not None:
                yield body.get_content().replace("\r\n", "\n")


@contextmanager
def serving(folder: Path, **settings: str) -> Iterator[Served]:
    """Until the tests are done with it."""
    port = _free_port()
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "clara", "run"],
            cwd=folder,
            env=_environment(PORT=str(port), **settings),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    base, until = f"http://127.0.0.1:{port}", time.monotonic() + PATIENCE
    try:
        with httpx.Client(timeout=20, trust_env=False) as http:
            while not _is_ready(http, base):
                assert process.poll() is None, (folder / "server.log").read_text("utf-8")
                assert time.monotonic() < until, (folder / "server.log").read_text("utf-8")
                time.sleep(0.05)
            yield Served(base, folder, http)
    finally:
        process.terminate()
        process.wait(15)


def _is_ready(http: httpx.Client, base: str) -> bool:
    try:
        return http.get(f"{base}/api/v1/health/ready").status_code == 200
    except httpx.TransportError:
        return False


def _free_port() -> int:
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        port: int = place.getsockname()[1]
        return port


def _environment(**settings: str) -> dict[str, str]:
    """This one, without any setting of Clara's but these."""
    mine = ("HOST", "PORT", "USER_ID", "API_KEY_TOKEN")
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("CLARA_") and name not in mine
    }
    return {**kept, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", **settings}
