"""Lists as Stripe pages them (https://docs.stripe.com/api/pagination): newest first, from a cursor
that is an object's id, at most 100 at a time."""

from collections.abc import Callable
from typing import Any

from tests.support.stripe.account import Thing
from tests.support.stripe.parameters import exclude, within
from tests.support.stripe.refusals import no_such

_DEFAULT, _MOST = 10, 100
_CURSORS = ("starting_after", "ending_before")
_COMPARED: dict[str, Callable[[int, int], bool]] = {
    "gt": int.__gt__,
    "gte": int.__ge__,
    "lt": int.__lt__,
    "lte": int.__le__,
}


def page(things: list[Thing], params: dict[str, Any], url: str) -> Thing:
    """A page of `things`, which are in order. Refuses a cursor that is not among them."""
    exclude(params, *_CURSORS)
    limit = within(params.get("limit", _DEFAULT), "limit", 1, _MOST)
    after, before = (_place(things, params, cursor) for cursor in _CURSORS)
    if before is not None:
        rest = things[:before]
        return _list(rest[-limit:], len(rest) > limit, url)
    rest = things if after is None else things[after + 1 :]
    return _list(rest[:limit], len(rest) > limit, url)


def matching(things: list[Thing], params: dict[str, Any], *fields: str) -> list[Thing]:
    """Those created when `created` says, and whose `fields` are as given."""
    wanted = {field: params[field] for field in fields if field in params}
    return [
        one
        for one in things
        if _is_created(one["created"], params.get("created", {}))
        and all(one[field] == value for field, value in wanted.items())
    ]


def whole(things: list[Thing], url: str) -> Thing:
    """The list inside an object: its first page."""
    return _list(things[:_DEFAULT], len(things) > _DEFAULT, url)


def _is_created(at: int, asked: dict[str, int] | int) -> bool:
    if isinstance(asked, int):
        return at == asked
    return all(_COMPARED[name](at, value) for name, value in asked.items())


def _place(things: list[Thing], params: dict[str, Any], cursor: str) -> int | None:
    if cursor not in params:
        return None
    ids = [one["id"] for one in things]
    if params[cursor] not in ids:
        kind = things[0]["object"] if things else "object"
        raise no_such(kind, params[cursor], cursor, status=400)
    return ids.index(params[cursor])


def _list(things: list[Thing], has_more: bool, url: str) -> Thing:
    return {"object": "list", "data": things, "has_more": has_more, "url": url}
