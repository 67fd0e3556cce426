"""Webhooks from the event to the receiver: signed, repeated, given up, switched off."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from clara.adapters.webhooks.sender import WebhookSender
from clara.application.card_transactions.import_card_transactions import ImportCardTransactions
from clara.application.cards.lock_card import LockCard
from clara.application.cards.unlock_card import UnlockCard
from clara.application.use_case import UseCase
from clara.application.webhooks.create_webhook import CreatedWebhook, CreateWebhook
from clara.application.webhooks.delete_webhook import DeleteWebhook
from clara.application.webhooks.list_webhook_deliveries import ListWebhookDeliveries
from clara.application.webhooks.list_webhooks import ListWebhooks
from clara.application.webhooks.renew_webhook_secret import RenewWebhookSecret
from clara.application.webhooks.replay_webhook_deliveries import ReplayWebhookDeliveries
from clara.application.webhooks.send_test_event import SendTestEvent
from clara.application.webhooks.update_webhook import UpdateWebhook
from clara.bootstrap import build_core
from clara.domain.credentials.actor import Door
from clara.domain.errors import ClaraError
from clara.domain.webhooks.delivery import PAUSES, Delivery, DeliveryStatus
from clara.domain.webhooks.endpoint import MAX_ENDPOINTS, Endpoint
from clara.domain.webhooks.event import EventType
from tests.support.clock import FakeClock
from tests.support.house import Person
from tests.support.receiver import Receiver, receiving
from tests.support.statements import write_csv
from tests.support.world import World, settings_for

pytestmark = pytest.mark.anyio


@dataclass
class Post:
    """The administrator of `a`, whose company's events go to `receiver`."""

    world: World
    receiver: Receiver
    sender: WebhookSender
    by: Person

    async def run(self, use_case: type[UseCase[Any, Any]], **fields: Any) -> Any:
        person = fields.pop("as_", self.by)
        fields.setdefault("company_id", person.company.id)
        command = use_case.command(**fields)
        return (await self.world.send(use_case, command, person, Door.WEB)).result

    async def listens(self, **fields: Any) -> CreatedWebhook:
        fields.setdefault("url", self.receiver.url)
        made: CreatedWebhook = await self.run(CreateWebhook, **fields)
        return made

    async def locks(self) -> None:
        await self.run(LockCard, card="4417", reason="Lost in a taxi")

    async def unlocks(self) -> None:
        await self.run(UnlockCard, card="4417")

    async def sent(self, made: CreatedWebhook, **fields: Any) -> tuple[Delivery, ...]:
        found = await self.run(ListWebhookDeliveries, webhook_id=made.endpoint.id, **fields)
        return tuple(found.items)

    async def endpoint(self) -> Endpoint:
        (found,) = (await self.run(ListWebhooks)).endpoints
        assert isinstance(found, Endpoint)
        return found


@pytest.fixture
async def post(url: str, clock: FakeClock, world: World) -> AsyncIterator[Post]:
    settings = structs.replace(settings_for(url), webhook_private_addresses="on")
    core = build_core(settings, clock=clock)
    own = World(url=url, core=core, clock=clock, a=world.a, b=world.b)
    async with receiving() as receiver:
        sender = WebhookSender(
            core.units, clock, lambda _: True, resolve=receiver.resolve, timeout_seconds=0.5
        )
        yield Post(own, receiver, sender, own.a.administrator)
        await sender.close()
    await core.close()


async def test_a_locked_card_is_told_with_a_signature_that_others_can_check(post: Post) -> None:
    made = await post.listens()
    await post.locks()
    await post.sender.send_due()
    assert made.secret is not None
    (body,) = post.receiver.told(made.secret)
    assert body["type"] == "card.locked"
    assert body["data"]["last_four"] == "4417"
    assert body["data"]["reason"] == "Lost in a taxi"
    (delivery,) = await post.sent(made)
    assert (delivery.status, delivery.answered, delivery.attempts) == ("delivered", 200, 1)
    assert post.receiver.heard[0][0]["webhook-id"] == delivery.event_id


async def test_what_changes_nothing_and_what_is_refused_is_told_to_nobody(post: Post) -> None:
    await post.listens()
    await post.unlocks()
    with pytest.raises(ClaraError):
        await post.run(LockCard, card="0000")
    await post.sender.send_due()
    assert post.receiver.heard == []


async def test_a_webhook_hears_of_what_it_asked_for_only(post: Post) -> None:
    made = await post.listens(event_types=(EventType.CARD_UNLOCKED,))
    await post.locks()
    await post.unlocks()
    await post.sender.send_due()
    assert [one.type for one in await post.sent(made)] == [EventType.CARD_UNLOCKED]


async def test_an_import_is_one_event_however_many_rows_it_adds(post: Post, tmp_path: Path) -> None:
    made = await post.listens()
    rows = [("2026-11-03", "OXXO CENTRO", 120.50, "4417", "Luis Pérez")] * 2
    await post.run(ImportCardTransactions, file=write_csv(tmp_path / "november.csv", rows))
    await post.sender.send_due()
    assert made.secret is not None
    (body,) = post.receiver.told(made.secret)
    assert (body["type"], body["data"]["added"]) == ("card_transactions.imported", 2)


async def test_other_companies_hear_nothing(post: Post) -> None:
    theirs = post.world.b.administrator
    made = await post.run(CreateWebhook, url=post.receiver.url, as_=theirs)
    await post.locks()
    await post.sender.send_due()
    assert post.receiver.heard == []
    with pytest.raises(ClaraError) as refused:
        await post.run(DeleteWebhook, webhook_id=made.endpoint.id)
    assert refused.value.code == "webhook_not_found"


async def test_a_failure_is_tried_again_after_a_pause_under_the_same_identifier(post: Post) -> None:
    made = await post.listens()
    post.receiver.answers = [500, 200]
    await post.locks()
    await post.sender.send_due()
    (waiting,) = await post.sent(made)
    assert (waiting.status, waiting.answered) == (DeliveryStatus.PENDING, 500)
    assert (await post.endpoint()).failing_since is not None
    await post.sender.send_due()
    assert len(post.receiver.heard) == 1
    post.world.clock.advance(seconds=6)
    await post.sender.send_due()
    (delivered,) = await post.sent(made)
    assert (delivered.status, delivered.attempts) == (DeliveryStatus.DELIVERED, 2)
    assert len({headers["webhook-id"] for headers, _ in post.receiver.heard}) == 1
    assert (await post.endpoint()).failing_since is None


async def test_after_ten_attempts_in_three_days_it_is_given_up_and_can_be_sent_again(
    post: Post,
) -> None:
    made = await post.listens()
    post.receiver.answers = [503]
    await post.locks()
    begun = post.world.clock.now()
    for pause in (*PAUSES, timedelta()):
        await post.sender.send_due()
        post.world.clock.advance(seconds=pause.total_seconds() + 1)
    (failed,) = await post.sent(made, status=DeliveryStatus.FAILED)
    assert failed.attempts == 10
    assert post.world.clock.now() - begun < timedelta(days=3)
    post.receiver.answers = [200]
    again = await post.run(ReplayWebhookDeliveries, webhook_id=made.endpoint.id, since=begun)
    assert again.count == 1
    await post.sender.send_due()
    assert [one.status for one in await post.sent(made)] == [DeliveryStatus.DELIVERED]


async def test_one_that_fails_for_five_days_is_switched_off_and_administrators_are_told(
    post: Post,
) -> None:
    await post.listens()
    post.receiver.answers = [500]
    await post.locks()
    await post.sender.send_due()
    post.world.clock.advance(days=6)
    await post.unlocks()
    await post.sender.send_due()
    off = await post.endpoint()
    assert (off.is_enabled, off.off_because) == (False, "failing")
    letters = await post.world.core.letters.take(10)
    assert {one.letter.to for one in letters} == {post.by.user.email}
    on = await post.run(UpdateWebhook, webhook_id=off.id, is_enabled=True)
    assert (on.is_enabled, on.off_because, on.failing_since) == (True, None, None)


async def test_a_receiver_that_is_gone_is_left_alone_at_once(post: Post) -> None:
    await post.listens()
    post.receiver.answers = [410]
    await post.locks()
    await post.sender.send_due()
    assert (await post.endpoint()).off_because == "gone"
    await post.unlocks()
    await post.sender.send_due()
    assert len(post.receiver.heard) == 1


@pytest.mark.parametrize("store", ["sqlite"])
async def test_redirections_are_not_followed_and_slow_receivers_not_waited_for(post: Post) -> None:
    made = await post.listens()
    post.receiver.answers = [302]
    await post.locks()
    await post.sender.send_due()
    post.receiver.waits_seconds = 1.0
    post.world.clock.advance(seconds=1)
    await post.unlocks()
    await post.sender.send_due()
    slow, redirected = await post.sent(made)
    assert (redirected.answered, slow.answered, slow.reason) == (302, None, "it took too long")


async def test_during_a_change_of_secrets_both_are_good(post: Post) -> None:
    made = await post.listens()
    renewed = await post.run(RenewWebhookSecret, webhook_id=made.endpoint.id)
    await post.locks()
    await post.sender.send_due()
    assert made.secret is not None
    assert post.receiver.told(made.secret) == post.receiver.told(renewed.secret)
    post.receiver.heard.clear()
    post.world.clock.advance(hours=25)
    await post.unlocks()
    await post.sender.send_due()
    assert post.receiver.told(renewed.secret)
    with pytest.raises(AssertionError):
        post.receiver.told(made.secret)


async def test_a_test_event_arrives_also_where_it_is_switched_off(post: Post) -> None:
    made = await post.listens(event_types=(EventType.CARD_LOCKED,))
    await post.run(UpdateWebhook, webhook_id=made.endpoint.id, is_enabled=False)
    await post.locks()
    sent = await post.run(SendTestEvent, webhook_id=made.endpoint.id)
    await post.sender.send_due()
    assert made.secret is not None
    assert [one["type"] for one in post.receiver.told(made.secret)] == ["webhook.test"]
    (one,) = await post.sent(made)
    assert (one.id, one.status) == (sent.id, DeliveryStatus.DELIVERED)


async def test_what_a_dead_sender_had_taken_is_sent_by_the_next(post: Post) -> None:
    await post.listens()
    await post.locks()
    assert len(await post.sender._taken(10)) == 1
    await post.sender.send_due()
    assert post.receiver.heard == []
    post.world.clock.advance(seconds=121)
    await post.sender.send_due()
    assert len(post.receiver.heard) == 1


@pytest.mark.parametrize("store", ["sqlite"])
async def test_deliveries_come_in_pages(post: Post) -> None:
    made = await post.listens()
    for _ in range(3):
        await post.run(SendTestEvent, webhook_id=made.endpoint.id)
        post.world.clock.advance(seconds=1)
    first = await post.run(ListWebhookDeliveries, webhook_id=made.endpoint.id, limit=2)
    rest = await post.run(
        ListWebhookDeliveries, webhook_id=made.endpoint.id, limit=2, before=first.next_before
    )
    assert (len(first.items), len(rest.items), rest.next_before) == (2, 1, None)
    assert len({one.id for one in (*first.items, *rest.items)}) == 3


@pytest.mark.parametrize("store", ["sqlite"])
@pytest.mark.parametrize(
    "address",
    [
        *("http://erp.example.com/a", "https://127.0.0.1/a", "https://localhost/a"),
        *("https://10.1.2.3/a", "https://[::1]/a", "https://169.254.169.254/latest"),
        *("https://erp/a", "https://a.internal/x", "https://[::ffff:10.0.0.1]/"),
    ],
)
async def test_addresses_of_ones_own_network_are_refused_unless_the_operator_says_so(
    world: World, address: str
) -> None:
    person = world.a.administrator
    command = CreateWebhook.command(company_id=person.company.id, url=address)
    with pytest.raises(ClaraError) as refused:
        await world.send(CreateWebhook, command, person, Door.WEB)
    assert refused.value.code == "webhook_address_not_allowed"


@pytest.mark.parametrize("store", ["sqlite"])
@pytest.mark.parametrize(
    "address",
    [
        *("ftp://erp.example.com", "https://", "https://a:b@erp.example.com", "erp.example.com"),
        *("https://erp.example.com/#x", "https://erp.example.com/a b", "https://[::1"),
    ],
)
async def test_an_address_that_is_none_is_refused(post: Post, address: str) -> None:
    with pytest.raises(ClaraError) as refused:
        await post.listens(url=address)
    assert refused.value.code == "invalid_webhook_url"


@pytest.mark.parametrize("store", ["sqlite"])
async def test_a_company_has_twenty_webhooks_at_most(post: Post) -> None:
    for _ in range(MAX_ENDPOINTS):
        await post.listens()
    with pytest.raises(ClaraError) as refused:
        await post.listens()
    assert refused.value.code == "too_many_webhooks"


@pytest.mark.parametrize("store", ["sqlite"])
async def test_bookkeepers_are_refused(post: Post) -> None:
    with pytest.raises(ClaraError) as refused:
        await post.run(ListWebhooks, as_=post.world.a.bookkeeper)
    assert refused.value.code == "role_not_allowed"
