"""A slice of the faults that `make faults` does, one round of each; and of each the control, that shows
that it would be noticed."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest

from scripts.node_peers import is_installed
from tests.faults.kind import BOTH, Budget, Kind
from tests.faults.registry import registered
from tests.faults.stage import lent

_SLICE = Budget(seconds=1.0, seed=7, is_slice=True)
_ON_BOTH = ("copies-of-a-key", "locks-race", "decisions-race-a-lock", "charges-race-a-limit")
"""What happens in the stores themselves; of the others, one store says as much."""
_LONG = ("server-stopped", "servers-migrating", "postgresql-restarted", "workers-killed")
"""Processes of their own, which tests of servers, migrations and tasks start as well."""
_OF_OTHERS = ("kill", "power", "disk")
"""They have files of tests of their own."""


def _kinds() -> list[Kind]:
    return [
        one for one in registered() if one.name not in _LONG and not one.name.startswith(_OF_OTHERS)
    ]


def _cases() -> Iterator[Any]:
    for kind in _kinds():
        stores = kind.stores if kind.name in _ON_BOTH else kind.stores[:1]
        for store in stores:
            yield pytest.param(kind, store, id=f"{kind.name}-{store}")


@pytest.fixture(autouse=True)
def _copies(templates: Any) -> Iterator[None]:
    """What goes wrong here is meant to, and said by the tests."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    with lent(templates):
        yield
    logging.disable(before)


def _require_peers(kind: Kind) -> None:
    if kind.name.startswith("google") and not is_installed("oidc"):  # type: ignore[no-untyped-call]
        pytest.skip("the OpenID provider is not installed: run scripts/node_peers.py")


@pytest.mark.parametrize(("kind", "store"), list(_cases()))
def test_nothing_acknowledged_is_lost_or_done_twice(kind: Kind, store: str) -> None:
    _require_peers(kind)
    found = kind.run(store, _SLICE)
    assert (found.lost, found.doubled, found.broken) == (0, 0, ()), found.detail
    assert found.cases > 0


def _controls() -> list[Any]:
    """Of kinds about one thing the first: their controls take away the same."""
    first: dict[str, Kind] = {}
    for kind in _kinds():
        first.setdefault(kind.name.partition("-")[0], kind)
    return [pytest.param(kind, id=kind.name) for kind in first.values()]


@pytest.mark.parametrize("kind", _controls())
def test_without_what_it_needs_the_harm_is_found(kind: Kind) -> None:
    _require_peers(kind)
    assert not kind.control(kind.stores[0], _SLICE).is_clean


def test_every_kind_has_a_name_of_its_own_and_says_what_holds() -> None:
    kinds = registered()
    assert len({one.name for one in kinds}) == len(kinds) >= 20
    for one in kinds:
        assert set(one.stores) <= set(BOTH)
        assert one.sentence.endswith(".")
