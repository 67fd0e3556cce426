"""Every operation that writes, with one good case each."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from clara.application.catalog import CATALOG
from clara.application.use_case import Effect, UseCase
from clara.domain.credentials.actor import Door
from clara.domain.credentials.token import APPLICATIONS, PEOPLE
from tests.faults.everywhere.estate import Here
from tests.faults.everywhere.own_cases import OWN
from tests.parity.support.asking import resolved
from tests.parity.support.case import Case
from tests.parity.support.cases import cases


@dataclass(frozen=True)
class Deed:
    """`by` is somebody's name among the people of an estate."""

    use_case: type[UseCase[Any, Any]]
    by: str
    door: Door

    @property
    def name(self) -> str:
        return self.use_case.name

    async def prepare(self, here: Here) -> Mapping[str, Any]:
        """Make what it is about; the command's fields."""
        own = OWN.get(self.use_case)
        if own is not None:
            return await own(here)
        case = _good_cases()[self.use_case]
        # Of doors it takes only their world.
        return resolved(case.fields, cast("Any", here), here.estate.people[case.by])


@cache
def _good_cases() -> dict[type[UseCase[Any, Any]], Case]:
    """The first of each that succeeds and changes something."""
    good = [(of, case) for of, case in cases() if case.code == "ok" and case.changes]
    return dict(reversed(good))


def writing() -> tuple[type[UseCase[Any, Any]], ...]:
    """Every operation that may change anything."""
    return tuple(one for one in CATALOG if one.effect is not Effect.READ)


def deeds() -> tuple[Deed, ...]:
    """One of each; KeyError for an operation without a case."""
    return tuple(_deed(one) for one in writing())


def _deed(use_case: type[UseCase[Any, Any]]) -> Deed:
    if use_case.is_for_operators:
        return Deed(use_case, "administrator", Door.CLI)
    if use_case not in OWN:
        return Deed(use_case, _good_cases()[use_case].by, Door.REST)
    if use_case.accepts == APPLICATIONS:
        return Deed(use_case, "application", Door.REST)
    by = "signed-in administrator" if use_case.accepts == PEOPLE else "administrator"
    return Deed(use_case, by, Door.REST)
