"""Every statement of the product: those written down in a module, and those made to measure, which
are seen while operations run."""

import pkgutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import clara.adapters.persistence as persistence
from clara.adapters.persistence.statement import Statement

_HOME = persistence.__name__
_CARRIERS = tuple(f"{_HOME}.{name}" for name in ("database", "postgresql", "sqlite", "statement"))


def written_down(store: str) -> dict[str, Statement]:
    """By `module.NAME`, `module.NAME[key]` where a module keeps several under one name; once each,
    whoever imports them. Without those for the other store."""
    named = {
        id(statement): (f"{module}.{name}", statement)
        for module, names in _modules()
        for variable, value in names.items()
        for name, statement in _within(variable, value)
    }
    other = {"sqlite": "[postgresql]", "postgresql": "[sqlite]"}[store]
    return {name: one for name, one in named.values() if not name.endswith(other)}


def _modules() -> Iterator[tuple[str, Mapping[str, Any]]]:
    for found in pkgutil.iter_modules(persistence.__path__):
        yield found.name, dict(vars(import_module(f"{_HOME}.{found.name}")))


def _within(name: str, value: object) -> Iterator[tuple[str, Statement]]:
    if isinstance(value, Statement):
        yield name, value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _within(f"{name}[{key}]", one)
    elif isinstance(value, tuple):
        for place, one in enumerate(value):
            yield from _within(f"{name}[{place}]", one)


class Gathered:
    """What is made to measure is called `module.function`, by who runs it."""

    def __init__(self, store: str) -> None:
        written = written_down(store)
        self.by_name = {name: [statement] for name, statement in written.items()}
        self._known = {id(statement) for statement in written.values()}
        self._calls = _calls_of_makers()

    def add(self, statement: Statement) -> None:
        if id(statement) not in self._known and (name := _asker()) is not None:
            # Kept, so that no other object ever has the same identity.
            self._known.add(id(statement))
            self.by_name.setdefault(name, []).append(statement)

    def unmade(self) -> list[str]:
        """The functions that make statements, and were asked for none."""
        return [name for name, calls in _calls_of_makers().items() if calls == self._calls[name]]


def _calls_of_makers() -> dict[str, int]:
    return {
        f"{module}.{name}": value.cache_info().hits + value.cache_info().misses
        for module, names in _modules()
        for name, value in names.items()
        if hasattr(value, "cache_info") and value.__module__ == f"{_HOME}.{module}"
    }


def _asker() -> str | None:
    """The nearest function outside of what carries statements to the store; None for tests."""
    frame = sys._getframe(2)
    while frame.f_globals["__name__"] in (*_CARRIERS, __name__):
        assert frame.f_back is not None
        frame = frame.f_back
    module: str = frame.f_globals["__name__"]
    if not module.startswith(f"{_HOME}."):
        return None
    return f"{module.removeprefix(f'{_HOME}.')}.{frame.f_code.co_name}"


@contextmanager
def gathered(store: str) -> Iterator[Gathered]:
    """What is written down, and what is run meanwhile."""
    found, kept = Gathered(store), (Statement.for_postgresql, Statement.for_sqlite)

    def for_postgresql(self: Statement, values: Mapping[str, Any]) -> tuple[str, list[Any]]:
        found.add(self)
        return kept[0](self, values)

    def for_sqlite(self: Statement, values: Mapping[str, Any]) -> tuple[str, list[Any]]:
        found.add(self)
        return kept[1](self, values)

    Statement.for_postgresql, Statement.for_sqlite = for_postgresql, for_sqlite  # type: ignore[method-assign]
    try:
        yield found
    finally:
        Statement.for_postgresql, Statement.for_sqlite = kept  # type: ignore[method-assign]
