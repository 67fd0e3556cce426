"""What was wrong with a form, in the reader's words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil

from clara.adapters.web.console.texts import Texts
from clara.domain.errors import ClaraError, Kind

# A form that is shown again is a bad request (400), also for a wrong code: 401 would have to name
# a scheme of authentication (RFC 9110, 15.5.2), and a browser knows none for this.
_STATUS = {
    Kind.FORBIDDEN: 403,
    Kind.PAYMENT_REQUIRED: 403,
    Kind.NOT_FOUND: 404,
    Kind.CONFLICT: 409,
    Kind.TOO_LARGE: 413,
    Kind.UNSUPPORTED: 415,
    Kind.KEY_REUSED: 422,
    Kind.LIMIT_EXCEEDED: 429,
    Kind.INTERNAL: 500,
    Kind.UNAVAILABLE: 503,
}
_CALLED = {"user_email": "email"}
"""Fields that pages call otherwise than commands do."""


@dataclass(frozen=True, slots=True)
class Problems:
    """`sentence` is about the whole form and empty where there is none, `fields` are by name."""

    sentence: str = ""
    remedy: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


def status_of(error: ClaraError) -> int:
    return _STATUS.get(error.kind, 400)


def problems_of(error: ClaraError, t: Texts) -> Problems:
    """By the code: the page's own `error_<code>`, else everybody's; a code without words speaks for
    itself, in English. Of fields by `invalid_<field>`, likewise."""
    said = t.find(f"error_{error.code}") or t.find(f"errors.{error.code}")
    fields: dict[str, str] = {}
    is_shape = error.code == "invalid_parameters"
    for one in error.details.get("errors") or ():
        # A form has no fields within fields: they go by their last name.
        if name := (one.get("field") or "").rpartition(".")[2]:
            own = t.find(f"invalid_{name}") or t.find(f"errors.invalid_{name}")
            told = own if is_shape else said
            fields[_CALLED.get(name, name)] = told or t("errors.invalid_field")
            if own and is_shape:
                said = own
    sentence, remedy = (said, "") if said else (error.message, error.remedy or "")
    if error.retry_after is not None:
        sentence += " " + t("errors.wait", minutes=ceil(error.retry_after / 60))
    return Problems(sentence, remedy, fields)
