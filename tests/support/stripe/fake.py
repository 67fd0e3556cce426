"""A Stripe on loopback that refuses what the real one refuses, and what a test can do to it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from clara.application.ports import Clock
from tests.support.scripted_server import Asked, answer, scripted
from tests.support.stripe import buyer, checkout_sessions, disputes, portal, refunds
from tests.support.stripe.account import Account, Thing
from tests.support.stripe.faults import GIBBERISH, Faults, Garbage
from tests.support.stripe.refusals import Refusal
from tests.support.stripe.request import Request
from tests.support.stripe.service import Service
from tests.support.stripe.terminal import Terminal
from tests.support.stripe.webhooks import Endpoint, Webhooks

SECRET_KEY = "sk_test_loopback"
WEBHOOK_SECRET = "whsec_loopback"


class FakeStripe:
    """`keys` are the secret keys it takes; `webhooks` has the events that wait for delivery.

    Time is the clock's: sessions expire, idempotency keys and events are forgotten when it moves.
    """

    def __init__(self, clock: Clock) -> None:
        self.keys = {SECRET_KEY}
        self.account = Account(clock)
        self.faults = Faults()
        self.webhooks = Webhooks(self.account)
        self.terminal = Terminal(self.account)
        self.port = 0
        self._service = Service(self.account, self.keys, self.faults)
        self._server = AsyncExitStack()
        self._busy: set[asyncio.Task[None]] = set()
        portal.create_configuration(self.account, {"features": {}})

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def asked(self) -> list[Request]:
        return self._service.asked

    # What people do.

    def pay(self, session_id: str) -> str:
        """By card. Where the buyer is sent back to."""
        session = self._session(session_id)
        buyer.pay(self.account, session)
        return _sent_back(session)

    def pay_later(self, session_id: str) -> str:
        """By a debit that `settle` or `bounce` decides. Where the buyer is sent back to."""
        session = self._session(session_id)
        buyer.pay_later(self.account, session)
        return _sent_back(session)

    def settle(self, session_id: str) -> None:
        buyer.settle(self.account, self._session(session_id))

    def bounce(self, session_id: str, decline_code: str = "insufficient_funds") -> None:
        buyer.bounce(self.account, self._session(session_id), decline_code)

    def fail(self, session_id: str, decline_code: str = "generic_decline") -> None:
        """The card is declined; the buyer may try again."""
        buyer.fail(self.account, self._session(session_id), decline_code)

    def expire(self, session_id: str) -> None:
        checkout_sessions.close(self.account, self._session(session_id))

    def refund(self, session_id: str, amount: int | None = None) -> Thing:
        """In the dashboard; all that is left unless `amount`, in minor units, says less."""
        given = {} if amount is None else {"amount": amount}
        intent = self._session(session_id)["payment_intent"]
        return refunds.create(self.account, {"payment_intent": intent, **given})

    def dispute(self, session_id: str, reason: str = "fraudulent") -> Thing:
        intent_id = self._session(session_id)["payment_intent"]
        intent = self.account.named("payment_intent", intent_id)
        charge = self.account.named("charge", intent["latest_charge"])
        return disputes.open_dispute(self.account, charge, reason)

    def close_dispute(self, dispute_id: str, *, won: bool) -> None:
        dispute = self.account.named("dispute", dispute_id)
        disputes.close_dispute(self.account, dispute, won=won)

    def forget_portal(self) -> None:
        """As an account whose portal was never set up."""
        for one in self.account.of("billing_portal.configuration"):
            self.account.delete(one)

    def listen(self, url: str, *secrets: str, types: tuple[str, ...] = ("*",)) -> None:
        """Events from now on are for `url`, signed with each secret."""
        secrets = secrets or (WEBHOOK_SECRET,)
        self.webhooks.endpoints.append(Endpoint(url, secrets, types))

    # How the service fails.

    def slow(self, seconds: float) -> None:
        """Each call takes so long, until `recover`."""
        self.faults.delay_seconds = seconds

    def nonsense(self, body: bytes = GIBBERISH, status: int = 200) -> None:
        """Each answer is `body`, until `recover`; the work is not done."""
        self.faults.garbage = Garbage(body, status)

    def refuse(self, refusal: Refusal, times: int = 1) -> None:
        """The next calls, once they are admitted."""
        self.faults.refusals += [refusal] * times

    def drop_after_commit(self, times: int = 1) -> None:
        """The next calls are done, and their connections closed without an answer."""
        self.faults.drops += times

    def recover(self) -> None:
        self.faults.end()

    async def up(self) -> None:
        """On the port it had before, if it had one."""
        server = await self._server.enter_async_context(scripted(self._serve, self.port))
        self.port = server.port

    async def down(self) -> None:
        """Connections are refused; those that are open are closed."""
        await self._server.aclose()
        for task in self._busy:
            task.cancel()
        await asyncio.gather(*self._busy, return_exceptions=True)

    def _session(self, id: str) -> Thing:
        self._service.let_time_pass()
        return self.account.named("checkout.session", id)

    async def _serve(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._busy.add(task)
        task.add_done_callback(self._busy.discard)
        garbage = self.faults.garbage
        if garbage is not None:
            answer(writer, garbage.body, garbage.status, content_type="text/html")
            return
        done = await self._service.answer(asked)
        if not self.faults.dropped():
            answer(writer, done.text, done.status, **done.headers)


def _sent_back(session: Thing) -> str:
    """Stripe puts the session's id where the address asks for it."""
    url: str = session["success_url"]
    return url.replace("{CHECKOUT_SESSION_ID}", session["id"])


@asynccontextmanager
async def fake_stripe(clock: Clock) -> AsyncIterator[FakeStripe]:
    """In this event loop, on a free port of 127.0.0.1."""
    fake = FakeStripe(clock)
    await fake.up()
    try:
        yield fake
    finally:
        await fake.down()
