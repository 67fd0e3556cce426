"""Forms that the links in mails lead to: an address, and a code that proves it is one's own."""

from collections.abc import Mapping
from typing import Any

from clara.adapters.web.console.visit import Visit
from clara.domain.errors import ClaraError, Invalid

_MAX_EMAIL, _MAX_CODE = 254, 64


def from_mail(visit: Visit, error: ClaraError | None) -> dict[str, Any]:
    """Address and code as they came, cut to what the fields take. A code that came with the link
    need not be seen, unless it was refused and another may be typed."""
    came = visit.given or visit.asked
    code = came.get("code", "")[:_MAX_CODE]
    return {
        "email": came.get("email", "")[:_MAX_EMAIL],
        "code": code,
        "is_link": bool(code) and error is None,
    }


def for_activation(given: Mapping[str, str]) -> dict[str, str]:
    """The command's fields. Raises `invalid_parameters` for one that is called as the command's own."""
    if "user_email" in given:
        raise Invalid("invalid_parameters")
    return {{"email": "user_email"}.get(name, name): text for name, text in given.items()}


def for_new_password(given: Mapping[str, str]) -> dict[str, str]:
    """The command's fields, without the repetition of the password. Raises `invalid_parameters`,
    `passwords_differ`."""
    values = for_activation(given)
    if values.pop("password_again", None) != values.get("password"):
        raise Invalid("passwords_differ", "The two passwords are not the same.")
    return values
