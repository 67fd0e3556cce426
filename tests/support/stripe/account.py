"""What one Stripe account knows: its objects, its events and what time it is."""

import secrets
import string
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

from stripe._api_version import _ApiVersion

from clara.application.ports import Clock
from tests.support.stripe.refusals import no_such

API_VERSION = _ApiVersion.CURRENT
"""The one version whose shapes the fake speaks: the SDK's own."""

_ALPHABET = string.ascii_letters + string.digits
_LENGTHS = {"cs_test_": 58, "cus_": 14}
_WITHOUT_MODE = ("balance_transaction", "refund")

Thing = dict[str, Any]
"""An object as it goes over the wire."""


class Account:
    """Objects stay what `add` was given: whoever changes one, changes the account.

    `heard` is called with every new event. `aside` has, by id, what an object does not show.
    """

    def __init__(self, clock: Clock) -> None:
        self.heard: list[Callable[[Thing], None]] = []
        self.aside: dict[str, Any] = {}
        self._clock = clock
        self._things: dict[str, Thing] = {}
        self._request: Thing | None = None

    @property
    def now(self) -> int:
        """In seconds since 1970."""
        return int(self._clock.now().timestamp())

    def new_id(self, prefix: str) -> str:
        length = _LENGTHS.get(prefix, 24)
        return prefix + "".join(secrets.choice(_ALPHABET) for _ in range(length))

    def add(self, prefix: str, kind: str, **fields: Any) -> Thing:
        """A new object with an id, in test mode."""
        thing = {"id": self.new_id(prefix), "object": kind, "created": self.now, **fields}
        if kind not in _WITHOUT_MODE:
            thing["livemode"] = False
        self._things[thing["id"]] = thing
        return thing

    def put(self, thing: Thing) -> None:
        """An object as it came about elsewhere, under its own id."""
        self._things[thing["id"]] = thing

    def of(self, kind: str) -> list[Thing]:
        """All objects of a kind that are not deleted, the newest first."""
        found = [one for one in self._things.values() if one["object"] == kind]
        return [one for one in reversed(found) if not one.get("deleted")]

    def find(self, id: str, kind: str | None = None) -> Thing | None:
        thing = self._things.get(id)
        return thing if thing is not None and kind in (None, thing["object"]) else None

    def named(self, kind: str, id: str, param: str = "id") -> Thing:
        """An object that a path names, as it is or deleted; refuses with 404."""
        thing = self.find(id, kind)
        if thing is None:
            raise no_such(kind, id, param)
        return thing

    def given(self, kind: str, id: str, param: str) -> Thing:
        """An object that a parameter names and that is not deleted; refuses with 400."""
        thing = self.find(id, kind)
        if thing is None or thing.get("deleted"):
            raise no_such(kind, id, param, status=400)
        return thing

    def delete(self, thing: Thing) -> Thing:
        """Of a deleted object its id stays."""
        kept = {"id": thing["id"], "object": thing["object"], "deleted": True}
        self._things[thing["id"]] = kept
        return kept

    @contextmanager
    def asked_by(self, request_id: str, idempotency_key: str | None) -> Iterator[None]:
        """Events of the block say which request made them; others come from people."""
        self._request = {"id": request_id, "idempotency_key": idempotency_key}
        try:
            yield
        finally:
            self._request = None

    def emit(self, type: str, thing: Thing, **before: Any) -> Thing:
        """An event with the object as it is now; `before` are the values that changed."""
        data = {"object": deepcopy(thing)}
        if before:
            data["previous_attributes"] = before
        event = self.add(
            "evt_",
            "event",
            api_version=API_VERSION,
            data=data,
            pending_webhooks=0,
            request=self._request or {"id": None, "idempotency_key": None},
            type=type,
        )
        for hear in self.heard:
            hear(event)
        return event
