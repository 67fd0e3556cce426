"""The `Webhooks` port over SQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, func, literal, null, or_, select, update

from clara.adapters.persistence.database import Session
from clara.adapters.persistence.statement import Row, Statement, named
from clara.adapters.persistence.tables import (
    companies,
    webhook_deliveries,
    webhook_endpoints,
    webhook_events,
)
from clara.adapters.persistence.upsert import insert_named
from clara.application.ports import Clock, Ids, Vault
from clara.application.webhooks.ports import Webhooks
from clara.domain.instant import instant, microseconds
from clara.domain.webhooks.delivery import Delivery, DeliveryList, DeliveryStatus
from clara.domain.webhooks.endpoint import Endpoint
from clara.domain.webhooks.event import Event, EventType, Happened

PURPOSE = "webhook"
"""For what secrets are sealed."""

e, v, d = webhook_endpoints.c, webhook_events.c, webhook_deliveries.c

SHOWN = (
    *(e.id, e.company_id, e.url, e.event_types, e.description, e.is_enabled),
    *(e.created_at, e.updated_at, e.failing_since, e.off_because),
)
_mine = and_(e.company_id == named("company_id"), e.id == named("endpoint_id"))
_LIST = Statement(
    select(*SHOWN).where(e.company_id == named("company_id")).order_by(e.created_at, e.id)
)
_FIND = Statement(select(*SHOWN).where(_mine))
_HOLD = Statement(
    select(companies.c.number)
    .where(companies.c.id == named("company_id"))
    .with_for_update(key_share=True)
)
_COUNT = Statement(
    select(func.count()).select_from(webhook_endpoints).where(e.company_id == named("company_id"))
)
_CHANGING = "url event_types description is_enabled updated_at failing_since off_because".split()
_ADD = Statement(
    insert_named(webhook_endpoints, ("company_id", "id", "secret", "created_at", *_CHANGING))
)
_SAVE = Statement(
    update(webhook_endpoints).where(_mine).values({name: named(name) for name in _CHANGING})
)
_RENEW = Statement(
    update(webhook_endpoints)
    .where(_mine)
    .values(secret=named("new"), old_secret=e.secret, old_secret_until=named("until"))
)
_sent = and_(d.company_id == named("company_id"), d.endpoint_id == named("endpoint_id"))
_REMOVE_SENT = Statement(delete(webhook_deliveries).where(_sent))
_REMOVE = Statement(delete(webhook_endpoints).where(_mine))

_DELIVERY = (
    *(d.id, d.endpoint_id, d.event_id, d.type, d.status, d.attempts, d.created_at, d.due_at),
    *(d.tried_at, d.answered, d.reason, d.took_ms),
)
_older = webhook_deliveries.alias("older")
_PAGE = Statement(
    select(*_DELIVERY)
    .where(
        _sent,
        or_(named("status") == "", d.status == named("status")),
        or_(
            named("before") == "",
            select(literal(1))
            .where(
                _older.c.company_id == d.company_id,
                _older.c.endpoint_id == d.endpoint_id,
                _older.c.id == named("before"),
                or_(
                    d.created_at < _older.c.created_at,
                    and_(d.created_at == _older.c.created_at, d.id < _older.c.id),
                ),
            )
            .correlate(webhook_deliveries)
            .exists(),
        ),
    )
    .order_by(d.created_at.desc(), d.id.desc())
    .limit(named("limit"))
)
_again = {
    "status": DeliveryStatus.PENDING.value,
    "attempts": 0,
    "due_at": named("now"),
    "reason": null(),
}
_REPLAY_ONE = Statement(
    update(webhook_deliveries).where(_sent, d.id == named("delivery_id")).values(_again)
)
_REPLAY_SINCE = Statement(
    update(webhook_deliveries)
    .where(
        _sent,
        d.status == literal(DeliveryStatus.FAILED.value),
        d.created_at >= named("since"),
    )
    .values(_again)
)
ADD_EVENT = Statement(
    insert_named(webhook_events, ("company_id", "id", "type", "body", "at", "is_sorted"))
)
ADD_DELIVERY = Statement(
    insert_named(
        webhook_deliveries,
        (
            *("company_id", "endpoint_id", "id", "event_id", "type", "status", "attempts"),
            *("created_at", "due_at"),
        ),
    )
)


@dataclass(frozen=True, slots=True)
class SqlWebhooks(Webhooks):
    session: Session
    vault: Vault
    clock: Clock
    ids: Ids

    async def of_company(self, company_id: str) -> tuple[Endpoint, ...]:
        connection = await self.session.connection()
        return tuple(map(endpoint_of, await connection.rows(_LIST, company_id=company_id)))

    async def find(self, company_id: str, endpoint_id: str) -> Endpoint | None:
        if "\0" in endpoint_id:  # which PostgreSQL's text can't hold
            return None
        connection = await self.session.connection()
        row = await connection.first(_FIND, company_id=company_id, endpoint_id=endpoint_id)
        return None if row is None else endpoint_of(row)

    async def hold(self, company_id: str) -> int:
        connection = await self.session.connection()
        await connection.rows(_HOLD, company_id=company_id)
        ((count,),) = await connection.rows(_COUNT, company_id=company_id)
        return int(count)

    async def add(self, endpoint: Endpoint, secret: bytes) -> None:
        connection = await self.session.connection()
        await connection.change(
            _ADD,
            company_id=endpoint.company_id,
            id=endpoint.id,
            secret=self.vault.seal(secret, PURPOSE),
            created_at=microseconds(endpoint.created_at),
            **_changing(endpoint),
        )

    async def save(self, endpoint: Endpoint) -> None:
        connection = await self.session.connection()
        await connection.change(_SAVE, **_named(endpoint), **_changing(endpoint))

    async def renew_secret(self, endpoint: Endpoint, secret: bytes, old_until: datetime) -> None:
        connection = await self.session.connection()
        new, until = self.vault.seal(secret, PURPOSE), microseconds(old_until)
        await connection.change(_RENEW, **_named(endpoint), new=new, until=until)

    async def remove(self, endpoint: Endpoint) -> None:
        connection = await self.session.connection()
        await connection.change(_REMOVE_SENT, **_named(endpoint))
        await connection.change(_REMOVE, **_named(endpoint))

    async def deliveries(
        self, endpoint: Endpoint, status: DeliveryStatus | None, before: str | None, limit: int
    ) -> DeliveryList:
        connection = await self.session.connection()
        rows = await connection.rows(
            _PAGE,
            **_named(endpoint),
            status=status.value if status else "",
            before=(before or "").replace("\0", ""),
            limit=limit + 1,
        )
        items = tuple(map(_delivery, rows[:limit]))
        return DeliveryList(items=items, next_before=items[-1].id if len(rows) > limit else None)

    async def replay(
        self, endpoint: Endpoint, delivery_id: str | None, since: datetime | None
    ) -> int:
        connection = await self.session.connection()
        now = microseconds(self.clock.now())
        if since is not None:
            whole = {"since": microseconds(since), "now": now}
            return await connection.change(_REPLAY_SINCE, **_named(endpoint), **whole)
        named_one = (delivery_id or "").replace("\0", "")
        return await connection.change(
            _REPLAY_ONE, **_named(endpoint), delivery_id=named_one, now=now
        )

    async def send_only_to(self, endpoint: Endpoint, happened: Happened) -> Delivery:
        now = self.clock.now()
        event = Event(
            id=self.ids.new("event"), company_id=endpoint.company_id, at=now, happened=happened
        )
        connection = await self.session.connection()
        await connection.change(
            ADD_EVENT,
            company_id=event.company_id,
            id=event.id,
            type=happened.type.value,
            body=event.body,
            at=microseconds(now),
            is_sorted=True,
        )
        values = new_delivery(self.ids, endpoint.company_id, endpoint.id, event.id, happened.type)
        await connection.change(
            ADD_DELIVERY, **values, created_at=microseconds(now), due_at=microseconds(now)
        )
        return Delivery(
            id=values["id"],
            endpoint_id=endpoint.id,
            event_id=event.id,
            type=happened.type,
            status=DeliveryStatus.PENDING,
            attempts=0,
            created_at=now,
            due_at=now,
            tried_at=None,
            answered=None,
            reason=None,
            took_ms=None,
        )


def new_delivery(
    ids: Ids, company_id: str, endpoint_id: str, event_id: str, type: str
) -> dict[str, Any]:
    return {
        "company_id": company_id,
        "endpoint_id": endpoint_id,
        "id": ids.new("delivery"),
        "event_id": event_id,
        "type": str(type),
        "status": DeliveryStatus.PENDING.value,
        "attempts": 0,
    }


def _named(endpoint: Endpoint) -> dict[str, str]:
    return {"company_id": endpoint.company_id, "endpoint_id": endpoint.id}


def _changing(endpoint: Endpoint) -> dict[str, Any]:
    return {
        "url": endpoint.url,
        "event_types": " ".join(endpoint.event_types),
        "description": endpoint.description,
        "is_enabled": endpoint.is_enabled,
        "updated_at": microseconds(endpoint.updated_at),
        "failing_since": _moment(endpoint.failing_since),
        "off_because": endpoint.off_because,
    }


def _moment(at: datetime | None) -> int | None:
    return None if at is None else microseconds(at)


def event_types(text: str) -> tuple[EventType, ...]:
    return tuple(map(EventType, text.split()))


def endpoint_of(row: Row) -> Endpoint:
    id, company_id, url, types, description, is_enabled, created_at, updated_at, *rest = row
    failing_since, off_because = rest
    return Endpoint(
        id=id,
        company_id=company_id,
        url=url,
        event_types=event_types(types),
        description=description,
        is_enabled=bool(is_enabled),
        created_at=instant(created_at),
        updated_at=instant(updated_at),
        failing_since=None if failing_since is None else instant(failing_since),
        off_because=off_because,
    )


def _delivery(row: Sequence[Any]) -> Delivery:
    id, endpoint_id, event_id, type, status, attempts, created_at, due_at, *rest = row
    tried_at, answered, reason, took_ms = rest
    return Delivery(
        id=id,
        endpoint_id=endpoint_id,
        event_id=event_id,
        type=EventType(type),
        status=DeliveryStatus(status),
        attempts=attempts,
        created_at=instant(created_at),
        due_at=None if due_at is None else instant(due_at),
        tried_at=None if tried_at is None else instant(tried_at),
        answered=answered,
        reason=reason,
        took_ms=took_ms,
    )
