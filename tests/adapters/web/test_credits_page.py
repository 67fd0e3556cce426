"""Credits: what one has, what more cost, and the way to pay and back."""

import pytest

from tests.adapters.web.answering import answering, answering_url, browser
from tests.adapters.web.browser import Browser, Form, Seen
from tests.parity.support.doors import Doors
from tests.support.credits import Buyer

__all__ = ["answering", "answering_url", "browser"]

pytestmark = pytest.mark.anyio


def amounts(seen: Seen) -> list[Form]:
    """The forms that buy: one for each amount that is offered, and the one where it is typed."""
    return [form for form in seen.forms if form.action == "/credits"]


async def test_it_says_what_one_has_and_what_that_is_enough_for(browser: Browser) -> None:
    seen = await browser.open("/credits")
    assert (seen.status, seen.title, seen.current[0]) == (200, "Credits · Clara", "Credits")
    assert "1,000 credits" in seen.text
    assert "Enough for 50 answers of the analyst at 20 each" in seen.text
    assert "USD 5 to 10,000: 100 credits for each dollar" in seen.text
    assert "A test" in seen.text  # the operator's reason
    assert len(seen.answer.content) < 100_000


async def test_what_is_paid_has_arrived_when_one_comes_back(
    browser: Browser, answering: Doors
) -> None:
    answering.world.clock.advance(seconds=1)  # what moved before is older
    seen = await browser.open("/credits")
    [form] = [one for one in amounts(seen) if one.fields.get("amount") == "50"]
    gone = await browser.send(form)
    assert gone.status == 303
    checkout = await browser.open(gone.where)
    [pay] = checkout.forms
    back = await browser.send(pay, "Pay")
    path = back.where.removeprefix("http://127.0.0.1:8000")
    assert path.startswith("/credits?after=credit_")
    arrived = await browser.open(path)
    assert "5,000 credits were added" in arrived.said
    assert "data-live" not in arrived.answer.text
    assert "Credits bought" in arrived.text
    assert "+5,000" in arrived.text
    assert "USD\xa050.00" in arrived.text
    await Buyer(answering.world, answering.world.a.administrator).is_given(-5_000)


async def test_who_turned_back_is_told_that_nothing_has_arrived(browser: Browser) -> None:
    seen = await browser.open("/credits")
    gone = await browser.send(amounts(seen)[0])
    checkout = await browser.open(gone.where)
    back = await browser.send(checkout.forms[0], "Cancel")
    waiting = await browser.open(back.where.removeprefix("http://127.0.0.1:8000"))
    assert "No payment has arrived yet" in waiting.said
    assert 'id="account" data-live="3"' in waiting.answer.text


async def test_a_forged_return_says_nothing(browser: Browser) -> None:
    for after in ("credit_" + "0" * 32, "<script>"):
        assert (await browser.open(f"/credits?after={after}")).said == ""


@pytest.mark.parametrize(
    ("amount", "status", "said"),
    [
        ("", 400, "whole number of dollars"),
        ("3.5", 400, "whole number of dollars"),
        ("-5", 400, "whole number of dollars"),
        ("4", 404, "Credits are not sold for that amount"),
        ("10001", 404, "Credits are not sold for that amount"),
    ],
)
async def test_an_amount_that_is_not_sold_is_refused_beside_its_field(
    browser: Browser, amount: str, status: int, said: str
) -> None:
    form = amounts(await browser.open("/credits"))[-1]
    refused = await browser.send(form, amount=amount)
    assert (refused.status, said in refused.alert) == (status, True)
    assert amounts(refused)[-1].fields["amount"] == amount


async def test_an_address_elsewhere_is_no_way_back(browser: Browser) -> None:
    form = amounts(await browser.open("/credits"))[-1]
    for after in ("//evil.example", "x\r\nset-cookie: a=b", "<script>"):
        refused = await browser.send(form, amount="5", after=after)
        assert refused.status == 400 or refused.where.startswith("http://127.0.0.1:8000/checkout/")


async def test_a_form_that_is_sent_twice_opens_one_checkout(browser: Browser) -> None:
    form = amounts(await browser.open("/credits"))[0]
    assert (await browser.send(form)).where == (await browser.send(form)).where


async def test_receipts_are_at_the_providers(browser: Browser) -> None:
    form = (await browser.open("/credits")).form("/credits/portal")
    assert (await browser.send(form)).where == "http://127.0.0.1:8000/checkout/portal"
    again = await browser.follow(await browser.send(form))
    assert "opened once" in again.said


async def test_the_policy_lets_the_form_end_at_the_checkout(browser: Browser) -> None:
    policy = (await browser.open("/credits")).answer.headers["content-security-policy"]
    assert "form-action 'self' http://127.0.0.1:8000;" in policy


async def test_who_has_not_signed_in_comes_back_here_afterwards(answering: Doors) -> None:
    stranger = Browser(answering.http)
    seen = await stranger.open("/credits?after=none")
    assert seen.where == "/login?next=%2Fcredits%3Fafter%3Dnone"


@pytest.mark.parametrize(
    ("language", "said"), [("es", "Alcanzan para 50 respuestas"), ("pt", "Dá para 50 respostas")]
)
async def test_it_speaks_the_readers_language(browser: Browser, language: str, said: str) -> None:
    seen = await browser.open(f"/credits?lang={language}")
    assert seen.language == language
    assert said in seen.text
