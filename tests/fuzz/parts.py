"""What is prepared for the hunts to send, and what no answer to them may hold."""

from msgspec import Struct


class Part(Struct, frozen=True, kw_only=True):
    """One well-prepared request: what it has in its path and body, and `Authorization`."""

    path: dict[str, str] = {}
    body: dict[str, str] = {}
    authorization: str | None = None


class Canaries(Struct, frozen=True, kw_only=True):
    """Texts by which a leak is known, each with what it is. `secrets` are credentials and keys, which
    neither an answer nor the log may hold; `foreign` is what only the other company knows, and what
    no hunt sends."""

    secrets: dict[str, str] = {}
    foreign: dict[str, str] = {}


class Cast(Struct, frozen=True, kw_only=True):
    """`default` are credentials by security scheme; `known` real values by the parameter's name;
    `parts` prepared requests by operation. `assistants` are MCP tokens of the first company,
    `sessions` its administrator's sign-ins in a browser; `known_foreign` identifiers of the other
    company that hunts send, and `neighbour` is the credential of its administrator."""

    default: dict[str, str]
    known: dict[str, list[str]]
    parts: dict[str, list[Part]]
    assistants: list[str] = []
    sessions: list[str] = []
    known_foreign: list[str] = []
    neighbour: str = ""
    canaries: Canaries = Canaries()
