"""The whole server on a port, with Stripe's stand-in taking the money."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import httpx
import uvicorn
from msgspec import structs

from clara.adapters.gateway.dispatcher import ASGIApp
from clara.bootstrap import Core, build_core
from clara.domain.credentials.actor import Door
from clara.doors import build_server
from clara.settings import Settings
from tests.parity.support.doors import running
from tests.support.credits import Buyer
from tests.support.house import Person
from tests.support.quick_server import served
from tests.support.stripe.fake import SECRET_KEY, WEBHOOK_SECRET, FakeStripe
from tests.support.stripe.webhooks import Delivery, signature
from tests.support.unfrozen import unfrozen
from tests.support.world import World, settings_for

WEBHOOK = "/api/v1/stripe/webhook"


@dataclass
class Shop:
    """`http` speaks to the server; `buyer` is the administrator of company a."""

    fake: FakeStripe
    world: World
    http: httpx.AsyncClient
    core: Core

    @property
    def buyer(self) -> Buyer:
        return Buyer(self.world, self.world.a.administrator)

    async def buys(self, dollars: int = 50, by: Person | None = None) -> str:
        """The session of a page that was opened over REST."""
        response = await self.http.post(
            "/api/v1/stripe/buy",
            json={"amount": dollars, "return_path": "/credits"},
            headers=signed_in(by or self.world.a.administrator),
        )
        assert response.status_code == 201, response.text
        return session_in(response.json()["data"]["url"])

    async def hears(self, **how: Any) -> list[int | None]:
        """What was answered to each pending event."""
        return [one.status for one in await self.deliveries(**how)]

    async def deliveries(self, **how: Any) -> list[Delivery]:
        return await self.fake.webhooks.deliver(**how)

    async def tells(
        self, body: bytes, secret: str = WEBHOOK_SECRET, at: int | None = None, **headers: str
    ) -> httpx.Response:
        """A notice that was signed with `secret`, unless `headers` say otherwise."""
        time = self.fake.account.now if at is None else at
        sent = {"stripe-signature": signature(body, [secret], time)}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.http.post(WEBHOOK, content=body, headers=sent)


def session_in(url: str) -> str:
    return url.rsplit("/", 1)[1]


def signed_in(person: Person) -> dict[str, str]:
    return {"authorization": f"Bearer {person.tokens[Door.WEB]}"}


def with_stripe(url: str, fake: FakeStripe, **changes: Any) -> Settings:
    """Settings of an installation on the store at `url` that sells through `fake`."""
    stripe = {
        "stripe_secret_key": SECRET_KEY,
        "stripe_webhook_secret": (WEBHOOK_SECRET,),
        "stripe_api_base": fake.url,
        "rate_limit": "off",
    }
    return structs.replace(settings_for(url), **{**stripe, **changes})


@asynccontextmanager
async def opened_shop(world: World, fake: FakeStripe, **changes: Any) -> AsyncIterator[Shop]:
    """On the store of `world`. The fake sends its events to it, or loses them when nobody asks it
    to deliver."""
    settings = with_stripe(world.url, fake, **changes)
    core = build_core(settings, clock=world.clock)
    app = build_server(settings, core=core)
    with unfrozen():
        async with (
            running(app),
            listening(app) as port,
            httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http,
        ):
            fake.listen(f"http://127.0.0.1:{port}{WEBHOOK}")
            yield Shop(fake, replace(world, core=core), http, core)


@asynccontextmanager
async def listening(app: ASGIApp) -> AsyncIterator[int]:
    """The port of a real server in this event loop."""
    place = socket.socket()
    place.bind(("127.0.0.1", 0))
    config = uvicorn.Config(app, lifespan="off", log_config=None, access_log=False)  # type: ignore[arg-type]
    async with served(config, [place]):
        yield place.getsockname()[1]
