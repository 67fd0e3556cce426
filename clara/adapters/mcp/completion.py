"""What fits an argument that somebody begins to write, in a prompt or in the address of a resource:
their own companies, months, languages. Like a prompt it reads no data and leaves no entry in the
activity log."""

from collections.abc import Callable, Sequence
from typing import Any

from mcp_types import (
    CompletionArgument,
    CompletionContext,
    PromptReference,
    ResourceTemplateReference,
)

from clara.adapters.mcp.access import may_use, seats_for
from clara.adapters.mcp.caller import current_caller
from clara.adapters.mcp.prompt_table import PROMPTS
from clara.adapters.mcp.resource_table import RESOURCES
from clara.application.ports import Clock
from clara.application.use_case import UseCase
from clara.domain.accounts.language import Language
from clara.domain.credentials.actor import Actor, Seat
from clara.domain.local_days import local_day
from clara.domain.month import months_before
from clara.domain.text import clean, fold

MAX_MONTHS = 24
"""Months are offered from the present one back for so many."""

MAX_NAME = 60

Reference = PromptReference | ResourceTemplateReference
Needs = tuple[type[UseCase[Any, Any]], ...]

_NEEDS: dict[str, Needs] = {
    **{entry.name: entry.needs for entry in PROMPTS},
    **{entry.uri: (entry.use_case,) for entry in RESOURCES if entry.is_template},
}


class Completions:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._of: dict[str, Callable[[Sequence[Seat], str], list[str]]] = {
            "company": _companies,
            "company_id": _company_ids,
            "month": self._months,
            "language": _languages,
        }

    async def fitting(
        self, reference: Reference, argument: CompletionArgument, _: CompletionContext | None
    ) -> list[str]:
        """The best first; nothing for what is unknown or not for this caller. Shown are at most 100
        (MCP, completion)."""
        about = reference.name if isinstance(reference, PromptReference) else reference.uri
        needs = _NEEDS.get(about)
        find = self._of.get(argument.name)
        if needs is None or find is None:
            return []
        seats = _seats(current_caller().actor, needs)
        return find(seats, argument.value) if seats else []

    def _months(self, seats: Sequence[Seat], begun: str) -> list[str]:
        today = local_day(self._clock.now(), seats[0].time_zone)
        months = [f"{months_before(today, back):%Y-%m}" for back in range(MAX_MONTHS)]
        return [month for month in months if month.startswith(begun.strip())]


def _seats(actor: Actor, needs: Needs) -> list[Seat]:
    if not all(may_use(actor, use_case) for use_case in needs):
        return []
    allowed = [seats_for(actor, use_case) for use_case in needs]
    return [seat for seat in actor.seats if all(seat in some for some in allowed)]


def _companies(seats: Sequence[Seat], begun: str) -> list[str]:
    return [_called(seat, seats) for seat in _named(seats, begun)]


def _called(seat: Seat, seats: Sequence[Seat]) -> str:
    """By its name, unless that does not tell which one is meant."""
    name = clean(seat.company_name, MAX_NAME)
    return name if len(_named(seats, name)) == 1 else seat.company_id


def _company_ids(seats: Sequence[Seat], begun: str) -> list[str]:
    """Of companies whose id begins like that, or in whose name it is."""
    found = [seat.company_id for seat in seats if seat.company_id.startswith(begun.strip())]
    return found or [seat.company_id for seat in _named(seats, begun)]


def _named(seats: Sequence[Seat], words: str) -> list[Seat]:
    return [seat for seat in seats if fold(words) in fold(seat.company_name)]


def _languages(_: Sequence[Seat], begun: str) -> list[str]:
    return [one.value for one in Language if one.value.startswith(begun.strip().lower())]
