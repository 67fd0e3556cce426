"""What is prepared for the fuzzer to send."""

from msgspec import Struct


class Part(Struct, frozen=True, kw_only=True):
    """One well-prepared request: what it has in its path and body, and `Authorization`."""

    path: dict[str, str] = {}
    body: dict[str, str] = {}
    authorization: str | None = None


class Cast(Struct, frozen=True, kw_only=True):
    """`default` are credentials by security scheme; `known` real values by the parameter's name;
    `parts` prepared requests by operation."""

    default: dict[str, str]
    known: dict[str, list[str]]
    parts: dict[str, list[Part]]
