"""One client at one deployment: what it has learnt so far, and how it asks."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import msgspec

from clara.adapters.mcp.credentials import EnvironmentCredential
from clara.adapters.mcp.handshakes.clients import MODERN, Client
from clara.adapters.mcp.handshakes.deployment import Answer, Deployment
from clara.adapters.mcp.handshakes.finding import Broken
from clara.adapters.mcp.handshakes.unexpected import unexpected
from clara.adapters.mcp.remote.headers import VERSION_IN_META
from clara.domain.credentials.token import CredentialKind, token_kind

_META = VERSION_IN_META.removesuffix("protocolVersion")
_NAMED_BY = {"tools/call": "name"}


@dataclass(slots=True)
class Visit:
    """`credential` is None for a caller without one. `registers` allows it to register itself. What
    is below are findings of earlier steps."""

    client: Client
    deployment: Deployment
    credential: EnvironmentCredential | None = None
    registers: bool = False
    named: str | None = None
    resource: dict[str, Any] = field(default_factory=dict)
    server: dict[str, Any] = field(default_factory=dict)
    client_id: str | None = None
    tools: list[dict[str, Any]] = field(default_factory=list)

    async def get(self, path: str, accept: str = "application/json") -> Answer:
        headers = {
            "user-agent": self.client.user_agent,
            "accept": accept,
            **self.client.discovery_headers,
        }
        return await self.deployment.ask("GET", self.deployment.origin + path, headers)

    async def knock(self) -> Answer:
        """The first request, without any credential."""
        if self.client.knock == "POST":
            return await self.post(self.opening(self.client.versions[0]), {})
        headers = {"user-agent": self.client.user_agent, "accept": "application/json"}
        return await self.deployment.ask(self.client.knock, self.deployment.url, headers)

    async def send(
        self, version: str, method: str, credential: dict[str, str], **params: Any
    ) -> Answer:
        """A message of an open connection, or one of the era without connections."""
        if version != MODERN:
            message = self._message(method, params)
            headers = {"mcp-protocol-version": version} if self.client.repeats_version else {}
        else:
            message = self._message(method, {**params, "_meta": self._meta()})
            headers = {"mcp-protocol-version": version, "mcp-method": method}
            if method in _NAMED_BY:
                headers["mcp-name"] = params[_NAMED_BY[method]]
        return await self.post(message, {**headers, **credential})

    async def post(self, message: dict[str, Any], headers: dict[str, str]) -> Answer:
        all_headers = {
            "user-agent": self.client.user_agent,
            "accept": self.client.accept,
            "content-type": "application/json",
            **headers,
        }
        body = msgspec.json.encode(message)
        return await self.deployment.ask("POST", self.deployment.url, all_headers, body)

    def opening(self, version: str) -> dict[str, Any]:
        """The handshake of `version`."""
        return self._message(
            "initialize",
            {"protocolVersion": version, "capabilities": {}, "clientInfo": self._info()},
        )

    def credential_headers(self) -> dict[str, str]:
        """Where this client puts the credential; an API key goes into Authorization only."""
        assert self.credential is not None
        found = {name.decode(): value.decode() for name, value in self.credential.headers}
        if self.client.credential_header == "clara-mcp-token" and not self.has_api_key:
            found["clara-mcp-token"] = found.pop("authorization").removeprefix("Bearer ")
        return found

    @property
    def has_api_key(self) -> bool:
        held = self.credential
        return held is not None and token_kind(held.token) is CredentialKind.API_KEY

    def unexpected(self, answer: Answer, what: str) -> Broken:
        return unexpected(answer, what, self.deployment, self.client.user_agent)

    def _message(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        message: dict[str, Any] = {"jsonrpc": "2.0", "method": method}
        if not method.startswith("notifications/"):
            message["id"] = 1
        return message | ({"params": params} if params else {})

    def _info(self) -> dict[str, str]:
        name, version = self.client.info
        return {"name": name, "version": version}

    def _meta(self) -> dict[str, Any]:
        return {
            VERSION_IN_META: MODERN,
            f"{_META}clientCapabilities": {},
            f"{_META}clientInfo": self._info(),
        }


@dataclass(frozen=True, slots=True)
class Step:
    """`run` says in a sentence what is well, or raises `Broken` or `NotTried`. It makes no sense
    where one of `needs` has not succeeded."""

    name: str
    run: Callable[[Visit], Awaitable[str]]
    needs: tuple[str, ...] = ()
