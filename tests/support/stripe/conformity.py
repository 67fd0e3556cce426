"""Whether an object has the shape that the SDK's types give it."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, Literal, get_args, get_origin

from stripe import ListObject, StripeObject
from stripe._stripe_object import UntypedStripeObject

from tests.support.stripe.typed import Opaque, arms, fields_of, kind_of

_LIST = {"object", "data", "has_more", "url"}


def disagreements(thing: dict[str, Any]) -> list[str]:
    """Each field that the SDK does not know, that it wants and misses, or that is not what it says;
    of an event also those of the object inside."""
    found = list(_of_object(thing, kind_of(thing), thing["object"]))
    if thing["object"] == "event":
        found += disagreements(thing["data"]["object"])
    return found


def _of_object(value: dict[str, Any], kind: type, at: str) -> Iterator[str]:
    fields = fields_of(kind)
    yield from (f"{at}.{name} is unknown" for name in value.keys() - fields.keys())
    for name, hint in fields.items():
        if name in value:
            yield from _of_value(value[name], hint, f"{at}.{name}")
        elif type(None) not in arms(hint):
            yield f"{at}.{name} is missing"


def _of_value(value: Any, hint: Any, at: str) -> list[str]:
    tried = [list(_of_arm(value, arm, at)) for arm in arms(hint)]
    return min(tried, key=len)


def _of_arm(value: Any, hint: Any, at: str) -> Iterator[str]:
    if hint in (Any, Opaque):
        return
    inside = _inside(value, hint, at)
    if inside is not None:
        yield from inside
    elif not _is_scalar(value, hint):
        yield f"{at} is {type(value).__name__}"


def _inside(value: Any, hint: Any, at: str) -> Iterable[str] | None:
    """Of what has parts the disagreements of those."""
    origin, inner = get_origin(hint), get_args(hint)
    if isinstance(value, list):
        return _of_each(enumerate(value), inner[0], at) if origin is list else None
    if not isinstance(value, dict):
        return None
    if origin is ListObject:
        wrong = [f"{at}.{name} is missing or unknown" for name in value.keys() ^ _LIST]
        return [*wrong, *_of_each(enumerate(value.get("data", [])), inner[0], at)]
    if origin in (dict, UntypedStripeObject):
        return _of_each(value.items(), inner[-1], at)
    is_object = isinstance(hint, type) and issubclass(hint, StripeObject)
    return _of_object(value, hint, at) if is_object else None


def _of_each(parts: Iterable[tuple[Any, Any]], hint: Any, at: str) -> Iterator[str]:
    for name, one in parts:
        yield from _of_value(one, hint, f"{at}[{name}]")


def _is_scalar(value: Any, hint: Any) -> bool:
    if get_origin(hint) is Literal:
        return value in get_args(hint)
    return type(value) is (str if hint is Decimal else hint)
