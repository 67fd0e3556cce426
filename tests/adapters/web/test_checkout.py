"""The sandbox's checkout says what it is, settles what is pressed, and is there in the sandbox only."""

from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from msgspec import structs

from clara.bootstrap import build_core
from clara.domain.accounts.language import Language
from clara.domain.credits.payment import FactKind
from clara.doors import build_server
from tests.adapters.web.reader import Reader
from tests.adapters.web.said import said
from tests.support.clock import FakeClock
from tests.support.credits import Buyer
from tests.support.world import World

pytestmark = pytest.mark.anyio

languages = pytest.mark.parametrize("language", Language)
BOUGHT = {
    Language.EN: ("USD\u00a010,000.00", "1,000,000"),
    Language.ES: ("USD\u00a010,000.00", "1,000,000"),
    Language.PT: ("USD\u00a010.000,00", "1.000.000"),
}
"""10,000 dollars and the credits for them, as each language writes them."""
Opens = Callable[..., Coroutine[Any, Any, str]]


@pytest.fixture
def buyer(world: World) -> Buyer:
    return Buyer(world, world.a.administrator)


@pytest.fixture
def opens(buyer: Buyer) -> Opens:
    """The path of a new checkout's page."""

    async def open_(dollars: int = 50, **fields: str) -> str:
        opened = await buyer.buys(dollars, **fields)
        return urlsplit(opened.url).path.strip("/")

    return open_


@languages
async def test_the_page_says_that_no_money_moves_and_what_is_bought(
    reader: Reader, opens: Opens, language: Language
) -> None:
    reader.language = language.value
    page = await reader.open(await opens(10_000))
    title, sandbox = said(language, "checkout.title"), said(language, "checkout.sandbox")
    assert (page.status, page.language, page.method) == (200, language.value, "post")
    for text in (title, sandbox, *BOUGHT[language]):
        assert text in page.text
    ways = ("paid", "failed", "expired")
    assert page.buttons == {way: said(language, f"checkout.press_{way}") for way in ways}


async def test_paying_brings_the_credits_and_leads_back(
    reader: Reader, opens: Opens, buyer: Buyer
) -> None:
    path = await opens(50, return_path="/console?tab=credits")
    page = await reader.open(path)
    assert page.action == path
    done = await reader.send(path, {"outcome": "paid"})
    assert done.status == 303
    assert done.response.headers["location"] == "http://127.0.0.1:8000/console?tab=credits"
    assert await buyer.balance() == 5_000
    await buyer.is_sound()


@languages
@pytest.mark.parametrize("outcome", [FactKind.PAID, FactKind.FAILED, FactKind.EXPIRED])
async def test_a_finished_checkout_says_what_became_of_it_and_has_no_buttons(
    reader: Reader, opens: Opens, buyer: Buyer, language: Language, outcome: FactKind
) -> None:
    path = await opens(50)
    assert (await reader.send(path, {"outcome": outcome.value})).status == 303
    assert await buyer.balance() == (5_000 if outcome is FactKind.PAID else 0)
    reader.language = language.value
    page = await reader.open(path)
    assert (page.status, page.is_form) == (200, False)
    assert said(language, f"checkout.closed_{outcome.value}") in page.text
    again = await reader.send(path, {"outcome": "paid"})
    assert (again.status, again.alert) == (409, said(language, "errors.checkout_closed"))
    assert await buyer.balance() == (5_000 if outcome is FactKind.PAID else 0)


async def test_looking_at_a_page_changes_nothing(
    reader: Reader, opens: Opens, world: World
) -> None:
    path = await opens(50)
    before = await world.dump("audit_entries", "audit_chains")
    for query in ({}, {"outcome": "paid"}):
        assert (await reader.open(path, **query)).is_form
    assert await world.dump("audit_entries", "audit_chains") == before


async def test_a_page_can_be_paid_for_a_day(
    reader: Reader, opens: Opens, buyer: Buyer, clock: FakeClock
) -> None:
    late, in_time = await opens(50), await opens(5)
    clock.advance(hours=24, seconds=-1)
    assert (await reader.send(in_time, {"outcome": "paid"})).status == 303
    clock.advance(seconds=1)
    assert (await reader.send(late, {"outcome": "paid"})).status == 409
    assert await buyer.balance() == 500


@pytest.mark.parametrize("session", ["sandbox_" + "0" * 64, "x", "ñ", "a" * 256, "%00", "'--"])
async def test_an_address_that_nobody_was_given_is_no_page(
    reader: Reader, world: World, session: str
) -> None:
    for page in (
        await reader.open(f"checkout/{session}"),
        await reader.send(f"checkout/{session}", {"outcome": "paid"}),
    ):
        assert page.status in (400, 404)
        assert page.alert


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"outcome": ""},
        {"outcome": "refunded"},
        {"outcome": "free"},
        {"outcome": "paid", "amount_minor": "1"},
        {"outcome": "paid", "session_id": "sandbox_" + "0" * 64, "user_id": "me"},
    ],
)
async def test_nothing_else_can_be_pressed(
    reader: Reader, opens: Opens, buyer: Buyer, fields: dict[str, str]
) -> None:
    path = await opens(50)
    assert (await reader.send(path, fields)).status in (400, 409, 415)
    assert (await reader.open(path)).is_form
    assert await buyer.balance() == 0


async def test_pages_run_no_script_and_load_nothing_of_others(reader: Reader, opens: Opens) -> None:
    for path in (await opens(50), "checkout/portal"):
        page = await reader.open(path)
        policy = page.response.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script" not in policy + " ".join(page.tags)
        assert page.response.headers["cache-control"] == "no-store"
        style = httpx.URL(f"http://localhost:8000/{path}").join(page.links["stylesheet"])
        assert (await reader.http.get(style)).headers["content-type"].startswith("text/css")


@languages
async def test_the_portal_says_that_it_is_a_sandbox(reader: Reader, language: Language) -> None:
    reader.language = language.value
    page = await reader.open("checkout/portal")
    assert (page.status, page.is_form) == (200, False)
    assert said(language, "checkout.sandbox") in page.text
    assert said(language, "checkout.portal") in page.text


@pytest.fixture
async def with_provider(world: World) -> AsyncIterator[httpx.AsyncClient]:
    """The same store behind a server that has a real provider."""
    key = "sk_test_" + "0" * 24
    settings = structs.replace(world.core.settings, rate_limit="off", stripe_secret_key=key)
    core = build_core(settings, clock=world.clock)
    transport = httpx.ASGITransport(build_server(settings, core=core))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as http:
        yield http
    await core.close()


async def test_where_a_real_provider_takes_the_money_there_is_no_sandbox(
    with_provider: httpx.AsyncClient, opens: Opens, buyer: Buyer
) -> None:
    path = await opens(50)
    for answer in (
        await with_provider.get(f"/{path}"),
        await with_provider.post(f"/{path}", data={"outcome": "paid"}),
        await with_provider.get("/checkout/portal"),
    ):
        assert answer.status_code == 404
    assert await buyer.balance() == 0
