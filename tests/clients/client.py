"""What a client of `tests/clients` is: a folder with a manifest, a lock and a script that drives it."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

HERE = Path(__file__).resolve().parent
MANIFEST = "client.toml"
LOCKS = {
    "node": ("package.json", "package-lock.json"),
    "python": ("requirements.txt", "requirements.in"),
}


class Manifest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`client.toml`. `title` is what users call the client; each of `modes` is one run of `drive`, with
    the mode as its argument, for at most `limit_seconds`."""

    title: Annotated[str, Meta(min_length=1, max_length=40)]
    kind: Literal["node", "python"]
    modes: Annotated[list[Annotated[str, Meta(pattern=r"^[a-z][a-z_]*$")]], Meta(min_length=1)]
    drive: Literal["drive.mjs", "drive.py"]
    limit_seconds: Annotated[int, Meta(ge=1, le=600)] = 120


@dataclass(frozen=True)
class Client:
    """What is in `folder`, whose name is the client's."""

    folder: Path
    manifest: Manifest

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def locks(self) -> tuple[Path, ...]:
        """The files that say which packages it is made of."""
        return tuple(self.folder / name for name in LOCKS[self.manifest.kind])


def clients() -> dict[str, Client]:
    """Every client by name. Raises `msgspec.ValidationError` for a manifest that is not whole."""
    found = (_client(path) for path in sorted(HERE.glob(f"*/{MANIFEST}")))
    return {client.name: client for client in found}


def _client(path: Path) -> Client:
    fields = tomllib.loads(path.read_text(encoding="utf-8"))
    return Client(path.parent, msgspec.convert(fields, Manifest))
