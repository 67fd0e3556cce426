"""Events leave in the background, whatever becomes of the request that caused them."""

import logging
import ssl
from collections.abc import Callable, Sequence

from clara.adapters.observing.watch import calling
from clara.adapters.outside.addresses import Address, Resolve, resolve
from clara.adapters.outside.guarded_http import GuardedHttp, NotAnswered
from clara.adapters.outside.outgoing import Outgoing
from clara.application.ports import Clock, Units
from clara.application.webhooks.dispatching import Dispatching
from clara.application.webhooks.ports import Attempt, DueDelivery
from clara.domain.webhooks.delivery import TIMEOUT_SECONDS
from clara.domain.webhooks.signature import signatures

_PAUSE_SECONDS = 0.5
_AT_ONCE = 16
_MOST_READ = 1024
"""Bytes of an answer; nobody looks at them."""

_log = logging.getLogger("clara.webhooks")


class WebhookSender:
    """Looks for due deliveries every 0.5 s and sends 16 at a time, each at least once. Logs name
    deliveries by their ids only: an address may hold a secret of the receiver's.

    `resolve` and `tls` are for tests, which have receivers on loopback."""

    def __init__(
        self,
        units: Units,
        clock: Clock,
        allows: Callable[[Address], bool],
        *,
        resolve: Resolve = resolve,
        tls: ssl.SSLContext | None = None,
        pause_seconds: float = _PAUSE_SECONDS,
        timeout_seconds: float = TIMEOUT_SECONDS,
    ) -> None:
        self._units, self._clock = units, clock
        self._http = GuardedHttp(resolve, allows, tls, timeout_seconds)
        self._outgoing = Outgoing(
            "webhooks",
            self._taken,
            self._deliver,
            at_once=_AT_ONCE,
            pause_seconds=pause_seconds,
            log=_log,
        )

    def start(self) -> None:
        self._outgoing.start()

    async def close(self) -> None:
        """Take no more, and give those under way 5 s. What is cut off may have arrived: it is sent
        again, under the same identifier."""
        await self._outgoing.close()

    async def send_due(self) -> None:
        """Everything that is due now, until it is answered or not."""
        await self._outgoing.let_leave()

    async def _taken(self, limit: int) -> Sequence[DueDelivery]:
        async with self._units.open() as unit:
            # SQLite has one writer, which is not asked for in vain twice a second.
            if not await unit.get(Dispatching).queue.has_work():
                return ()
            unit.write()
            taken = await unit.get(Dispatching).take(limit)
            await unit.commit()
            return taken

    async def _deliver(self, due: DueDelivery) -> None:
        began = self._clock.elapsed()
        answered, reason = None, None
        timestamp = int(self._clock.now().timestamp())
        headers = {
            "content-type": "application/json",
            "webhook-id": due.event_id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": signatures(due.secrets, due.event_id, timestamp, due.body),
        }
        try:
            with calling("webhook") as call:
                answered = (await self._http.post(due.url, headers, due.body, _MOST_READ)).status
                call.answered(answered)
        except NotAnswered as error:
            reason = str(error)
        took = int((self._clock.elapsed() - began) * 1000)
        attempt = Attempt(answered=answered, reason=reason, took_ms=took)
        if not attempt.is_delivered:
            _log.info("delivery %s has to wait: %s", due.id, reason or f"status {answered}")
        await self._outgoing.insist(lambda: self._record(due, attempt))

    async def _record(self, due: DueDelivery, attempt: Attempt) -> None:
        async with self._units.open() as unit:
            unit.write()
            await unit.get(Dispatching).record(due, attempt)
            await unit.commit()
