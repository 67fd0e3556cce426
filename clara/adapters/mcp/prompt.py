"""One prompt: arguments → the text in the caller's language, with everything relative resolved.

A prompt reads no data and leaves no entry in the activity log; the tools it asks for do. Nothing but
identifiers, months and names of tools is put into a text: a name that somebody chose could give
instructions.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from clara.adapters.mcp.access import seats_for
from clara.adapters.mcp.caller import Caller
from clara.adapters.mcp.names import name_of
from clara.adapters.mcp.prompt_table import ARGUMENTS, TEXTS, TOOLS_IN_TEXTS, PromptEntry
from clara.application.ports import Clock
from clara.domain.accounts.language import Language
from clara.domain.credentials.actor import Actor, Seat
from clara.domain.errors import Conflict, Forbidden, Invalid, NotFound
from clara.domain.local_days import local_day
from clara.domain.month import first_day, last_month, run_up_to
from clara.domain.text import clean, fold

_EARLIER_MONTHS = 6


def text_of(
    entry: PromptEntry, arguments: Mapping[str, Any] | None, caller: Caller, clock: Clock
) -> str:
    """What the assistant is asked to do. Raises `unknown_argument`, `scope_missing`,
    `role_not_allowed`, `company_required`, `company_not_found`, `company_ambiguous`,
    `invalid_month` and `invalid_language`."""
    given = _given(arguments or {})
    seats = _seats(entry, caller.actor)
    seat = _seat(seats, given.get("company") or caller.call.company_id)
    today = local_day(clock.now(), seat.time_zone)
    first = first_day(given.get("month") or last_month(today))
    texts = TEXTS[_language(given.get("language"), caller.actor)]
    values = {
        "month": f"{first:%Y-%m}",
        "previous": last_month(first),
        "earlier": run_up_to(first, _EARLIER_MONTHS),
        "company": seat.company_id,
        **{name: name_of(one, caller.spelling) for name, one in TOOLS_IN_TEXTS.items()},
    }
    company = texts.COMPANY if len(caller.actor.seats) > 1 else ""
    parts = (getattr(texts, entry.text), company + texts.RULES)
    return "\n".join(part.format(**values) for part in parts)


def _given(arguments: Mapping[str, Any]) -> dict[str, str]:
    """Arguments with a value: many programs send empty texts for fields that were left blank."""
    for name in arguments:
        if name not in ARGUMENTS:
            raise Invalid(
                "unknown_argument",
                f"'{clean(str(name), 40)}' is no argument of this prompt; it takes"
                f" {', '.join(ARGUMENTS)}.",
            )
    texts = {name: clean(str(value), 200) for name, value in arguments.items() if value is not None}
    return {name: text for name, text in texts.items() if text}


def _seats(entry: PromptEntry, actor: Actor) -> Sequence[Seat]:
    for use_case in entry.needs:
        if use_case.scope is not None and use_case.scope not in actor.scopes:
            raise Forbidden(
                "scope_missing",
                details={"needs": use_case.scope.value},
                remedy=f"Use a credential with the scope {use_case.scope.value}.",
            )
    allowed = [set(seats_for(actor, use_case)) for use_case in entry.needs]
    seats = [seat for seat in actor.seats if all(seat in some for some in allowed)]
    if not seats:
        raise Forbidden("role_not_allowed", remedy="Ask an administrator of the company.")
    return seats


def _seat(seats: Sequence[Seat], wanted: str | None) -> Seat:
    """The company with that id or, when only one fits, with those words in its name."""
    if wanted is None and len(seats) == 1:
        return seats[0]
    if wanted is None:
        raise Invalid(
            "company_required",
            "You belong to several companies: say which one is meant.",
            details=_choices(seats),
            remedy="Repeat with its id as company.",
        )
    words = fold(wanted)
    named = [seat for seat in seats if seat.company_id == wanted]
    found = named or [seat for seat in seats if words and words in fold(seat.company_name)]
    if len(found) > 1:
        raise Conflict(
            "company_ambiguous",
            f"'{wanted[:40]}' fits {len(found)} companies.",
            details=_choices(found),
            remedy="Repeat with the id of one of them.",
        )
    if not found:
        raise NotFound.of("company")
    return found[0]


def _choices(seats: Sequence[Seat]) -> dict[str, Any]:
    return {
        "companies": [{"company_id": seat.company_id, "name": seat.company_name} for seat in seats]
    }


def _language(asked: str | None, actor: Actor) -> Language:
    if asked is None:
        return actor.language
    try:
        return Language(asked.lower().partition("-")[0])
    except ValueError:
        raise Invalid(
            "invalid_language", f"'{asked[:40]}' is not a language we write; take en, es or pt."
        ) from None
