"""Style sheets, scripts and pictures of our own: each at an address that changes with its content,
so that browsers may keep it for good."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

FOLDER = Path(__file__).parent / "assets"
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_DIGITS = 12
_HEADERS = {
    "cache-control": "public, max-age=31536000, immutable",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    # A picture that is opened by itself is a document, too.
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
}


@dataclass(frozen=True, slots=True)
class Asset:
    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Assets:
    """`addresses` are by file name, `contents` by address."""

    addresses: Mapping[str, str]
    contents: Mapping[str, Asset]


def load(folder: Path = FOLDER) -> Assets:
    """Every file of `folder`."""
    addresses: dict[str, str] = {}
    contents: dict[str, Asset] = {}
    for path in sorted(folder.iterdir()):
        content = path.read_bytes()
        digest = hashlib.sha256(content).hexdigest()[:_DIGITS]
        addresses[path.name] = address = f"{path.stem}.{digest}{path.suffix}"
        contents[address] = Asset(content, _TYPES[path.suffix])
    return Assets(addresses, contents)


ASSETS = load()


@get("/assets/{name:str}", include_in_schema=False)
async def asset(name: FromPath[str]) -> Response[bytes]:
    found = ASSETS.contents.get(name)
    if found is None:
        raise NotFoundException
    return Response(found.content, media_type=found.media_type, headers=_HEADERS)


ROUTES = [asset]
