"""JSON objects as requests hold them, without what parsers read differently."""

import json
from typing import Any

import msgspec


def json_object(raw: bytes) -> dict[str, Any]:
    """The object that `raw` is, in UTF-8. Raises `ValueError` for anything else, and for a name
    that comes twice in one object: which of the two is meant depends on who reads (RFC 8259, 4), so
    that what a proxy in front has checked might not be what is done here."""
    try:
        values = msgspec.json.decode(raw, type=dict[str, Any])
        _NAMES.decode(raw.decode())
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    return values


def _once(pairs: list[tuple[str, Any]]) -> None:
    if len({name for name, _ in pairs}) != len(pairs):
        raise ValueError("a name comes twice")


# Only names are looked at: numbers are left as they are written.
_NAMES = json.JSONDecoder(object_pairs_hook=_once, parse_int=str, parse_float=str)
