"""What people paste into each program to connect it to this server.

The blocks are those of `docs/clients`, which are tried with the real programs.
"""

import tomllib
from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec
from msgspec import Struct

from clara.application.oauth.open_authorization import RESOURCE

ADDRESS, TOKEN = "https://clara.example.com/mcp", "clara_mcp_…"
"""What is written in place of this server's address, and of a token."""

_FILE = Path(__file__).with_name("clients.toml")


class Way(StrEnum):
    """How a program proves in whose name it acts."""

    SIGN_IN = "sign_in"
    TOKEN = "token"  # noqa: S105 - a name


class Block(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`page` is the one of `docs/clients` that says the same."""

    way: Way
    page: str
    text: str


class Client(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A program; one that runs at its vendor's reaches public servers only."""

    title: str
    blocks: tuple[Block, ...]
    needs_internet: bool = False


class Pasted(NamedTuple):
    """A program, and what is pasted into it here."""

    key: str
    title: str
    blocks: Sequence[str]
    is_reached: bool


@cache
def clients() -> dict[str, Client]:
    """By the name under which texts speak of them, in the order in which they are shown."""
    return msgspec.convert(tomllib.loads(_FILE.read_text("utf-8")), dict[str, Client])


def address_of(public_url: str) -> str:
    """Where assistants reach the server that browsers find at `public_url`."""
    return public_url.rstrip("/") + RESOURCE


def pasted(way: Way, public_url: str, token: str | None = None) -> list[Pasted]:
    """Every program that can be connected by `way`, with this server's address and, while it can be
    shown, the token."""
    is_public = public_url.startswith("https:")
    found = []
    for key, client in clients().items():
        blocks = [_filled(one.text, public_url, token) for one in client.blocks if one.way is way]
        if blocks:
            is_reached = is_public or not client.needs_internet
            found.append(Pasted(key, client.title, blocks, is_reached))
    return found


def _filled(text: str, public_url: str, token: str | None) -> str:
    return text.strip().replace(ADDRESS, address_of(public_url)).replace(TOKEN, token or TOKEN)
