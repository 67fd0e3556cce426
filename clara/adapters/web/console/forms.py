"""What people send with a form, read within bounds."""

from collections.abc import Iterator, Mapping
from urllib.parse import parse_qsl

from litestar.datastructures import UploadFile
from litestar.exceptions import HTTPException

from clara.adapters.web.request import WebRequest
from clara.domain.errors import Invalid, TooLarge, Unsupported

_URLENCODED, _MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
MAX_FORM = 64 * 1024
"""Bytes of a form, where its route says nothing else."""
_MAX_FIELDS = 300
_SECRETS = "password"
"""Blanks around what is called so are part of it."""


class Fields(Mapping[str, str]):
    """The fields of a form or a query by name: the last of those with one name, or `all` of them."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self._values: dict[str, list[str]] = {}
        for name, text in pairs:
            kept = text if name.startswith(_SECRETS) else text.strip()
            self._values.setdefault(name, []).append(kept)

    def __getitem__(self, name: str) -> str:
        return self._values[name][-1]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Names and values, each of them."""
        return [(name, value) for name, values in self._values.items() for value in values]

    @property
    def is_plain(self) -> bool:
        """Whether each comes once."""
        return all(len(values) == 1 for values in self._values.values())

    def all(self, name: str) -> tuple[str, ...]:
        """Each that was ticked or chosen under `name`, in order."""
        return tuple(self._values.get(name, ()))


NOTHING = Fields([])


async def sent_fields(
    request: WebRequest, *, most: int = _MAX_FIELDS, with_files: bool = True
) -> Fields:
    """The text fields of a form, `most` of them. Files are left to whoever wants them. Raises
    `unsupported_media_type`, `body_too_large`, `invalid_parameters`."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        if kind == _URLENCODED:
            text = (await request.body()).decode("ascii")
            pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=most)
        elif kind == _MULTIPART and with_files:
            form = await request.form()
            pairs = [(k, v) for k, v in form.multi_items() if not isinstance(v, UploadFile)]
        else:
            raise Unsupported("unsupported_media_type", f"Send the form as {_URLENCODED}.")
    except HTTPException as error:
        if error.status_code != 413:
            raise Invalid("invalid_parameters") from error
        # Litestar's own refusal of more than the route takes.
        raise TooLarge("body_too_large", "The form is too large.") from error
    except ValueError as error:
        raise Invalid("invalid_parameters") from error
    return Fields(pairs)


def asked_fields(request: WebRequest) -> Fields:
    """The query, as far as it is one."""
    text = request.scope["query_string"].decode("latin-1")
    return Fields(parse_qsl(text, keep_blank_values=True)[:_MAX_FIELDS])
