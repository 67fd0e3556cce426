"""The whole way of a new user, over real HTTP and nothing else: from an address to an assistant,
and back out again."""

import base64
import email
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import policy
from pathlib import Path
from typing import Any

import httpx
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client

from tests.end_to_end.test_real_process import _environment, _free_port, _is_ready

pytestmark = pytest.mark.anyio

PATIENCE = 30
ANA = {
    "first_name": "Ana",
    "last_name": "Torres",
    "email": "ana.torres@example.com",
    "password": "violin under seven lamps",
}
BRUNO = {
    "first_name": "Bruno",
    "last_name": "Díaz",
    "email": "bruno.diaz@example.com",
    "password": "seven lamps over a violin",
}
FIRM = {"name": "Aurora Prueba", "country": "MX", "tax_id": "GODE561231GR8"}


@dataclass
class Visitor:
    """Somebody with a browser's patience, a mailbox, and an application's public key."""

    base: str
    outbox: Path
    public_key: str
    password: str = ""
    about: dict[str, Any] = field(default_factory=dict)
    token: str = ""

    def ask(self, method: str, path: str, *, with_: str = "", **body: Any) -> httpx.Response:
        headers = {"authorization": with_ or f"Bearer {self.token}"}
        return httpx.request(
            method, f"{self.base}/api/v1{path}", headers=headers, json=body or None, timeout=20
        )

    def done(self, method: str, path: str, *, with_: str = "", **body: Any) -> Any:
        answer = self.ask(method, path, with_=with_, **body)
        assert answer.status_code < 300, answer.text
        return answer.json()["data"] if answer.content else None

    def refused(self, method: str, path: str, *, with_: str = "", **body: Any) -> tuple[int, str]:
        answer = self.ask(method, path, with_=with_, **body)
        return answer.status_code, answer.json()["code"]

    @property
    def basic(self) -> str:
        pair = f"{self.about['email']}:{self.password}"
        return "Basic " + base64.b64encode(pair.encode()).decode()

    def register(self, **about: str) -> None:
        self.about, self.password = about, about["password"]
        made = self.done("POST", "/auth/register", with_=self.public_key, **about)
        self.about["id"], self.token = made["id"], made["token"]

    def activate(self) -> None:
        code = re.findall(r"^\s+(\d{6})$", self.newest_mail(), re.MULTILINE)[0]
        path = f"/users/{self.about['email']}/activate"
        assert self.done("POST", path, with_=self.public_key, code=code)["is_active"]

    def sign_in(self, **more: str) -> str:
        token: str = self.done("POST", "/auth/session", with_=self.basic, **more)["token"]
        return token

    def newest_mail(self, at_least: int = 1) -> str:
        """The text of this person's newest mail, once so many have come."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            mine = [mail for mail in self._mails() if self.about["email"] in mail["to"]]
            if len(mine) >= at_least:
                body = mine[-1].get_body(("plain",))
                assert body is not None
                text: str = body.get_content().replace("\r\n", "\n")
                return text
            time.sleep(0.05)
        raise AssertionError(f"no mail came to {self.about['email']}")

    def mails(self) -> int:
        return len([mail for mail in self._mails() if self.about["email"] in mail["to"]])

    def _mails(self) -> list[Any]:
        files = sorted(self.outbox.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
        return [
            email.message_from_bytes(file.read_bytes(), policy=policy.default) for file in files
        ]


@contextmanager
def _serving(url: str, folder: Path) -> Iterator[tuple[str, str]]:
    """A freshly installed server, and the public key its operator made."""
    port = _free_port()
    environment = {**_environment(url, port), "CLARA_MAIL_URL": f"outbox:{folder / 'outbox'}"}

    def clara(*arguments: str) -> str:
        command = [sys.executable, "-m", "clara", *arguments]
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        )
        return done.stdout.strip()

    public_key = clara("token", "create", "--kind", "public", "--name", "Web console")
    process = subprocess.Popen(
        [sys.executable, "-m", "clara", "serve"],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        base, until = f"http://127.0.0.1:{port}", time.monotonic() + PATIENCE
        while not _is_ready(base):
            assert process.poll() is None
            assert time.monotonic() < until
            time.sleep(0.05)
        yield base, public_key
    finally:
        process.kill()
        process.wait(15)


async def _tool(base: str, token: str, name: str, **arguments: Any) -> Any:
    http = _http(token)
    async with (
        http,
        Client(
            streamable_http_client(f"{base}/mcp", http_client=http), mode="2026-07-28"
        ) as client,
    ):
        return await client.call_tool(name, arguments)


def _http(token: str) -> Any:
    import httpx2

    return httpx2.AsyncClient(headers={"clara-mcp-token": token})


async def test_a_new_user_goes_from_nothing_to_an_assistant_and_takes_it_all_back(
    url: str, tmp_path: Path
) -> None:
    with _serving(url, tmp_path) as (base, public_key):
        ana = Visitor(base, tmp_path / "outbox", public_key)
        bruno = Visitor(base, tmp_path / "outbox", public_key)

        # An account, proved by mail.
        ana.register(**ANA)
        me = f"/users/{ana.about['id']}"
        assert ana.refused("POST", f"{me}/api_key") == (401, "account_inactive")
        ana.activate()
        ana.token = ana.sign_in()

        # A company, and somebody invited to it.
        company = ana.done("POST", "/companies", **FIRM)
        firm = f"/companies/{company['id']}"
        invitation = {"email": BRUNO["email"], "role": "bookkeeper"}
        ana.done("POST", f"{firm}/members", **invitation)
        bruno.about = BRUNO
        code = re.findall(r"^\s+([A-Za-z0-9_-]{20,})$", bruno.newest_mail(), re.MULTILINE)[0]
        bruno.register(**BRUNO)
        bruno.newest_mail(at_least=2)
        bruno.activate()
        joined = bruno.done("POST", "/invitations/accept", token=code)
        assert joined["role"] == "bookkeeper"
        people = ana.done("GET", f"{firm}/members")["items"]
        assert {one["email"] for one in people} == {ANA["email"], BRUNO["email"]}

        # Keys for programs and assistants.
        key = ana.done("POST", f"{me}/api_key")["token"]
        assert ana.done("GET", f"{firm}/cards", with_=f"Bearer {key}")["items"] == []
        assert bruno.refused("POST", f"{me}/api_key") == (403, "another_user")
        made = bruno.done("POST", f"{firm}/mcp_tokens", name="Claude")
        listed = await _tool(base, made["token"], "list_cards")
        assert (listed.is_error, listed.structured_content["total_count"]) == (False, 0)
        shown = _once_used(ana, f"{firm}/mcp_tokens")
        assert (shown["id"], shown["last_four"]) == (made["id"], made["token"][-4:])
        assert "token" not in shown

        # Taken back: the very next call is refused.
        ana.done("DELETE", f"{firm}/mcp_tokens/{made['id']}")
        assert _next_call(base, made["token"]) == (401, "unauthenticated")

        # A second factor, by mail.
        before = ana.mails()
        ana.done("POST", f"/users/{ANA['email']}/otp/TWO_FACTOR_AUTH", with_=public_key)
        ana.done("POST", f"{me}/2fa", code=_digits(ana.newest_mail(before + 1)))
        asked = ana.ask("POST", "/auth/session", with_=ana.basic)
        assert (asked.status_code, asked.json()["data"]) == (401, {"is_2fa_enabled": True})
        ana.newest_mail(before + 2)  # the factor's change is told
        ana.done("POST", f"/users/{ANA['email']}/otp/TWO_FACTOR_AUTH", with_=public_key)
        other = ana.sign_in(code=_digits(ana.newest_mail(before + 3)))

        # A new password: whoever else is signed in is out.
        ana.done("POST", f"/users/{ANA['email']}/otp/CHANGE_PASSWORD", with_=public_key)
        code = _digits(ana.newest_mail(before + 4))
        new = "eight lamps and no violin"
        ana.done("PATCH", f"/users/{ANA['email']}/password", password=new, code=code)
        assert ana.refused("GET", me, with_=f"Bearer {other}") == (401, "unauthenticated")
        assert ana.done("GET", me)["is_2fa_enabled"]
        assert ana.refused("POST", "/auth/session", with_=ana.basic) == (401, "unauthenticated")

        # All of it is in the log, unbroken.
        log = ana.done("GET", f"{firm}/activity?verify=true&limit=200")
        assert log["check"]["is_intact"]
        actions = {one["action"] for one in log["items"]}
        assert {
            *("company.created", "member.invited", "invitation.accepted"),
            *("mcp_token.created", "mcp_token.revoked", "cards.listed"),
            *("user.signed_in", "two_factor.enabled", "password.changed"),
        } <= actions


def _next_call(base: str, token: str) -> tuple[int, str]:
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "list_cards"}}
    refused = httpx.post(f"{base}/mcp", headers={"clara-mcp-token": token}, json=call)
    return refused.status_code, refused.json()["code"]


def _once_used(visitor: Visitor, path: str) -> Any:
    """The one token there is, when its use has been written down, which takes about a second."""
    until = time.monotonic() + PATIENCE
    while True:
        (shown,) = visitor.done("GET", path)["items"]
        if shown["last_used_at"] is not None or time.monotonic() > until:
            return shown
        time.sleep(0.05)


def _digits(text: str) -> str:
    return re.findall(r"^\s+(\d{6})$", text, re.MULTILINE)[0]
