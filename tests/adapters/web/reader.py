"""A person with a mailbox and a browser without script."""

from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

import httpx
from sqlalchemy import select

from clara.adapters.persistence.statement import Statement
from clara.adapters.persistence.tables import users
from clara.application.accounts.register import Register, RegisterCommand
from clara.application.accounts.send_code import SendCode, SendCodeCommand
from clara.application.call import Call
from clara.bootstrap import Core
from clara.domain.accounts.one_time_code import CodePurpose
from clara.domain.credentials.actor import Door
from clara.domain.mail.letter import CodeLetter

EMAIL, PASSWORD = "ana.torres@example.com", "violin under seven lamps"


class Page(HTMLParser):
    """What the browser makes of an answer."""

    def __init__(self, response: httpx.Response) -> None:
        super().__init__()
        self.response = response
        self.status = response.status_code
        self.text = self.language = ""
        self.tags: list[str] = []
        self.inputs: dict[str, dict[str, str]] = {}
        self.links: dict[str, str] = {}
        self.buttons: dict[str, str] = {}
        self._button = ""
        self.method = self.action = ""
        self.alert = ""
        self._in_alert = False
        self.feed(response.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self._in_alert = found.get("role") == "alert"
        if tag == "html":
            self.language = found["lang"]
        if tag == "form":
            self.method, self.action = found["method"], found["action"].lstrip("/")
        if tag == "link":
            self.links[found["rel"]] = found["href"]
        if tag == "button":
            self._button = found.get("value", "")
            self.buttons[self._button] = ""
        if tag == "input":
            self.inputs[found["name"]] = found

    def handle_endtag(self, tag: str) -> None:
        self._in_alert = False
        if tag == "button":
            self._button = ""

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._in_alert:
            self.alert += data
        if self._button:
            self.buttons[self._button] += data

    @property
    def is_form(self) -> bool:
        return "form" in self.tags

    def filled(self, **typed: str) -> dict[str, str]:
        """The form's values, with what a person types."""
        return {name: one.get("value", "") for name, one in self.inputs.items()} | typed


@dataclass
class Reader:
    http: httpx.AsyncClient
    core: Core
    language: str = "en"

    async def register(self, email: str = EMAIL) -> CodeLetter:
        """Open an account over another door; the mail with its code."""
        command = RegisterCommand(
            first_name="Ana", last_name="Torres", email=email, password=PASSWORD
        )
        await self.core.runner.run(Register, command, Call(door=Door.WEB, request_id="register"))
        return await self.newest_code()

    async def forget_password(self, email: str = EMAIL) -> CodeLetter:
        command = SendCodeCommand(user_email=email, otp_type=CodePurpose.CHANGE_PASSWORD)
        await self.core.runner.run(SendCode, command, Call(door=Door.WEB, request_id="send"))
        return await self.newest_code()

    async def newest_code(self) -> CodeLetter:
        [waiting] = await self.core.letters.take(10)
        content = waiting.letter.content
        assert isinstance(content, CodeLetter)
        return content

    async def open(self, path: str, **query: str) -> Page:
        """Follow a link."""
        url = f"/{path}?{urlencode(query)}" if query else f"/{path}"
        return Page(await self.http.get(url, headers={"accept-language": self.language}))

    async def send(self, path: str, fields: dict[str, str], **headers: str) -> Page:
        """Press the button."""
        sent = await self.http.post(
            f"/{path}", data=fields, headers={"accept-language": self.language, **headers}
        )
        return Page(sent)

    async def users(self) -> list[Any]:
        """Address, whether active, and the password's hash of everybody."""
        query = select(users.c.email, users.c.is_active, users.c.password_hash)
        async with self.core.database.reading() as connection:
            rows = await connection.rows(Statement(query.order_by(users.c.email)))
        return [(email, bool(active), hash) for email, active, hash in rows]
