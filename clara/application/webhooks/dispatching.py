"""Sending what happened: what is next, and what an attempt means for a delivery and its endpoint."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from msgspec import structs

from clara.application.companies.ports import Companies, Members
from clara.application.ports import Clock, Ids, Mail
from clara.application.webhooks.ports import Attempt, DueDelivery, WebhookQueue, Webhooks
from clara.domain.accounts.language import language_of
from clara.domain.companies.company import Role
from clara.domain.mail.letter import Letter, WebhookOffLetter
from clara.domain.webhooks.delivery import DeliveryStatus, pause_after
from clara.domain.webhooks.endpoint import GIVEN_UP_AFTER, Endpoint

TAKEN_FOR = timedelta(minutes=2)
_SORTED_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Dispatching:
    """All within the caller's transaction."""

    queue: WebhookQueue
    webhooks: Webhooks
    companies: Companies
    members: Members
    mail: Mail
    clock: Clock
    ids: Ids

    async def take(self, limit: int) -> Sequence[DueDelivery]:
        """What is to be sent now; nobody else gets it for two minutes."""
        await self.queue.sort(_SORTED_AT_ONCE)
        return await self.queue.take(limit, self.clock.now() + TAKEN_FOR)

    async def record(self, due: DueDelivery, attempt: Attempt) -> None:
        """A success ends it. After a failure it is due again, up to ten times in three days; an
        endpoint that says it is gone, or has failed for five days, is switched off and its
        company's administrators are told."""
        now = self.clock.now()
        if attempt.is_delivered:
            kept = await self.queue.keep(due, attempt, DeliveryStatus.DELIVERED, None)
        else:
            pause = None if attempt.is_gone else pause_after(due.attempts + 1)
            status = DeliveryStatus.FAILED if pause is None else DeliveryStatus.PENDING
            kept = await self.queue.keep(due, attempt, status, now + pause if pause else None)
        endpoint = await self.queue.endpoint(due) if kept else None
        if endpoint is not None:
            await self._judge(endpoint, attempt, now)

    async def _judge(self, endpoint: Endpoint, attempt: Attempt, now: datetime) -> None:
        if attempt.is_delivered:
            if endpoint.failing_since is not None:
                await self.webhooks.save(structs.replace(endpoint, failing_since=None))
            return
        since = endpoint.failing_since or now
        reason = "gone" if attempt.is_gone else "failing" if now - since > GIVEN_UP_AFTER else None
        if reason is None:
            if endpoint.failing_since is None:
                await self.webhooks.save(structs.replace(endpoint, failing_since=now))
        elif endpoint.is_enabled:
            off = structs.replace(
                endpoint,
                is_enabled=False,
                failing_since=since,
                off_because=reason,
                updated_at=now,
            )
            await self.webhooks.save(off)
            await self._tell(off, since)

    async def _tell(self, endpoint: Endpoint, since: datetime) -> None:
        company = await self.companies.find(endpoint.company_id)
        assert company is not None, "an endpoint belongs to a company"
        content = WebhookOffLetter(
            company_name=company.name,
            # What follows the host may be a secret of the receiver's.
            host=urlsplit(endpoint.url).hostname or "",
            since=since,
        )
        for member in await self.members.all(company.id):
            if member.role is Role.ADMINISTRATOR:
                await self.mail.post(
                    Letter(
                        id=self.ids.new("letter"),
                        to=member.email,
                        name=f"{member.first_name} {member.last_name}",
                        language=language_of(company.country),
                        content=content,
                    )
                )
