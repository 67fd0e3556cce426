"""All kinds of faults: `KINDS` of each module of `tests.faults.kinds`."""

import pkgutil
from collections.abc import Sequence
from importlib import import_module

from tests.faults import kinds
from tests.faults.kind import Kind


def registered() -> tuple[Kind, ...]:
    """In the order of their modules' names."""
    names = sorted(module.name for module in pkgutil.iter_modules(kinds.__path__))
    modules = [import_module(f"{kinds.__name__}.{name}") for name in names]
    return tuple(kind for module in modules for kind in getattr(module, "KINDS", ()))


def selected(names: Sequence[str]) -> tuple[Kind, ...]:
    """Those whose names start with one of `names`, or all; KeyError for a name that none starts with."""
    every = registered()
    for name in names:
        if not any(kind.name.startswith(name) for kind in every):
            raise KeyError(name)
    return tuple(kind for kind in every if not names or kind.name.startswith(tuple(names)))
