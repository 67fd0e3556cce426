"""Objects in the place of their ids: https://docs.stripe.com/api/expanding_objects"""

from copy import deepcopy
from typing import Any, get_origin

from stripe import ListObject, StripeObject

from tests.support.stripe import refunds
from tests.support.stripe.account import Account, Thing
from tests.support.stripe.listing import whole
from tests.support.stripe.refusals import Refusal, beyond_the_fake
from tests.support.stripe.typed import arms, fields_of, kind_of

_DEEPEST = 4


def expanded(account: Account, answer: Thing, paths: list[str]) -> Thing:
    """A copy of `answer` with each path followed, at most four levels deep."""
    answer = deepcopy(answer)
    for path in paths:
        steps = path.split(".")
        if len(steps) > _DEEPEST:
            raise Refusal(f"{path} goes deeper than {_DEEPEST} levels.", param="expand")
        _follow(account, answer, steps, path)
    return answer


def _follow(account: Account, thing: Thing, steps: list[str], path: str) -> None:
    step, *rest = steps
    if thing["object"] == "list" and step == "data":
        for one in thing["data"]:
            if rest:
                _follow(account, one, rest, path)
        return
    below = _open(account, thing, step, path)
    if rest and below is not None:
        _follow(account, below, rest, path)


def _open(account: Account, thing: Thing, step: str, path: str) -> Thing | None:
    """The object at `step`, put in the place of its id."""
    value = thing.get(step)
    if isinstance(value, dict) and "object" in value:
        return value
    hint = None if thing["object"] == "list" else fields_of(kind_of(thing)).get(step)
    if not _is_expandable(hint):
        raise Refusal(f"{path} cannot be expanded.", param="expand")
    if isinstance(value, str):
        value = deepcopy(account.find(value))
    elif step not in thing:
        value = _include(account, thing, step)
    thing[step] = value
    return value


def _is_expandable(hint: Any) -> bool:
    """A field that holds an id or its object, or a list that is left out until it is asked for."""
    found = arms(hint)
    objects = [one for one in found if isinstance(one, type) and issubclass(one, StripeObject)]
    return (str in found and bool(objects)) or any(get_origin(one) is ListObject for one in found)


def _include(account: Account, thing: Thing, step: str) -> Thing:
    match thing["object"], step:
        case "checkout.session", "line_items":
            url = f"/v1/checkout/sessions/{thing['id']}/line_items"
            return whole(account.aside[thing["id"]].line_items, url)
        case "charge", "refunds":
            return refunds.of_charge(account, thing)
    raise beyond_the_fake(f"expand[{step}]")
