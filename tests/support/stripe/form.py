"""Forms with brackets in their names, as Stripe reads them: `a[b]=1`, `a[0][b]=1`, `a[]=1`."""

import re
from typing import Any
from urllib.parse import parse_qsl

from tests.support.stripe.refusals import Refusal

_NAME = re.compile(r"(?P<first>[^\[\]]+)(?P<rest>(\[[^\[\]]*\])*)")
_DEPTH_LIMIT = 20


def read_form(*encoded: str) -> dict[str, Any]:
    """Query and body as one tree of dicts and texts; only `a[]` makes lists, because whether `a[0]`
    is an element or an entry depends on what the parameter is. Of equal names the last one counts.

    Refuses what is not UTF-8, and a name that is both a text and a tree.
    """
    tree: dict[str, Any] = {}
    for text in encoded:
        try:
            pairs = parse_qsl(text, keep_blank_values=True, errors="strict")
        except UnicodeDecodeError:
            raise Refusal("The parameters are not UTF-8.") from None
        for name, value in pairs:
            _put(tree, _steps(name), value, name)
    return tree


def _steps(name: str) -> list[str]:
    found = _NAME.fullmatch(name)
    if found is None:
        # A stray bracket belongs to the name, which no call knows.
        return [name]
    steps = [found["first"], *re.findall(r"\[([^\]]*)\]", found["rest"])]
    if len(steps) > _DEPTH_LIMIT:
        raise Refusal("The parameters are nested too deeply.")
    return steps


def _put(place: dict[str, Any], steps: list[str], value: str, name: str) -> None:
    step, *rest = steps
    if not rest:
        _same_kind(place, step, str, name)
        place[step] = value
    elif rest[0] == "":
        _same_kind(place, step, list, name)
        _append(place.setdefault(step, []), rest[1:], value, name)
    else:
        _same_kind(place, step, dict, name)
        _put(place.setdefault(step, {}), rest, value, name)


def _append(items: list[Any], steps: list[str], value: str, name: str) -> None:
    if not steps:
        items.append(value)
        return
    # `a[][b]` goes on with the last element until that one has a `b`.
    if not items or not isinstance(items[-1], dict) or steps[0] in items[-1]:
        items.append({})
    _put(items[-1], steps, value, name)


def _same_kind(place: dict[str, Any], step: str, kind: type, name: str) -> None:
    if step in place and not isinstance(place[step], kind):
        raise Refusal(f"{name} is given in two shapes.", param=name)
