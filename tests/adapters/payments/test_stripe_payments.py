"""What Stripe is asked for, word for word, and what becomes of its answers."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from msgspec import structs

from clara.adapters.payments.stripe import StripePayments
from clara.adapters.payments.stripe_api import StripeApi
from clara.adapters.payments.stripe_events import StripeEvents
from clara.adapters.payments.stripe_sdk import API_VERSION
from clara.application.ports import PublicUrl
from clara.domain.accounts.user import User
from clara.domain.credits.payment import FactKind, PaymentFact
from clara.domain.credits.purchase import Purchase, PurchaseStatus
from clara.domain.errors import ClaraError
from tests.support.builders import IDS, user
from tests.support.clock import NOW, FakeClock
from tests.support.scripted_server import Asked, answer, scripted
from tests.support.stripe import refusals
from tests.support.stripe.client import sale
from tests.support.stripe.fake import SECRET_KEY, FakeStripe, fake_stripe

pytestmark = pytest.mark.anyio

PUBLIC = PublicUrl("https://clara.example/")


@asynccontextmanager
async def selling(
    fake_url: str, clock: FakeClock, key: str = SECRET_KEY, **how: Any
) -> AsyncIterator[StripePayments]:
    """Patient for two seconds in all, a half for each silence."""
    api = StripeApi(key, fake_url, **{"timeout_seconds": 0.5, "deadline_seconds": 2.0, **how})
    try:
        yield StripePayments(api, StripeEvents(api), PUBLIC, clock)
    finally:
        await api.close()


@pytest.fixture
async def payments(fake: FakeStripe, clock: FakeClock) -> AsyncIterator[StripePayments]:
    async with selling(fake.url, clock) as made:
        yield made


@pytest.fixture
def buyer() -> User:
    return user("Nora Prueba")


def purchase_of(buyer: User, **changes: Any) -> Purchase:
    made = Purchase(
        id=IDS.new("purchase"),
        user_id=buyer.id,
        amount_minor=50_00,
        currency="USD",
        credits=5_000,
        status=PurchaseStatus.PENDING,
        return_path="/credits?from=checkout",
        created_at=NOW,
    )
    return structs.replace(made, **changes)


async def opened(payments: StripePayments, buyer: User) -> Purchase:
    """A purchase whose page is open."""
    purchase = purchase_of(buyer)
    page = await payments.checkout(purchase, await payments.new_customer(buyer))
    return structs.replace(purchase, session_id=page.session_id, url=page.url)


async def facts(payments: StripePayments, **since: float) -> list[PaymentFact]:
    start = payments.clock.now() - timedelta(**(since or {"days": 3}))
    return [fact async for fact in payments.facts(start)]


async def error_of(asking: Any) -> ClaraError:
    with pytest.raises(ClaraError) as caught:
        await asking
    assert caught.value.code == "payments_unavailable"
    return caught.value


async def test_a_customer_is_asked_for_with_name_address_and_our_identifier(
    payments: StripePayments, fake: FakeStripe, buyer: User
) -> None:
    id = await payments.new_customer(buyer)
    (request,) = fake.asked
    assert (request.method, request.path) == ("POST", "/v1/customers")
    assert request.params == {
        "email": buyer.email,
        "name": "Nora Prueba",
        "metadata": {"user_id": buyer.id},
    }
    assert request.headers["stripe-version"] == API_VERSION
    assert fake.account.named("customer", id)["email"] == buyer.email


async def test_a_checkout_is_asked_for_with_all_that_identifies_it(
    payments: StripePayments, fake: FakeStripe, buyer: User
) -> None:
    customer = await payments.new_customer(buyer)
    purchase = purchase_of(buyer)
    page = await payments.checkout(purchase, customer)
    request = fake.asked[-1]
    ours = {"purchase_id": purchase.id, "user_id": buyer.id}
    back = "https://clara.example/credits?from=checkout"
    assert (request.method, request.path) == ("POST", "/v1/checkout/sessions")
    assert request.idempotency_key == purchase.id
    price = {"currency": "usd", "unit_amount": "5000", "product_data": {"name": "5,000 credits"}}
    assert request.params == {
        "mode": "payment",
        "customer": customer,
        "client_reference_id": purchase.id,
        "metadata": ours,
        "payment_intent_data": {"metadata": ours, "description": "5,000 credits"},
        "line_items": {"0": {"quantity": "1", "price_data": price}},
        "adaptive_pricing": {"enabled": "false"},
        "success_url": back,
        "cancel_url": back,
    }
    session = fake.account.named("checkout.session", page.session_id)
    assert page.url == session["url"]
    assert session["expires_at"] == int(purchase.expires_at.timestamp())


async def test_the_portal_leads_back_to_the_page_of_credits(
    payments: StripePayments, fake: FakeStripe, buyer: User
) -> None:
    customer = await payments.new_customer(buyer)
    url = await payments.portal(customer)
    assert url.startswith("https://billing.stripe.com/")
    assert fake.asked[-1].params == {
        "customer": customer,
        "return_url": "https://clara.example/credits",
    }


async def test_nothing_is_told_about_the_machine_and_nothing_kept_on_it(
    payments: StripePayments, fake: FakeStripe, buyer: User, tmp_path: Any, monkeypatch: Any
) -> None:
    """The SDK would send its identifier for this machine, which it keeps in the home directory."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    await payments.new_customer(buyer)
    await payments.new_customer(buyer)
    assert "x-stripe-client-telemetry" not in fake.asked[-1].headers
    assert "telemetry" not in fake.asked[-1].headers["x-stripe-client-user-agent"]
    assert list(tmp_path.iterdir()) == []


async def test_asked_twice_there_is_one_customer_and_one_page(
    payments: StripePayments, fake: FakeStripe, buyer: User
) -> None:
    purchase = purchase_of(buyer)
    customers = {await payments.new_customer(buyer) for _ in range(2)}
    (customer,) = customers
    pages = {(await payments.checkout(purchase, customer)).session_id for _ in range(2)}
    assert len(pages) == 1
    assert len(fake.account.of("customer")) == 1
    assert len(fake.account.of("checkout.session")) == 1


async def test_an_answer_that_got_lost_is_asked_for_again(
    payments: StripePayments, fake: FakeStripe, buyer: User
) -> None:
    fake.drop_after_commit(times=2)
    customer = await payments.new_customer(buyer)
    fake.drop_after_commit(times=2)
    page = await payments.checkout(purchase_of(buyer), customer)
    assert [one["id"] for one in fake.account.of("customer")] == [customer]
    assert [one["id"] for one in fake.account.of("checkout.session")] == [page.session_id]
    assert len(fake.asked) == 6


async def test_somebody_who_changed_their_name_can_still_become_a_customer(
    payments: StripePayments, buyer: User
) -> None:
    first = await payments.new_customer(buyer)
    renamed = structs.replace(buyer, first_name="Nora María")
    assert await payments.new_customer(renamed) != first


async def test_a_clock_ahead_of_stripes_stops_nobody_from_buying(buyer: User) -> None:
    ours = FakeClock(NOW + timedelta(minutes=2))
    async with fake_stripe(FakeClock(NOW)) as fake, selling(fake.url, ours) as payments:
        purchase = purchase_of(buyer, created_at=ours.now())
        assert await payments.checkout(purchase, await payments.new_customer(buyer))


FAILURES: dict[str, Callable[[FakeStripe], None]] = {
    "slow": lambda fake: fake.slow(5),
    "nonsense": lambda fake: fake.nonsense(),
    "no JSON of its form": lambda fake: fake.nonsense(b"[]"),
    "a text": lambda fake: fake.nonsense(b'"cus_1"'),
    "another form": lambda fake: fake.nonsense(b'{"id": 7, "object": "customer"}'),
    "an id that is none": lambda fake: fake.nonsense(b'{"id": "../x", "livemode": false}'),
    "of the other mode": lambda fake: fake.nonsense(b'{"id": "cus_1", "livemode": true}'),
    "an error that is none": lambda fake: fake.nonsense(b'{"error": []}', 400),
    "too long": lambda fake: fake.nonsense(
        b'{"id": "cus_1", "livemode": false, "name": "%s"}' % (b"x" * 16 * 1024 * 1024)
    ),
    "redirected": lambda fake: fake.nonsense(b"", 302),
    "overloaded": lambda fake: fake.nonsense(status=503),
    "internal": lambda fake: fake.refuse(refusals.internal(), times=3),
    "limited": lambda fake: fake.refuse(refusals.rate_limited(), times=3),
    "key revoked": lambda fake: fake.keys.clear(),
}


@pytest.mark.parametrize("failing", FAILURES.values(), ids=FAILURES.keys())
async def test_however_stripe_fails_it_is_unavailable_and_no_secret_is_told(
    payments: StripePayments,
    fake: FakeStripe,
    buyer: User,
    failing: Callable[[FakeStripe], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    failing(fake)
    error = await error_of(payments.new_customer(buyer))
    assert error.retry_after == 30
    assert error.__context__ is None or error.__suppress_context__
    assert caplog.text
    for secret in (SECRET_KEY, SECRET_KEY[:8], buyer.email, "nginx"):
        assert secret not in caplog.text + str(error) + repr(error.details)
    fake.recover()
    fake.keys.add(SECRET_KEY)
    assert await payments.new_customer(user("Somebody Else"))


async def test_a_failure_that_stripe_remembers_locks_nobody_out(
    payments: StripePayments, fake: FakeStripe, buyer: User
) -> None:
    """Under one idempotency key it answers for a day as it did the first time, failures too."""
    fake.refuse(refusals.internal())
    id = await payments.new_customer(buyer)
    assert [one["id"] for one in fake.account.of("customer")] == [id]
    first, *repeated, last = [request.idempotency_key for request in fake.asked]
    assert set(repeated) == {first}
    assert last != first


async def test_a_refusal_names_the_request_that_stripes_log_knows(
    payments: StripePayments, fake: FakeStripe, buyer: User, caplog: pytest.LogCaptureFixture
) -> None:
    error = await error_of(payments.checkout(purchase_of(buyer), "cus_unknown"))
    request = fake.asked[-1]
    assert error.details == {"provider_request_id": request.id}
    assert f"code resource_missing, parameter customer, request {request.id}" in caplog.text


async def test_a_key_that_is_not_accepted_is_named_by_its_setting(
    fake: FakeStripe, clock: FakeClock, buyer: User, caplog: pytest.LogCaptureFixture
) -> None:
    async with selling(fake.url, clock, key="sk_test_other") as payments:
        await error_of(payments.new_customer(buyer))
    assert "does not accept STRIPE_SECRET_KEY" in caplog.text
    assert "sk_test_other" not in caplog.text


async def test_while_nobody_listens_it_is_unavailable(
    payments: StripePayments, fake: FakeStripe, buyer: User
) -> None:
    await fake.down()
    await error_of(payments.new_customer(buyer))
    assert payments.api.answers is False
    await fake.up()
    await payments.new_customer(buyer)
    assert payments.api.answers is True


async def test_a_stripe_that_trickles_is_given_up(clock: FakeClock, buyer: User) -> None:
    async def trickle(_: Asked, writer: Any) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n")
        for _ in range(100):
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.1)

    async with (
        scripted(trickle) as server,
        selling(f"http://127.0.0.1:{server.port}", clock) as payments,
    ):
        async with asyncio.timeout(5):
            await error_of(payments.new_customer(buyer))


@pytest.mark.parametrize(
    "changes",
    [
        {"amount_total": 49_00},
        {"currency": "mxn"},
        {"client_reference_id": None},
        {"url": "javascript:alert(1)"},
        {"url": None},
        {"livemode": True},
    ],
)
async def test_a_page_that_is_not_the_one_asked_for_is_shown_to_nobody(
    clock: FakeClock, buyer: User, changes: dict[str, Any]
) -> None:
    purchase = purchase_of(buyer)
    session = {
        "id": "cs_test_1",
        "object": "checkout.session",
        "livemode": False,
        "payment_status": "unpaid",
        "amount_total": 50_00,
        "currency": "usd",
        "client_reference_id": purchase.id,
        "url": "https://checkout.stripe.com/c/pay/cs_test_1",
    }

    async def say(_: Asked, writer: Any) -> None:
        answer(writer, session)

    async with (
        scripted(say) as server,
        selling(f"http://127.0.0.1:{server.port}", clock) as payments,
    ):
        assert (await payments.checkout(purchase, "cus_1")).session_id == "cs_test_1"
        session |= changes
        await error_of(payments.checkout(purchase, "cus_1"))


def _still_open(fake: FakeStripe, session: str) -> None:
    fake.fail(session)


def _bounced(fake: FakeStripe, session: str) -> None:
    fake.pay_later(session)
    fake.bounce(session)


def _settled(fake: FakeStripe, session: str) -> None:
    fake.pay_later(session)
    fake.settle(session)


@pytest.mark.parametrize(
    ("happening", "kind"),
    [
        (_still_open, None),
        (FakeStripe.pay_later, None),
        (FakeStripe.pay, FactKind.PAID),
        (_settled, FactKind.PAID),
        (_bounced, FactKind.FAILED),
        (FakeStripe.expire, FactKind.EXPIRED),
    ],
)
async def test_what_became_of_a_page_can_be_asked(
    payments: StripePayments,
    fake: FakeStripe,
    buyer: User,
    happening: Callable[[FakeStripe, str], Any],
    kind: FactKind | None,
) -> None:
    purchase = await opened(payments, buyer)
    session = str(purchase.session_id)
    assert await payments.state(purchase) is None
    happening(fake, session)
    said = await payments.state(purchase)
    assert (said and said.kind) == kind
    if said is not None:
        assert purchase.mismatch(said) is None
        assert (said.session_id, said.purchase_id) == (session, purchase.id)
        assert (said.user_id, said.amount_minor, said.currency) == (buyer.id, 50_00, "USD")
        assert said.payment_id == fake.account.named("checkout.session", session)["payment_intent"]


@pytest.mark.parametrize("session_id", [None, "cs_test_of_another_account", "sandbox_0123"])
async def test_a_page_that_stripe_does_not_know_is_over_after_a_day(
    payments: StripePayments, clock: FakeClock, buyer: User, session_id: str | None
) -> None:
    purchase = purchase_of(buyer, session_id=session_id)
    assert await payments.state(purchase) is None
    clock.advance(hours=24)
    said = await payments.state(purchase)
    assert said is not None
    assert (said.kind, said.purchase_id) == (FactKind.EXPIRED, purchase.id)
    assert purchase.mismatch(said) is None


async def test_all_that_happened_is_listed_oldest_first_over_several_pages(
    payments: StripePayments, fake: FakeStripe, clock: FakeClock, buyer: User
) -> None:
    customer = await payments.new_customer(buyer)
    wanted = []
    for _ in range(120):
        purchase = purchase_of(buyer)
        fake.pay((await payments.checkout(purchase, customer)).session_id)
        wanted.append(purchase.id)
        clock.advance(seconds=1)
    fake.asked.clear()
    found = await facts(payments)
    assert [fact.purchase_id for fact in found] == wanted
    assert {fact.kind for fact in found} == {FactKind.PAID}
    assert len(fake.asked) == 2
    assert {fact.at for fact in found} == {NOW + timedelta(seconds=place) for place in range(120)}
    assert await facts(payments, seconds=5) == found[-5:]


async def test_refunds_and_disputes_are_listed_with_whose_they_are(
    payments: StripePayments, fake: FakeStripe, buyer: User
) -> None:
    first, second = await opened(payments, buyer), await opened(payments, buyer)
    for purchase in (first, second):
        fake.pay(str(purchase.session_id))
    fake.refund(str(first.session_id), 10_00)
    fake.refund(str(first.session_id), 5_00)
    dispute = fake.dispute(str(second.session_id))
    fake.close_dispute(dispute["id"], won=True)
    found = [fact for fact in await facts(payments) if fact.kind is not FactKind.PAID]
    assert [(one.kind, one.purchase_id, one.amount_minor) for one in found] == [
        (FactKind.REFUNDED, first.id, 10_00),
        (FactKind.REFUNDED, first.id, 15_00),
        (FactKind.DISPUTED, second.id, 50_00),
        (FactKind.DISPUTED, second.id, 50_00),
        (FactKind.DISPUTE_WON, second.id, 50_00),
        (FactKind.DISPUTE_WON, second.id, 50_00),
    ]
    assert {one.dispute_id for one in found} == {None, dispute["id"]}


@pytest.mark.parametrize("metadata", [{}, {"purchase_id": "order 4711", "user_id": "someone"}])
async def test_what_other_products_sell_is_not_listed(
    payments: StripePayments, fake: FakeStripe, client: Any, metadata: dict[str, str]
) -> None:
    session = await client.v1.checkout.sessions.create_async(sale(metadata=metadata))
    fake.pay(session.id)
    fake.close_dispute(fake.dispute(session.id)["id"], won=False)
    assert await facts(payments) == []


async def test_an_event_that_cannot_be_read_hides_no_other(
    payments: StripePayments, fake: FakeStripe, buyer: User, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(2):
        fake.pay(str((await opened(payments, buyer)).session_id))
    broken, whole = [
        one for one in fake.account.of("event") if one["type"] == "checkout.session.completed"
    ]
    broken["data"]["object"]["amount_total"] = "a lot"
    assert [fact.id for fact in await facts(payments)] == [whole["id"]]
    assert f"event {broken['id']} can't be read" in caplog.text
    assert "a lot" not in caplog.text


@pytest.mark.parametrize(("mode", "provider"), [("live", "stripe"), ("test", "stripe_test")])
def test_customers_of_the_two_modes_are_kept_apart(
    mode: str, provider: str, clock: FakeClock
) -> None:
    api = StripeApi(f"sk_{mode}_x", "https://api.stripe.com")
    assert StripePayments(api, StripeEvents(api), PUBLIC, clock).provider == provider
