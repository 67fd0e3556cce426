"""Accounts over HTTP: an application with its public key, and the people who use it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx

from clara.domain.accounts.one_time_code import CodePurpose
from clara.domain.credentials.actor import Door
from clara.domain.mail.letter import CodeLetter, Letter
from tests.parity.support.doors import API, Doors, opened_doors
from tests.support.portal import PASSWORD
from tests.support.signed_in import letters

NORA = {
    "first_name": "Nora",
    "last_name": "Prueba",
    "email": "nora@example.com",
    "password": PASSWORD,
}


@dataclass
class Desk:
    """`key` is a public key. Paths begin behind `/api/v1`."""

    doors: Doors
    key: str

    async def ask(
        self, method: str, path: str, authorization: str | None, **more: Any
    ) -> httpx.Response:
        headers = {} if authorization is None else {"authorization": authorization}
        headers |= more.pop("headers", {})
        return await self.doors.http.request(method, API + path, headers=headers, **more)

    async def register(self, **how: Any) -> dict[str, Any]:
        """The user of a new account, as answered."""
        headers = how.pop("headers", {})
        fields = NORA | how
        answer = await self.ask("POST", "/auth/register", self.key, json=fields, headers=headers)
        assert answer.status_code == 201, answer.text
        data: dict[str, Any] = answer.json()["data"]
        return data

    async def someone(self, **how: Any) -> dict[str, Any]:
        """The user of an active account."""
        made = await self.register(**how)
        code = await self.code(made["email"], CodePurpose.ACTIVATION)
        path = f"/users/{made['email']}/activate"
        answer = await self.ask("POST", path, self.key, json={"code": code})
        assert answer.status_code == 200, answer.text
        return made

    async def send_code(self, email: str, purpose: CodePurpose) -> str:
        self.doors.world.clock.advance(seconds=61)
        answer = await self.ask("POST", f"/users/{email}/otp/{purpose.value}", self.key)
        assert answer.status_code == 201, answer.text
        return await self.code(email, purpose)

    async def code(self, email: str, purpose: CodePurpose) -> str:
        """The six digits that were mailed last."""
        contents = [one.content for one in await self.letters(email)]
        codes = [
            one.code for one in contents if isinstance(one, CodeLetter) and one.purpose is purpose
        ]
        return codes[-1]

    async def letters(self, email: str) -> list[Letter]:
        return [one for one in await letters(self.doors.world) if one.to == email]


def desk_of(doors: Doors) -> Desk:
    return Desk(doors, doors.people["application"].tokens[Door.REST])


@asynccontextmanager
async def opened_desk(url: str, **changes: Any) -> AsyncIterator[Desk]:
    """A server on an empty store, without limits but where `changes` of its settings set one."""
    async with opened_doors(url, **changes) as doors:
        yield desk_of(doors)
