"""Receivers of webhooks that are gone, slow or answer nonsense."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass
from ipaddress import ip_address

from clara.adapters.outside.addresses import Address
from clara.adapters.webhooks.sender import WebhookSender
from clara.application.cards.lock_card import LockCard
from clara.application.cards.unlock_card import UnlockCard
from clara.application.webhooks.create_webhook import CreateWebhook
from clara.domain.credentials.actor import Door
from clara.domain.webhooks import delivery
from tests.faults.kind import BOTH, Budget, Kind, Outcome
from tests.faults.sabotage import replaced, sabotaged
from tests.faults.stage import Fault, Site, at_work, on_a_site
from tests.faults.tally import Tally, rounds
from tests.support.receiver import Receiver, receiving
from tests.support.world import World

_PATIENCE_SECONDS = 0.2
_TRIES = 3
_NOBODY, _SOMEBODY = "127.0.0.2", "127.0.0.1"


class _Movable(Receiver):
    """Its name may lead to an address where nobody listens."""

    host = _SOMEBODY

    async def resolved(self, host: str, port: int) -> Sequence[Address]:
        return [ip_address(self.host)]


@dataclass
class _Post:
    world: World
    receiver: _Movable
    sender: WebhookSender


@asynccontextmanager
async def _post(site: Site) -> AsyncIterator[_Post]:
    async with (
        at_work(site, webhook_private_addresses="on") as world,
        receiving(_Movable()) as receiver,
    ):
        sender = WebhookSender(
            world.core.units,
            world.clock,
            lambda _: True,
            resolve=receiver.resolved,
            timeout_seconds=_PATIENCE_SECONDS,
        )
        await world.run(CreateWebhook, via=Door.WEB, url=receiver.url)
        yield _Post(world, receiver, sender)
        await sender.close()


def _gone(receiver: _Movable) -> None:
    receiver.host = _NOBODY


def _slow(receiver: _Movable) -> None:
    receiver.waits_seconds = 3 * _PATIENCE_SECONDS


def _wrong(receiver: _Movable) -> None:
    receiver.answers = [500, 302, 404, 999]


def _events(harm: Callable[[_Movable], None]) -> Fault:
    async def fault(site: Site, budget: Budget) -> Outcome:
        tally, heard = Tally(), 0
        async with _post(site) as post:
            for _ in rounds(budget):
                harm(post.receiver)
                for use_case in (LockCard, UnlockCard) * 2:
                    await post.world.run(use_case, card=site.houses[0].cards["luis"].id)
                for _ in range(_TRIES):
                    await post.sender.send_due()
                    post.world.clock.advance(hours=1)
                unheard = len(post.receiver.heard)
                post.receiver.answers, post.receiver.waits_seconds = [200], 0.0
                post.receiver.host = _SOMEBODY
                post.world.clock.advance(hours=12)
                await post.sender.send_due()
                taken = [one["webhook-id"] for one, _ in post.receiver.heard[unheard:]]
                tally.cases += 4
                tally.happened(len(set(taken)), 4)
                tally.doubled += len(taken) - len(set(taken))
                heard += unheard
                post.receiver.heard.clear()
            await tally.look(post.world)
        return tally.outcome(f"{tally.cases} events, {heard} times in vain")

    return fault


def _tries_once() -> AbstractContextManager[None]:
    return replaced(delivery, "PAUSES", lambda _: ())


def _kind(name: str, sentence: str, harm: Callable[[_Movable], None]) -> Kind:
    run = on_a_site(_events(harm))
    return Kind(name, BOTH, sentence, run, sabotaged(run, _tries_once))


KINDS = (
    _kind(
        "receiver-gone",
        "Events wait for a receiver that can't be reached, each under its id.",
        _gone,
    ),
    _kind(
        "receiver-slow",
        "A receiver that takes too long is told again, each event under its id.",
        _slow,
    ),
    _kind("receiver-wrong", "What is not answered with a success is told again.", _wrong),
)
