"""A person with a browser who is asked to let a program in."""

import base64
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx

from clara.adapters.persistence.accounts import SqlAccounts
from clara.adapters.persistence.database import Session
from clara.adapters.system.passwords import Argon2Passwords
from tests.parity.support.doors import Doors
from tests.support.oauth_client import CALLBACK, challenge_of, verifier

PASSWORD = "violin under seven lamps"


class Seen(HTMLParser):
    """A page as the browser shows it: its text, its one form, its links."""

    def __init__(self, answer: httpx.Response) -> None:
        super().__init__()
        self.answer, self.status = answer, answer.status_code
        self.text = self.action = ""
        self.fields: dict[str, str] = {}
        self.buttons: list[str] = []
        self.links: list[str] = []
        self._is_content = False
        self.feed(answer.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "main":
            self._is_content = True
        if tag == "form":
            self.action = given["action"].lstrip("/")
        if tag == "a" and self._is_content:
            self.links.append(given["href"])
        if tag == "button":
            self.buttons.append(given.get("value", ""))
        is_choice = given.get("type") in ("radio", "checkbox")
        if tag == "input" and (not is_choice or "checked" in given):
            self.fields[given["name"]] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        self._is_content = self._is_content and tag != "main"

    def handle_data(self, data: str) -> None:
        self.text += data


@dataclass
class Visitor:
    """`http` keeps cookies as a browser does, and follows no redirect by itself."""

    doors: Doors
    verifier: str = field(default_factory=verifier)

    @property
    def http(self) -> httpx.AsyncClient:
        return self.doors.http

    async def has_password(self) -> None:
        """The administrator of `a`, who is in front of the browser, gets one."""
        world = self.doors.world
        session = Session(world.core.database)
        session.write()
        hashed = await Argon2Passwords().hash(PASSWORD)
        user = world.a.administrator.user
        await SqlAccounts(session).replace_password(user.id, hashed, world.clock.now())
        await session.commit()
        await session.close()

    async def opens(self, client_id: str, **changes: str) -> Seen:
        """Where the program sends its user first."""
        asked = {
            "client_id": client_id,
            "redirect_uri": CALLBACK,
            "response_type": "code",
            "state": "x y&z",
            "code_challenge": challenge_of(self.verifier),
            "code_challenge_method": "S256",
            "scope": "cards:read cards:write",
            **changes,
        }
        return Seen(await self.http.get("/authorize", params=asked))

    async def follows(self, where: str) -> Seen:
        return Seen(await self.http.get(where if where.startswith("/") else f"/{where}"))

    async def sends(self, page: Seen, **typed: str) -> Seen:
        """The page's form."""
        return Seen(await self.http.post(f"/{page.action}", data={**page.fields, **typed}))

    async def signs_in(self, page: Seen, **typed: str) -> Seen:
        email = self.doors.world.a.administrator.user.email
        return await self.sends(page, email=email, password=PASSWORD, **typed)

    async def allows(self, page: Seen) -> dict[str, str]:
        """What the program is told."""
        gone = await self.sends(page, decision="allow")
        assert gone.status == 303, gone.text
        query = parse_qs(urlsplit(gone.answer.headers["location"]).query)
        return {name: values[0] for name, values in query.items()}

    async def tokens(self, code: str, headers: dict[str, str], **fields: str) -> httpx.Response:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "code_verifier": self.verifier,
            "redirect_uri": CALLBACK,
            **fields,
        }
        return await self.http.post("/token", data=form, headers=headers)


def basic(client_id: str, secret: str) -> dict[str, Any]:
    """RFC 6749, 2.3.1."""
    pair = base64.b64encode(f"{client_id}:{secret}".encode()).decode()
    return {"authorization": f"Basic {pair}"}
