"""A call's parameters against the SDK's types: what no call takes, what is missing, what is not
what it should be."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, get_args, get_origin

from stripe._stripe_object import UntypedStripeObject
from typing_extensions import is_typeddict

from tests.support.stripe.refusals import invalid, missing, unknown_parameters
from tests.support.stripe.typed import arms, literals, parameters_of, required_of

_INTEGER = re.compile(r"-?\d{1,18}")
_DECIMAL = re.compile(r"-?\d{1,18}(\.\d{1,12})?")
_MAPPINGS = (dict, UntypedStripeObject)


def read_parameters(given: Mapping[str, Any], shape: Any, at: str = "") -> dict[str, Any]:
    """`given`, texts as they came in a form, as what `shape` (a TypedDict of the SDK) says they are.

    Refuses with `parameter_unknown`, `parameter_missing`, `parameter_invalid_integer`,
    `parameter_invalid_empty`, or without a code as Stripe does for other wrong values.
    """
    fields = parameters_of(shape)
    unknown = [_named(at, name) for name in given if name not in fields]
    if unknown:
        raise unknown_parameters(unknown)
    for name in sorted(required_of(shape) - given.keys()):
        raise missing(_named(at, name))
    return {name: _read(value, fields[name], _named(at, name)) for name, value in given.items()}


def _named(at: str, name: object) -> str:
    return f"{at}[{name}]" if at else str(name)


def _read(value: Any, hint: Any, name: str) -> Any:
    if value == "" and "" in literals(hint):
        return ""
    if value == "" and any(get_origin(arm) is list for arm in arms(hint)):
        return []  # as an empty list is written in a form
    if isinstance(value, str):
        return _read_text(value, hint, name)
    for arm in arms(hint):
        if get_origin(arm) is list:
            return _read_list(value, get_args(arm)[0], name)
        if isinstance(value, dict) and is_typeddict(arm):
            return read_parameters(value, arm, name)
        if isinstance(value, dict) and get_origin(arm) in _MAPPINGS:
            each = get_args(arm)[-1]
            return {key: _read_entry(one, each, _named(name, key)) for key, one in value.items()}
    raise invalid(f"{name} is a single value.", name)


def _read_list(value: Any, hint: Any, name: str) -> list[Any]:
    if isinstance(value, dict):
        if not all(key.isascii() and key.isdigit() for key in value):
            raise invalid(f"{name} is an array: its keys are numbers.", name)
        value = [value[key] for key in sorted(value, key=int)]
    return [_read(one, hint, _named(name, place)) for place, one in enumerate(value)]


def _read_entry(value: Any, hint: Any, name: str) -> Any:
    """Of a mapping an empty text takes an entry away."""
    return "" if value == "" else _read(value, hint, name)


def _read_text(value: str, hint: Any, name: str) -> Any:
    choices = literals(hint) - {""}
    if value in choices:
        return value
    scalars = [arm for arm in arms(hint) if arm in (str, int, bool, float, Decimal)]
    if not scalars and not choices:
        raise invalid(f"{name} is an array or an object.", name)
    if value == "":
        raise invalid(
            f"{name} is empty; leave it out instead.", name, code="parameter_invalid_empty"
        )
    for scalar in scalars:
        if scalar is not str:
            return _read_scalar(value, scalar, name)
    # The SDK adds `str` to every enumeration, for values that are younger than it.
    if choices:
        raise invalid(f"{name} is one of {', '.join(sorted(choices))}.", name)
    return value


def _read_scalar(value: str, scalar: Any, name: str) -> Any:
    if scalar is bool:
        if value not in ("true", "false"):
            raise invalid(f"{name} is true or false.", name)
        return value == "true"
    if scalar is int:
        if not _INTEGER.fullmatch(value):
            raise invalid(f"{name} is an integer.", name, code="parameter_invalid_integer")
        return int(value)
    if not _DECIMAL.fullmatch(value):
        raise invalid(f"{name} is a decimal number.", name)
    return Decimal(value)


def within(value: int, name: str, low: int, high: int) -> int:
    if not low <= value <= high:
        message = f"{name} is from {low} to {high}."
        raise invalid(message, name, code="parameter_invalid_integer")
    return value


def no_longer_than(value: str | None, name: str, limit: int) -> str | None:
    if value is not None and len(value) > limit:
        raise invalid(f"{name} has at most {limit} characters.", name)
    return value


def exclude(params: Mapping[str, Any], one: str, other: str) -> None:
    """Refuses two parameters that may not stand together."""
    if one in params and other in params:
        raise invalid(f"Only one of {one} and {other} may be given.", one)
