"""Webhooks: where a company's programs are told of events, and what was sent there."""

from litestar import Response, delete, get, patch, post
from litestar.params import FromPath

from clara.adapters.http.envelope import no_content, success
from clara.adapters.http.operation import Operation, documented
from clara.adapters.http.replay import marked
from clara.adapters.http.request import HttpRequest
from clara.adapters.http.running import from_body, from_query, run
from clara.adapters.wire.webhooks import (
    CreatedWebhookView,
    DeliveryListView,
    DeliveryView,
    ReplayedView,
    WebhookView,
)
from clara.application.webhooks.create_webhook import CreateWebhook
from clara.application.webhooks.delete_webhook import DeleteWebhook
from clara.application.webhooks.list_webhook_deliveries import ListWebhookDeliveries
from clara.application.webhooks.list_webhooks import ListWebhooks
from clara.application.webhooks.renew_webhook_secret import RenewWebhookSecret
from clara.application.webhooks.replay_webhook_deliveries import ReplayWebhookDeliveries
from clara.application.webhooks.send_test_event import SendTestEvent
from clara.application.webhooks.update_webhook import UpdateWebhook

_ALL = "/companies/{company_id:str}/webhooks"
_ONE = _ALL + "/{webhook_id:str}"
_TAG = "Webhooks"
_REFUSES = (403, 404)
_LIST = Operation(
    ListWebhooks, WebhookView, "Webhooks fetched successfully.", _TAG, is_list=True,
    statuses=_REFUSES,
)  # fmt: skip
_CREATE = Operation(
    CreateWebhook, CreatedWebhookView, "Webhook created successfully.", _TAG, status=201,
    body=True, statuses=(403, 404, 409),
)  # fmt: skip
_UPDATE = Operation(
    UpdateWebhook, WebhookView, "Webhook updated successfully.", _TAG, body=True,
    statuses=_REFUSES,
)  # fmt: skip
_DELETE = Operation(
    DeleteWebhook, None, "Webhook deleted successfully.", _TAG, status=204, statuses=_REFUSES
)
_RENEW = Operation(
    RenewWebhookSecret, CreatedWebhookView, "Webhook secret renewed successfully.", _TAG,
    status=201, body=True, statuses=_REFUSES,
)  # fmt: skip
_TEST = Operation(
    SendTestEvent, DeliveryView, "Test event queued successfully.", _TAG, status=201, body=True,
    statuses=_REFUSES,
)  # fmt: skip
_DELIVERIES = Operation(
    ListWebhookDeliveries, DeliveryListView, "Deliveries fetched successfully.", _TAG,
    statuses=_REFUSES,
)  # fmt: skip
_REPLAY = Operation(
    ReplayWebhookDeliveries, ReplayedView, "Deliveries queued successfully.", _TAG, body=True,
    statuses=_REFUSES,
)  # fmt: skip


@get(_ALL, **documented(_LIST))
async def list_webhooks(request: HttpRequest, company_id: FromPath[str]) -> Response[bytes]:
    done = await run(request, ListWebhooks, from_query(request, company_id=company_id))
    return success(list(map(WebhookView.of, done.result.endpoints)), _LIST.message)


@post(_ALL, **documented(_CREATE))
async def create_webhook(request: HttpRequest, company_id: FromPath[str]) -> Response[bytes]:
    done = await run(request, CreateWebhook, await from_body(request, company_id=company_id))
    return marked(done, success(CreatedWebhookView.of_created(done.result), _CREATE.message, 201))


@patch(_ONE, **documented(_UPDATE))
async def update_webhook(
    request: HttpRequest, company_id: FromPath[str], webhook_id: FromPath[str]
) -> Response[bytes]:
    draft = await from_body(request, company_id=company_id, webhook_id=webhook_id)
    done = await run(request, UpdateWebhook, draft)
    return marked(done, success(WebhookView.of(done.result), _UPDATE.message))


@delete(_ONE, **documented(_DELETE))
async def delete_webhook(
    request: HttpRequest, company_id: FromPath[str], webhook_id: FromPath[str]
) -> Response[None]:
    draft = from_query(request, company_id=company_id, webhook_id=webhook_id)
    return marked(await run(request, DeleteWebhook, draft), no_content())


@post(_ONE + "/secret", **documented(_RENEW))
async def renew_webhook_secret(
    request: HttpRequest, company_id: FromPath[str], webhook_id: FromPath[str]
) -> Response[bytes]:
    draft = await from_body(request, required=False, company_id=company_id, webhook_id=webhook_id)
    done = await run(request, RenewWebhookSecret, draft)
    return marked(done, success(CreatedWebhookView.of_created(done.result), _RENEW.message, 201))


@post(_ONE + "/test", **documented(_TEST))
async def send_test_event(
    request: HttpRequest, company_id: FromPath[str], webhook_id: FromPath[str]
) -> Response[bytes]:
    draft = await from_body(request, required=False, company_id=company_id, webhook_id=webhook_id)
    done = await run(request, SendTestEvent, draft)
    return marked(done, success(DeliveryView.of(done.result), _TEST.message, 201))


@get(_ONE + "/deliveries", **documented(_DELIVERIES))
async def list_webhook_deliveries(
    request: HttpRequest, company_id: FromPath[str], webhook_id: FromPath[str]
) -> Response[bytes]:
    draft = from_query(request, company_id=company_id, webhook_id=webhook_id)
    done = await run(request, ListWebhookDeliveries, draft)
    return success(DeliveryListView.of(done.result), _DELIVERIES.message)


@post(_ONE + "/deliveries/replay", **documented(_REPLAY))
async def replay_webhook_deliveries(
    request: HttpRequest, company_id: FromPath[str], webhook_id: FromPath[str]
) -> Response[bytes]:
    draft = await from_body(request, required=False, company_id=company_id, webhook_id=webhook_id)
    done = await run(request, ReplayWebhookDeliveries, draft)
    return marked(done, success(ReplayedView.of(done.result), _REPLAY.message))


ROUTES = [
    list_webhooks,
    create_webhook,
    update_webhook,
    delete_webhook,
    renew_webhook_secret,
    send_test_event,
    list_webhook_deliveries,
    replay_webhook_deliveries,
]
