"""Forms as browsers send them, read within bounds."""

from collections.abc import Mapping
from urllib.parse import parse_qsl

from litestar.exceptions import HTTPException

from clara.adapters.web.request import WebRequest
from clara.domain.errors import Invalid, TooLarge, Unsupported

MAX_FORM = 64 * 1024
"""Bytes of a form."""
_MAX_FIELDS = 16
_TYPE = "application/x-www-form-urlencoded"
_COMMANDS = {"email": "user_email"}
_SECRETS = frozenset({"password", "password_again"})
"""Blanks around them are part of them."""


async def fields_of(request: WebRequest) -> dict[str, str]:
    """The fields of a urlencoded form (URL Standard, 5.1), each of which comes once. Raises
    `unsupported_media_type`, `body_too_large`, `invalid_parameters`."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _TYPE:
        raise Unsupported("unsupported_media_type", f"Send the form as {_TYPE}.")
    try:
        text = (await request.body()).decode("ascii")
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MAX_FIELDS)
    except HTTPException as error:
        # Litestar's own refusal of more than the route takes.
        raise TooLarge("body_too_large", "The form is too large.") from error
    except ValueError as error:
        raise Invalid("invalid_parameters") from error
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise Invalid("invalid_parameters")
    return {name: text if name in _SECRETS else text.strip() for name, text in fields.items()}


def for_activation(fields: Mapping[str, str]) -> dict[str, str]:
    """The command's fields, which are called as over REST. Raises `invalid_parameters`."""
    values = {_COMMANDS.get(name, name): text for name, text in fields.items()}
    if len(values) != len(fields):
        raise Invalid("invalid_parameters")
    return values


def for_new_password(fields: Mapping[str, str]) -> dict[str, str]:
    """The command's fields, without the repetition of the password. Raises
    `invalid_parameters`, `passwords_differ`."""
    values = for_activation(fields)
    if values.pop("password_again", None) != values.get("password"):
        raise Invalid("passwords_differ", "The two passwords are not the same.")
    return values
