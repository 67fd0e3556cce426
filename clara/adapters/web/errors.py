"""What went wrong, in the reader's words."""

from math import ceil

from clara.adapters.web.wording import Wording
from clara.domain.errors import ClaraError, Kind

# A form that is shown again is a bad request (400), also for a wrong code: 401 would have to name
# a scheme of authentication (RFC 9110, 15.5.2), and a browser knows none for this.
_STATUS = {
    Kind.NOT_FOUND: 404,
    Kind.CONFLICT: 409,
    Kind.TOO_LARGE: 413,
    Kind.UNSUPPORTED: 415,
    Kind.LIMIT_EXCEEDED: 429,
    Kind.INTERNAL: 500,
    Kind.UNAVAILABLE: 503,
}


def status_of(error: ClaraError) -> int:
    return _STATUS.get(error.kind, 400)


def sentence_of(error: ClaraError, words: Wording) -> str:
    """What to tell a person. A code that has no words here speaks for itself, in English."""
    sentence = words.errors.get(_key(error, words), error.message)
    if error.retry_after is None:
        return sentence
    return f"{sentence} {words.wait.format(minutes=ceil(error.retry_after / 60))}"


def _key(error: ClaraError, words: Wording) -> str:
    """The code, or `invalid_<field>` where the error names a field that has words."""
    reasons = error.details.get("errors") or [{}]
    of_field = f"invalid_{reasons[0].get('field')}"
    is_shape = error.code == "invalid_parameters"
    return of_field if is_shape and of_field in words.errors else error.code
