"""The `WebhookQueue` port over SQL."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, delete, literal, or_, select, text, true, tuple_, update

from clara.adapters.persistence.database import Database, Session
from clara.adapters.persistence.statement import Row, Statement, named
from clara.adapters.persistence.tables import (
    webhook_deliveries,
    webhook_endpoints,
    webhook_events,
)
from clara.adapters.persistence.webhooks import (
    ADD_DELIVERY,
    PURPOSE,
    SHOWN,
    endpoint_of,
    new_delivery,
)
from clara.application.ports import Clock, Ids, Vault
from clara.application.webhooks.ports import Attempt, DueDelivery, WebhookQueue
from clara.domain.instant import instant, microseconds
from clara.domain.webhooks.delivery import KEPT_FOR, DeliveryStatus
from clara.domain.webhooks.endpoint import Endpoint
from clara.domain.webhooks.event import EventType

e, v, d = webhook_endpoints.c, webhook_events.c, webhook_deliveries.c
_AT_ONCE = 1_000

_log = logging.getLogger("clara.webhooks")

# In the very words of the partial indexes: a value that comes later can't be seen to fit them.
_not_sorted = text("NOT webhook_events.is_sorted")
_pending = literal(DeliveryStatus.PENDING.value, literal_execute=True)
_UNSORTED = Statement(select(v.id).where(_not_sorted).limit(1))
_its_endpoint = and_(e.company_id == d.company_id, e.id == d.endpoint_id)
_its_event = and_(v.company_id == d.company_id, v.id == d.event_id)
_due = and_(
    d.status == _pending,
    d.due_at <= named("now"),
    # A test is sent to whatever is being tested.
    or_(e.is_enabled == true(), d.type == literal(EventType.TEST.value)),
)
_ANY_DUE = Statement(select(d.id).join(webhook_endpoints, _its_endpoint).where(_due).limit(1))
_NEW = Statement(
    select(v.company_id, v.id, v.type, v.at)
    .where(_not_sorted)
    .order_by(v.at)
    .limit(named("limit"))
    .with_for_update(skip_locked=True)
)
_LISTENING = Statement(
    select(*SHOWN).where(e.company_id == named("company_id"), e.is_enabled == true())
)
_SORTED = Statement(
    update(webhook_events)
    .where(v.company_id == named("company_id"), v.id == named("event_id"))
    .values(is_sorted=true())
)
_DUE = Statement(
    select(
        *(d.id, d.company_id, d.endpoint_id, e.url, e.secret, e.old_secret, e.old_secret_until),
        *(d.event_id, v.body, d.attempts),
    )
    .join(webhook_endpoints, _its_endpoint)
    .join(webhook_events, _its_event)
    .where(_due)
    .order_by(d.due_at, d.id)
    .limit(named("limit"))
    .with_for_update(skip_locked=True, of=webhook_deliveries)
)
_this = and_(
    d.company_id == named("company_id"),
    d.endpoint_id == named("endpoint_id"),
    d.id == named("delivery_id"),
)
_TAKE = Statement(update(webhook_deliveries).where(_this).values(due_at=named("until")))
_KEEP = Statement(
    update(webhook_deliveries)
    .where(
        _this,
        d.status == literal(DeliveryStatus.PENDING.value),
        d.due_at == named("taken_until"),
    )
    .values(
        status=named("status"),
        attempts=named("attempts"),
        due_at=named("next"),
        tried_at=named("now"),
        answered=named("answered"),
        reason=named("reason"),
        took_ms=named("took_ms"),
    )
)
_ENDPOINT = Statement(
    select(*SHOWN)
    .where(e.company_id == named("company_id"), e.id == named("endpoint_id"))
    .with_for_update()
)
_old = (
    select(d.company_id, d.endpoint_id, d.id)
    .where(d.created_at < named("before"), d.status != literal(DeliveryStatus.PENDING.value))
    .limit(_AT_ONCE)
)
_FORGET_SENT = Statement(
    delete(webhook_deliveries).where(tuple_(d.company_id, d.endpoint_id, d.id).in_(_old))
)
_unneeded = (
    select(v.company_id, v.id)
    .where(
        v.at < named("before"),
        v.is_sorted == true(),
        ~select(literal(1)).where(_its_event).correlate(webhook_events).exists(),
    )
    .limit(_AT_ONCE)
)
_FORGET_EVENTS = Statement(delete(webhook_events).where(tuple_(v.company_id, v.id).in_(_unneeded)))


@dataclass(frozen=True, slots=True)
class SqlWebhookQueue(WebhookQueue):
    session: Session
    vault: Vault
    clock: Clock
    ids: Ids

    async def has_work(self) -> bool:
        connection = await self.session.connection()
        if await connection.first(_UNSORTED) is not None:
            return True
        return await connection.first(_ANY_DUE, now=self._now()) is not None

    async def sort(self, limit: int) -> None:
        connection, now = await self.session.connection(), self._now()
        listening: dict[str, list[Endpoint]] = {}
        for company_id, event_id, type, at in await connection.rows(_NEW, limit=limit):
            if company_id not in listening:
                rows = await connection.rows(_LISTENING, company_id=company_id)
                listening[company_id] = list(map(endpoint_of, rows))
            for endpoint in listening[company_id]:
                if endpoint.hears_of(EventType(type)):
                    values = new_delivery(self.ids, company_id, endpoint.id, event_id, type)
                    await connection.change(ADD_DELIVERY, **values, created_at=at, due_at=now)
            await connection.change(_SORTED, company_id=company_id, event_id=event_id)

    async def take(self, limit: int, until: datetime) -> Sequence[DueDelivery]:
        connection = await self.session.connection()
        rows = await connection.rows(_DUE, now=self._now(), limit=limit)
        taken = []
        for row in rows:
            where = dict(zip(("delivery_id", "company_id", "endpoint_id"), row, strict=False))
            await connection.change(_TAKE, **where, until=microseconds(until))
            try:
                taken.append(self._due(row, until))
            except ValueError:  # its key is gone: it waits for an operator and holds up no other
                _log.error("the secret of %s can't be opened", where["endpoint_id"])
        return taken

    async def keep(
        self, due: DueDelivery, attempt: Attempt, status: DeliveryStatus, due_at: datetime | None
    ) -> bool:
        connection = await self.session.connection()
        changed = await connection.change(
            _KEEP,
            company_id=due.company_id,
            endpoint_id=due.endpoint_id,
            delivery_id=due.id,
            taken_until=microseconds(due.taken_until),
            status=status.value,
            attempts=due.attempts + 1,
            next=None if due_at is None else microseconds(due_at),
            now=self._now(),
            answered=attempt.answered,
            reason=attempt.reason,
            took_ms=attempt.took_ms,
        )
        return changed > 0

    async def endpoint(self, due: DueDelivery) -> Endpoint | None:
        connection = await self.session.connection()
        row = await connection.first(
            _ENDPOINT, company_id=due.company_id, endpoint_id=due.endpoint_id
        )
        return None if row is None else endpoint_of(row)

    def _due(self, row: Row, until: datetime) -> DueDelivery:
        id, company_id, endpoint_id, url, secret, old, old_until, event_id, body, tries = row
        secrets = [self.vault.open(bytes(secret), PURPOSE)]
        if old is not None and old_until > self._now():
            secrets.append(self.vault.open(bytes(old), PURPOSE))
        return DueDelivery(
            id=id,
            company_id=company_id,
            endpoint_id=endpoint_id,
            url=url,
            secrets=tuple(secrets),
            event_id=event_id,
            body=bytes(body),
            attempts=tries,
            taken_until=until,
        )

    def _now(self) -> int:
        return microseconds(self.clock.now())


async def forget_old_deliveries(database: Database, now: int) -> None:
    """Remove what is over for 30 days. `now` is in microseconds."""
    before = microseconds(instant(now) - KEPT_FOR)
    for statement in (_FORGET_SENT, _FORGET_EVENTS):
        while True:
            async with database.writing() as connection:
                gone = await connection.change(statement, before=before)
            if gone < _AT_ONCE:
                break
