"""From what was asked to a checked command."""

from typing import Any, TypeVar

import msgspec
from msgspec import Struct, structs

from clara.application.call import Call, Draft
from clara.domain.credentials.actor import Actor
from clara.domain.errors import Invalid

C = TypeVar("C", bound=Struct)

_MAX_SHOWN = 200
"""Characters of what a caller sent that go back in an error."""


def read(command: Struct | Draft) -> dict[str, Any]:
    if isinstance(command, Draft):
        values = dict(command.read())
    else:
        names = zip(command.__struct_encode_fields__, command.__struct_fields__, strict=True)
        given = {wire: getattr(command, name) for wire, name in names}
        values = {wire: value for wire, value in given.items() if value is not msgspec.UNSET}
        # msgspec takes a struct within as checked already.
        values |= {k: structs.asdict(v) for k, v in values.items() if isinstance(v, Struct)}
    return values


def name_company(values: dict[str, Any], actor: Actor, call: Call) -> None:
    """The company a command is about, where it does not say. Raises `company_required` with the
    choices, `company_mismatch` when request and header name two."""
    if call.company_id and values.get("company_id", call.company_id) != call.company_id:
        raise Invalid(
            "company_mismatch", "The request and its Company-Id header name two companies."
        )
    if call.company_id:
        values["company_id"] = call.company_id
    elif not values.get("company_id") and len(actor.seats) == 1:
        values["company_id"] = actor.seats[0].company_id
    elif not values.get("company_id") and actor.user_id is not None and not actor.seats:
        raise Invalid(
            "company_required",
            "You belong to no company.",
            remedy="Found a company, or accept an invitation to one.",
        )
    elif not values.get("company_id") and actor.seats:
        choices = [
            {"company_id": seat.company_id, "name": seat.company_name} for seat in actor.seats
        ]
        raise Invalid(
            "company_required",
            "You belong to several companies: say which one is meant.",
            details={"companies": choices},
            remedy="Name it in the request or in the header Company-Id.",
        )


def shaped(values: dict[str, Any], wanted: type[C], command: Struct | Draft) -> C:
    """`values` as a checked command. msgspec does not check constraints in constructors, so a
    ready command is checked here too."""
    lax = isinstance(command, Draft) and command.lax
    try:
        checked = msgspec.convert(values, wanted, strict=not lax)
    except msgspec.ValidationError as error:
        raise invalid_shape(error) from error
    except UnicodeEncodeError as error:
        raise broken_text() from error
    if lax:
        _require_no_null(values, checked)
    return checked


def _require_no_null(values: dict[str, Any], checked: Struct) -> None:
    """Raises `invalid_parameters` where the text `null` was read as no value at all: what would be
    ignored is better refused."""
    names = zip(checked.__struct_encode_fields__, checked.__struct_fields__, strict=True)
    for wire, name in names:
        if values.get(wire) is not None and getattr(checked, name) is None:
            error = {"field": wire, "reason": "Expected a value, got null"}
            raise Invalid("invalid_parameters", details={"errors": [error]})


def broken_text() -> Invalid:
    """JSON can escape half of a surrogate pair, which is no character and nothing that is kept or
    compared (RFC 8259, 8.2)."""
    reason = "Expected text, got half of a surrogate pair"
    return Invalid("invalid_parameters", details={"errors": [{"field": None, "reason": reason}]})


def invalid_shape(error: msgspec.ValidationError) -> Invalid:
    """The contract's sentence, with the field and the reason in `details`."""
    reason, _, path = str(error).partition(" - at `")
    where = path.rstrip("`").removeprefix("$").removeprefix(".") or None
    if where is None and "`" in reason:
        where = reason.split("`")[1]
    found = {"field": where and where[:_MAX_SHOWN], "reason": reason[:_MAX_SHOWN]}
    return Invalid("invalid_parameters", details={"errors": [found]})
