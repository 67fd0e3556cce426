"""What browsers are told about an answer that says nothing itself: to run, frame and guess nothing."""

from dataclasses import dataclass

from clara.adapters.gateway.dispatcher import ASGIApp, Message, Receive, Scope, Send

_DEFAULTS = (
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"referrer-policy", b"no-referrer"),
)


@dataclass(frozen=True, slots=True)
class BrowserDefaults:
    """In front of every door, for what a page of ours never shows: JSON, event streams, refusals.
    What an answer has said itself stays."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_defaults(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", ()))
                said = {name.lower() for name, _ in headers}
                headers += [one for one in _DEFAULTS if one[0] not in said]
                message["headers"] = headers
            await send(message)

        await self.app(scope, receive, send_with_defaults if scope["type"] == "http" else send)
