"""What the SDK's own types say of parameters and objects, read when the tests run.

The SDK is generated from Stripe's specification of the API, so its types are the closest thing to
that specification that needs no network.
"""

import builtins
import sys
from collections.abc import Mapping, Set
from functools import cache
from types import SimpleNamespace, UnionType
from typing import (
    Any,
    Literal,
    NotRequired,
    Required,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

import stripe
from stripe._object_classes import get_object_class
from stripe._request_options import RequestOptions


class Opaque:
    """Stands for a type whose name only type checkers can resolve."""


class _Names(dict[str, Any]):
    """Names that the SDK imports for type checkers only; `CardResource` is its alias for `Card`."""

    def __init__(self, owner: type) -> None:
        super().__init__()
        # `Card` of issuing is another than that of payments.
        self._beside = sys.modules[owner.__module__.rpartition(".")[0]]
        self._known = vars(builtins).keys() | vars(sys.modules[owner.__module__]).keys()

    def __missing__(self, name: str) -> Any:
        if name in self._known:
            raise KeyError(name)
        beside = getattr(self._beside, name, None)
        if beside is not None:
            return beside
        return getattr(stripe, name, None) or getattr(stripe, name.removesuffix("Resource"), Opaque)


@cache
def parameters_of(shape: Any) -> Mapping[str, Any]:
    """Each parameter of a call and its type; options of the request, such as its key, are none."""
    names = shape.__annotations__.keys() - RequestOptions.__annotations__.keys()
    return {name: _bare(hint) for name, hint in _resolved(shape, names).items()}


def required_of(shape: Any) -> frozenset[str]:
    return frozenset(shape.__required_keys__) & parameters_of(shape).keys()


@cache
def fields_of(kind: type) -> Mapping[str, Any]:
    """Each field of an object of the SDK and its type."""
    return _resolved(kind, kind.__annotations__.keys() - {"OBJECT_NAME"})


def kind_of(value: Mapping[str, Any]) -> type:
    """The SDK's class for an object, by what it says it is."""
    found: type = get_object_class("V1", value["object"])
    return found


def arms(hint: Any) -> tuple[Any, ...]:
    """The members of a union, or the type itself."""
    if get_origin(hint) in (Union, UnionType):
        return tuple(arm for one in get_args(hint) for arm in arms(one))
    return (hint,)


def literals(hint: Any) -> frozenset[Any]:
    return frozenset(
        value for arm in arms(hint) if get_origin(arm) is Literal for value in get_args(arm)
    )


def _resolved(owner: type, names: Set[str]) -> dict[str, Any]:
    kept = {name: hint for name, hint in owner.__annotations__.items() if name in names}
    own = SimpleNamespace(__annotations__=kept)
    return get_type_hints(
        own, vars(sys.modules[owner.__module__]), _Names(owner), include_extras=True
    )


def _bare(hint: Any) -> Any:
    while get_origin(hint) in (NotRequired, Required):
        hint = get_args(hint)[0]
    return hint
