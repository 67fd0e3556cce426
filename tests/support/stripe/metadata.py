"""What callers attach to objects (https://docs.stripe.com/api/metadata)."""

from collections.abc import Mapping
from typing import Any

from tests.support.stripe.parameters import no_longer_than
from tests.support.stripe.refusals import invalid

_KEYS, _KEY_LENGTH, _VALUE_LENGTH = 50, 40, 500


def merged(before: Mapping[str, str], given: Any, name: str = "metadata") -> dict[str, str]:
    """`before` with what is given: an empty value takes a key away, an empty text all of them.

    At most 50 keys of 40 characters without square brackets, and values of 500 characters.
    """
    if given is None:
        return dict(before)
    if given == "":
        return {}
    for key, value in given.items():
        at = f"{name}[{key}]"
        no_longer_than(key, at, _KEY_LENGTH)
        no_longer_than(value, at, _VALUE_LENGTH)
    after = {key: value for key, value in {**before, **given}.items() if value != ""}
    if len(after) > _KEYS:
        raise invalid(f"{name} has at most {_KEYS} keys.", name)
    return after
