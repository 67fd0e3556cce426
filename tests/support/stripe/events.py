"""https://docs.stripe.com/api/events: what happened, for 30 days."""

from fnmatch import fnmatchcase
from typing import Any

from tests.support.stripe.account import Account, Thing
from tests.support.stripe.listing import matching, page
from tests.support.stripe.parameters import exclude
from tests.support.stripe.refusals import invalid, no_such

_KEPT_SECONDS = 30 * 86400
_MOST_TYPES = 20


def retrieve(account: Account, params: dict[str, Any], id: str) -> Thing:
    event = account.named("event", id)
    if not _is_kept(account, event):
        raise no_such("event", id, "id")
    return event


def list_all(account: Account, params: dict[str, Any]) -> Thing:
    """`type` may end in `*`; `types` are at most 20; `delivery_success` is of all endpoints."""
    exclude(params, "type", "types")
    types = [params["type"]] if "type" in params else params.get("types")
    if types is not None and len(types) > _MOST_TYPES:
        raise invalid(f"There are at most {_MOST_TYPES} types.", "types")
    found = [
        event
        for event in matching(account.of("event"), params)
        if _is_kept(account, event)
        and (types is None or any(is_of_type(event["type"], one) for one in types))
        and params.get("delivery_success") in (None, event["pending_webhooks"] == 0)
    ]
    return page(found, params, "/v1/events")


def is_of_type(name: str, pattern: str) -> bool:
    return fnmatchcase(name, pattern)


def _is_kept(account: Account, event: Thing) -> bool:
    return bool(event["created"] > account.now - _KEPT_SECONDS)
