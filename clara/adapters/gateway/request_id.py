"""Every request has an id: the caller's when it is harmless, else a new one; returned and logged."""

import re
from dataclasses import dataclass

from clara.adapters.gateway.dispatcher import ASGIApp, Message, Receive, Scope, Send
from clara.adapters.observing.context import REQUEST_ID
from clara.application.ports import Ids

_HARMLESS = re.compile(rb"[A-Za-z0-9._-]{1,64}")


@dataclass(frozen=True, slots=True)
class RequestIds:
    """Puts the id into the scope's state as `request_id` and into the answer as X-Request-Id."""

    app: ASGIApp
    ids: Ids

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
        request_id = given if _HARMLESS.fullmatch(given) else self.ids.new("req").encode()
        text = scope.setdefault("state", {})["request_id"] = request_id.decode()
        REQUEST_ID.set(text)

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), (b"x-request-id", request_id)]
            await send(message)

        await self.app(scope, receive, send_with_id)
