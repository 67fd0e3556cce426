"""Webhooks among the settings: made, tried, switched, and what became of each delivery."""

import re

import pytest

from tests.adapters.web.answering import answering, answering_url, browser
from tests.adapters.web.browser import Browser, Form, Seen
from tests.parity.support.doors import Doors

__all__ = ["answering", "answering_url", "browser"]

pytestmark = pytest.mark.anyio

HOME = "/settings/webhooks"
URL = "https://erp.example.com/clara?<b>"


def creating(seen: Seen) -> Form:
    return seen.form(HOME)


async def made(browser: Browser, **fields: str) -> tuple[Seen, str]:
    """What is shown when a webhook was made, and its path."""
    form = creating(await browser.open(HOME))
    seen = await browser.send(form, **({"url": URL} | fields))
    assert seen.status == 200, seen.alert
    return seen, seen.links["To the webhook"]


async def test_the_secret_is_shown_once(browser: Browser) -> None:
    form = creating(await browser.open(HOME))
    first = await browser.send(form, url=URL, description="ERP", event_types="card.locked")
    [secret] = re.findall(r"whsec_[A-Za-z0-9+/=]+", first.text)
    again = await browser.send(form, url=URL, description="ERP", event_types="card.locked")
    assert (again.status, "shown once" in again.text) == (200, True)
    path = first.links["To the webhook"]
    assert again.links["To the webhook"] == path
    one = await browser.open(path)
    assert secret not in one.answer.text
    assert URL in one.text
    assert "<b>" not in one.answer.text
    assert "Card locked" in one.text
    assert 'value="card.locked" checked' in one.answer.text


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", "missing or not"),
        ("ftp://x.example", "can’t be used"),
        ("https://u:p@x.example", "user"),
    ],
)
async def test_an_address_that_can_not_be_used_is_refused(
    browser: Browser, url: str, said: str
) -> None:
    refused = await browser.send(creating(await browser.open(HOME)), url=url, description="Mine")
    assert (refused.status, said in refused.alert) == (400, True), refused.alert
    assert creating(refused).fields["description"] == "Mine"


async def test_it_is_changed_and_switched(browser: Browser) -> None:
    _, path = await made(browser)
    one = await browser.open(path)
    [form] = [form for form in one.forms if form.action == path and form.method == "post"]
    changed = await browser.follow(
        await browser.send(form, description="Books", event_types="task.finished")
    )
    assert "was changed" in changed.said
    assert "Task finished" in changed.text
    off = await browser.follow(await browser.send(changed.form(f"{path}/switch")))
    assert "The webhook is off" in off.said
    on = await browser.follow(await browser.send(off.form(f"{path}/switch")))
    assert "The webhook is on" in on.said


async def test_a_test_event_is_listed_and_sent_again(browser: Browser) -> None:
    _, path = await made(browser)
    one = await browser.open(path)
    sent = await browser.follow(await browser.send(one.form(f"{path}/test")))
    assert "on its way" in sent.said
    assert "Test event" in sent.text
    assert 'id="deliveries" data-live="3"' in sent.answer.text
    assert "Nothing was sent" in (await browser.open(f"{path}?status=failed")).text
    [replay] = [one for one in sent.forms if one.action == f"{path}/replay"]
    since = await browser.follow(await browser.send(replay, since="2026-11-01"))
    assert "Sent again: 0." in since.said
    wrong = await browser.send(replay, since="lately")
    assert (wrong.status, "missing or not" in wrong.alert) == (400, True)
    gone = await browser.post(
        f"{path}/replay", replay.fields | {"delivery_id": "delivery_0", "idempotency_key": "k"}
    )
    assert (gone.status, "kept for 30 days" in gone.alert) == (404, True)


async def test_a_new_secret_is_shown_once_and_the_webhook_is_deleted(browser: Browser) -> None:
    first, path = await made(browser)
    one = await browser.open(path)
    renewed = await browser.send(one.form(f"{path}/secret"))
    secrets = [re.findall(r"whsec_[A-Za-z0-9+/=]+", seen.text) for seen in (first, renewed)]
    assert len(secrets[0]) == len(secrets[1]) == 1
    assert secrets[0] != secrets[1]
    gone = await browser.follow(await browser.send(one.form(f"{path}/delete")))
    assert "was deleted" in gone.said
    assert (await browser.open(path)).status == 404


async def test_only_administrators_of_the_company_see_them(
    browser: Browser, answering: Doors
) -> None:
    _, path = await made(browser)
    other = Browser(answering.http)
    other.be(answering.world.a.bookkeeper)
    assert (await other.open(HOME)).status == 403
    assert "Webhooks" not in (await other.open("/settings")).links
    other.be(answering.world.b.administrator)
    assert (await other.open(path)).status == 404


async def test_it_speaks_the_readers_language(browser: Browser) -> None:
    for language, said in (("es", "Crear un webhook"), ("pt", "Criar um webhook")):
        assert said in (await browser.open(f"{HOME}?lang={language}")).text
