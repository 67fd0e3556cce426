"""A real SMTP server on loopback, in the test's own event loop."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from typing import Any, cast

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

_ACCEPTED = "250 Accepted"
USER, PASSWORD = "clara", "p@ss:word/%?"


class PostOffice:
    """Takes what it is given. `recipient_answers` and `data_answers` are given first, one by one;
    `hangs_up` drops the connection once a message was accepted."""

    def __init__(self) -> None:
        self.received: list[tuple[str, EmailMessage]] = []
        self.recipient_answers: list[str] = []
        self.data_answers: list[str] = []
        self.hangs_up = False
        self.was_encrypted: list[bool] = []
        self.port = 0

    @property
    def messages(self) -> list[EmailMessage]:
        return [message for _, message in self.received]

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.recipient_answers:
            return self.recipient_answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.data_answers:
            return self.data_answers.pop(0)
        message = cast("EmailMessage", message_from_bytes(envelope.content, policy=POLICY))
        self.received.append((envelope.rcpt_tos[0], message))
        transport: Any = server.transport
        self.was_encrypted.append(transport.get_extra_info("ssl_object") is not None)
        return _ACCEPTED


class _Server(SMTP):
    async def push(self, status: Any) -> None:
        await super().push(status)
        if status == _ACCEPTED and self.event_handler.hangs_up:
            self.transport.close()  # type: ignore[union-attr]


def _authenticated(
    server: SMTP, session: Any, envelope: Any, mechanism: str, given: Any
) -> AuthResult:
    right = LoginPassword(USER.encode(), PASSWORD.encode())
    return AuthResult(success=given == right, handled=False)


@asynccontextmanager
async def serving(
    office: PostOffice,
    *,
    port: int = 0,
    starttls: ssl.SSLContext | None = None,
    implicit_tls: ssl.SSLContext | None = None,
    asks_for_password: bool = False,
) -> AsyncIterator[PostOffice]:
    """`office` open on 127.0.0.1, at `port` or a free one, which stands in `office.port`."""
    loop = asyncio.get_running_loop()
    protocols: list[SMTP] = []

    def protocol() -> SMTP:
        made = _Server(
            office,
            loop=loop,
            tls_context=starttls,
            require_starttls=starttls is not None,
            authenticator=_authenticated,
            auth_required=asks_for_password,
            auth_require_tls=True,
        )
        protocols.append(made)
        return made

    server = await loop.create_server(protocol, "127.0.0.1", port, ssl=implicit_tls)
    office.port = server.sockets[0].getsockname()[1]
    try:
        yield office
    finally:
        server.close()
        for one in protocols:
            if one.transport is not None:
                one.transport.abort()
        await server.wait_closed()


@asynccontextmanager
async def hanging() -> AsyncIterator[int]:
    """The port of a server that takes connections and never says a word."""
    held: list[asyncio.StreamWriter] = []

    async def hold(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        held.append(writer)

    server = await asyncio.start_server(hold, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for writer in held:
            writer.transport.abort()
        await server.wait_closed()
