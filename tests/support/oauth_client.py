"""A program that asks people for access, as assistants do."""

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Any

from clara.application.call import Call
from clara.application.oauth.exchange_code import ExchangeCode
from clara.application.oauth.grant_access import GrantAccess
from clara.application.oauth.issuing import IssuedTokens
from clara.application.oauth.open_authorization import OpenAuthorization, OpenedAuthorization
from clara.application.oauth.refresh_access import RefreshAccess
from clara.application.oauth.register_client import RegisterClient
from clara.domain.credentials.actor import Actor, Door
from tests.support.house import Person
from tests.support.world import World

CALLBACK = "https://assistant.example/callback"


def verifier() -> str:
    return secrets.token_urlsafe(48)


def challenge_of(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


@dataclass
class Program:
    """Registered, with a PKCE verifier of its own."""

    world: World
    client_id: str
    secret: str | None = None
    callback: str = CALLBACK
    verifier: str = field(default_factory=verifier)

    @classmethod
    async def register(cls, world: World, callback: str = CALLBACK, **more: Any) -> "Program":
        fields = {"redirect_uris": [callback], "client_name": "Assistant", **more}
        done = await public(world, RegisterClient, **fields)
        return cls(world, done.client.id, done.secret, callback)

    async def open(self, **changes: Any) -> OpenedAuthorization:
        fields = {
            "client_id": self.client_id,
            "redirect_uri": self.callback,
            "response_type": "code",
            "state": "a state",
            "code_challenge": challenge_of(self.verifier),
            "code_challenge_method": "S256",
            **changes,
        }
        given = {name: value for name, value in fields.items() if value is not None}
        opened: OpenedAuthorization = await public(self.world, OpenAuthorization, **given)
        return opened

    async def code(self, person: Person, *scopes: str) -> str:
        """What `person` grants, as the browser brings it."""
        wanted = scopes or ("cards:read", "cards:write")
        opened = await self.open(scope=" ".join(wanted))
        fields = {
            "company_id": person.company.id,
            "request": opened.sealed,
            "scopes": list(wanted),
        }
        granted = await self.world.send(GrantAccess, World.draft(**fields), person, Door.WEB)
        code: str = granted.result.code
        return code

    async def exchange(self, granted: str, **changes: Any) -> IssuedTokens:
        fields = {**self.proof, "code": granted, "code_verifier": self.verifier, **changes}
        issued: IssuedTokens = await public(self.world, ExchangeCode, **fields)
        return issued

    async def granted(self, person: Person, *scopes: str) -> IssuedTokens:
        return await self.exchange(await self.code(person, *scopes))

    async def refresh(self, token: str | None, **changes: Any) -> IssuedTokens:
        fields = {**self.proof, "refresh_token": token, **changes}
        issued: IssuedTokens = await public(self.world, RefreshAccess, **fields)
        return issued

    @property
    def proof(self) -> dict[str, Any]:
        proof = {"client_id": self.client_id}
        return proof | ({"client_secret": self.secret} if self.secret else {})

    async def actor(self, access: str | None) -> Actor | None:
        """Who acts with an access token now."""
        assert access is not None
        async with self.world.core.units.open() as unit:
            return await unit.callers.find(access, Door.MCP)


async def public(world: World, use_case: Any, **fields: Any) -> Any:
    """Run what asks for no credential."""
    call = Call(door=Door.WEB, request_id="request", source="192.0.2.1")
    return (await world.core.runner.run(use_case, World.draft(**fields), call)).result
