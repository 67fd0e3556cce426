"""Every request of REST that makes something anew, ready to be sent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from clara.domain.credentials.actor import Door
from tests.faults.stage import Served
from tests.support.credits import Buyer
from tests.support.sandbox import sandbox_of
from tests.support.uploads import STATEMENT

_CHARGE = {"amount": 100, "currency": "MXN", "merchant": "UBER TRIP", "mcc": 4121}
_FILE = {"file": ("statement.csv", STATEMENT.encode(), "text/csv")}
_LEFT = {"prefer": "respond-async"}
_GIVEN = 10_000
_KEPT_APART = ("secret", "token", "note")
"""Shown once: who repeats a request is told everything else."""


@dataclass(frozen=True)
class Asked:
    """`more` is the body and what else a request has, another one for each number, so that two of them
    are two wishes; `card` in it is the one that stands in the path."""

    name: str
    path: str
    more: Callable[[int], Mapping[str, Any]]
    method: str = "POST"


async def asked(here: Served) -> list[Asked]:
    """In company `a`, made a sandbox, for its administrator."""
    world, ana = here.world, here.world.a.administrator
    await sandbox_of(world)
    await Buyer(world, ana).is_given(_GIVEN)
    company, user = f"/companies/{ana.company.id}", f"/users/{ana.user.id}"
    charge = {"card_id": world.a.cards["luis"].id, **_CHARGE}
    held = [await _made(here, f"{company}/simulate/authorizations", charge) for _ in range(8)]
    posted = [await _made(here, f"{company}/simulate/force_post", charge) for _ in range(4)]
    await _made(here, "/stripe/buy", {"amount": 5})  # and is known there from now on
    hook = await _made(here, f"{company}/webhooks", {"url": "http://127.0.0.1:9/hook"})

    def of(ids: list[str], first: int, **more: Any) -> Callable[[int], Mapping[str, Any]]:
        return lambda n: {"json": {"authorization_id": ids[first + n], **more}}

    def body(make: Callable[[int], Any]) -> Callable[[int], Mapping[str, Any]]:
        return lambda n: {"json": make(n)}

    cards = [world.a.cards[name].id for name in ("luis", "elena")]
    return [
        Asked("card.issue", f"{company}/cards", body(lambda n: {"cardholder_name": f"Nora {'IV'[n]}"})),
        Asked("card.lock", f"{company}/cards/<card>/lock", lambda n: {"json": {}, "card": cards[n]}),
        Asked("member.invite", f"{company}/members", body(lambda n: {"email": f"n{n}@example.com", "role": "employee"})),
        Asked("mcp_token.create", f"{company}/mcp_tokens", body(lambda n: {"name": f"Token {n}"})),
        Asked("webhook.create", f"{company}/webhooks", body(lambda n: {"url": f"http://127.0.0.1:9/{n}"})),
        Asked("webhook.send_test", f"{company}/webhooks/{hook}/test", body(lambda _: {})),
        Asked("webhook.renew_secret", f"{company}/webhooks/{hook}/secret", body(lambda _: {})),
        Asked("simulate.authorization", f"{company}/simulate/authorizations", body(lambda _: charge)),
        Asked("simulate.force_post", f"{company}/simulate/force_post", body(lambda _: charge)),
        Asked("simulate.capture", f"{company}/simulate/capture", of(held, 0)),
        Asked("simulate.increment", f"{company}/simulate/increment", of(held, 2, amount=5)),
        Asked("simulate.reverse", f"{company}/simulate/reverse", of(held, 4)),
        Asked("simulate.expire", f"{company}/simulate/expire", of(held, 6)),
        Asked("simulate.refund", f"{company}/simulate/refund", of(posted, 0)),
        Asked("simulate.dispute", f"{company}/simulate/dispute", of(posted, 2)),
        Asked("stripe.buy", "/stripe/buy", body(lambda n: {"amount": 5 + n})),
        Asked("agent.upload_attachments", f"{user}/attachments", lambda _: {"files": _FILE}),
        Asked(
            "agent.analysis",
            f"{user}/agent/analysis",
            lambda n: {"files": {"prompt": (None, f"How much was spent in {('May', 'June')[n]}?"),
                                 "company_id": (None, ana.company.id)}},
        ),
        Asked("card.queue_import", f"{company}/card_transactions/imports", lambda _: {"files": _FILE, "headers": _LEFT}),
        Asked("card.queue_export", f"{company}/card_transactions/export", lambda _: {"headers": _LEFT}, "GET"),
    ]  # fmt: skip


async def send(here: Served, one: Asked, number: int, key: str | None) -> Any:
    more = dict(one.more(number))
    headers = {"authorization": f"Bearer {here.world.a.administrator.tokens[Door.WEB]}"}
    headers |= more.pop("headers", {})
    if key is not None:
        headers["idempotency-key"] = key
    path = one.path.replace("<card>", more.pop("card", ""))
    return await here.http.request(one.method, f"/api/v1{path}", headers=headers, **more)


def said(answer: Any) -> Any:
    """What an answer says, but for what is shown once."""
    data = answer.json()["data"]
    if not isinstance(data, dict):
        return data
    return {name: value for name, value in data.items() if name not in _KEPT_APART}


async def _made(here: Served, path: str, body: Mapping[str, Any]) -> str:
    """The id of what a request makes."""
    answer = await send(here, Asked("", path, lambda _: {"json": body}), 0, None)
    assert answer.status_code == 201, answer.text
    data = answer.json()["data"]
    found: str = (data.get("authorization") or data).get("id", "")
    return found
