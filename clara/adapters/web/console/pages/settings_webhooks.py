"""Webhooks: where a company's programs are told what happens, and what became of telling them."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from litestar import get, post
from litestar.params import FromPath

from clara.adapters.web.console.console import Console
from clara.adapters.web.console.opening import Page
from clara.adapters.web.console.visit import Answer
from clara.application.webhooks.create_webhook import CreatedWebhook, CreateWebhook
from clara.application.webhooks.delete_webhook import DeleteWebhook
from clara.application.webhooks.list_webhook_deliveries import ListWebhookDeliveries
from clara.application.webhooks.list_webhooks import ListWebhooks, WebhookList
from clara.application.webhooks.renew_webhook_secret import RenewWebhookSecret
from clara.application.webhooks.replay_webhook_deliveries import Replayed, ReplayWebhookDeliveries
from clara.application.webhooks.send_test_event import SendTestEvent
from clara.application.webhooks.update_webhook import UpdateWebhook
from clara.domain.errors import ClaraError, Invalid
from clara.domain.webhooks.delivery import DeliveryStatus
from clara.domain.webhooks.endpoint import MAX_DESCRIPTION, MAX_URL, Endpoint, not_found
from clara.domain.webhooks.event import EventType

_HOME = "/settings/webhooks"
_ONE = _HOME + "/{webhook_id:str}"
_EVENTS = tuple(one for one in EventType if one is not EventType.TEST)
_ROWS = 25


@get(_HOME)
async def webhooks(page: Page) -> Answer:
    return await _all(page)


@post(_HOME)
async def create(page: Page) -> Answer:
    try:
        made: CreatedWebhook = await page.run(CreateWebhook, **_wanted(page))
    except ClaraError as error:
        return await _all(page, error)
    return page.show("settings_webhooks/secret.html", made=made)


@get(_ONE)
async def webhook(page: Page, webhook_id: FromPath[str]) -> Answer:
    return await _one(page, webhook_id)


@post(_ONE)
async def update(page: Page, webhook_id: FromPath[str]) -> Answer:
    try:
        await page.run(UpdateWebhook, webhook_id=webhook_id, **_wanted(page))
    except ClaraError as error:
        return await _one(page, webhook_id, error)
    return page.go(f"{_HOME}/{webhook_id}", "settings_webhooks.saved")


@post(_ONE + "/switch")
async def switch(page: Page, webhook_id: FromPath[str]) -> Answer:
    is_on = page.given.get("is_enabled") == "true"
    await page.run(UpdateWebhook, webhook_id=webhook_id, is_enabled=is_on)
    said = "settings_webhooks.switched_on" if is_on else "settings_webhooks.switched_off"
    return page.go(f"{_HOME}/{webhook_id}", said)


@post(_ONE + "/test")
async def send_test(page: Page, webhook_id: FromPath[str]) -> Answer:
    await page.run(SendTestEvent, webhook_id=webhook_id)
    return page.go(f"{_HOME}/{webhook_id}", "settings_webhooks.test_sent")


@post(_ONE + "/secret")
async def renew_secret(page: Page, webhook_id: FromPath[str]) -> Answer:
    made: CreatedWebhook = await page.run(RenewWebhookSecret, webhook_id=webhook_id)
    return page.show("settings_webhooks/secret.html", made=made)


@post(_ONE + "/replay")
async def replay(page: Page, webhook_id: FromPath[str]) -> Answer:
    """One delivery, or all that were given up since the beginning of a day of the company's."""
    try:
        done: Replayed = await page.run(
            ReplayWebhookDeliveries, webhook_id=webhook_id, **_replayed(page)
        )
    except ClaraError as error:
        return await _one(page, webhook_id, error)
    return page.go(f"{_HOME}/{webhook_id}", "settings_webhooks.replayed", count=done.count)


@post(_ONE + "/delete")
async def delete(page: Page, webhook_id: FromPath[str]) -> Answer:
    await page.run(DeleteWebhook, webhook_id=webhook_id)
    return page.go(_HOME, "settings_webhooks.deleted")


ROUTES = [webhooks, create, webhook, update, switch, send_test, renew_secret, replay, delete]


def _wanted(page: Console) -> dict[str, Any]:
    given = page.given
    return {
        "url": given.get("url", ""),
        "description": given.get("description", ""),
        "event_types": list(given.all("event_types")),
    }


def _replayed(page: Console) -> dict[str, Any]:
    if delivery := page.given.get("delivery_id"):
        return {"delivery_id": delivery}
    try:
        day = datetime.strptime(page.given.get("since", ""), "%Y-%m-%d")  # noqa: DTZ007
    except ValueError as error:
        wrong = {"field": "since", "reason": "Expected a day"}
        raise Invalid("invalid_parameters", details={"errors": [wrong]}) from error
    return {"since": day.replace(tzinfo=ZoneInfo(page.time_zone))}


async def _all(page: Console, error: ClaraError | None = None) -> Answer:
    found: WebhookList = await page.run(ListWebhooks)
    return page.show(
        "settings_webhooks/list.html", error=error, found=found.endpoints, **_form(page, None)
    )


async def _one(page: Console, webhook_id: str, error: ClaraError | None = None) -> Answer:
    found: WebhookList = await page.run(ListWebhooks)
    one = next((one for one in found.endpoints if one.id == webhook_id), None)
    if one is None:
        raise not_found()
    deliveries = await page.run(
        ListWebhookDeliveries, webhook_id=one.id, limit=_ROWS, **page.wished("status", "before")
    )
    return page.show(
        "settings_webhooks/one.html",
        error=error,
        one=one,
        deliveries=deliveries,
        statuses=list(DeliveryStatus),
        is_going=any(each.status is DeliveryStatus.PENDING for each in deliveries.items),
        **_form(page, one),
    )


def _form(page: Console, one: Endpoint | None) -> dict[str, Any]:
    """What is filled in: what was sent, else what is."""
    ticked = (
        page.given.all("event_types") if "url" in page.given else one.event_types if one else ()
    )
    return {
        "events": [(event.value, event.value in ticked) for event in _EVENTS],
        "max_url": MAX_URL,
        "max_description": MAX_DESCRIPTION,
    }
