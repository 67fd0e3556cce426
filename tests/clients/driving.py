"""What drive scripts of Python share: how to sign in, which tool locks, and the report at the end. Only
the standard library, because every client runs it with packages of its own."""

import asyncio
import json
import os
import sys
from collections.abc import Iterable
from importlib.metadata import version
from typing import Any
from urllib.parse import parse_qs, urlsplit

import consent

URL = os.environ["CLARA_URL"]
CARD = os.environ["CLARA_CARD"]
# Nobody listens there: where the browser is sent to is read, not visited.
CALLBACK = "http://127.0.0.1:33418/callback"
LOCK_TOOLS = ("lock_card", "card.lock")
# What is said to the lock tool.
LOCK = {"card": CARD, "reason": "Reported lost by its holder"}


def mode() -> str:
    return sys.argv[1]


def headers() -> dict[str, str]:
    """The headers that sign in: an MCP token in either of its places, or an API key with its user's id.
    Raises `KeyError` in a mode without headers."""
    token, key = os.environ["CLARA_TOKEN"], os.environ["CLARA_API_KEY"]
    return {
        "headers": {"clara-mcp-token": token},
        "bearer": {"Authorization": f"Bearer {token}"},
        "user_id": {"Authorization": f"Bearer {key}", "User-Id": os.environ["CLARA_USER_ID"]},
    }[mode()]


def stdio() -> tuple[str, list[str], dict[str, str]]:
    """Program, arguments and variables of a Clara that is spoken with over standard streams."""
    by_token = {"CLARA_MCP_TOKEN": os.environ["CLARA_TOKEN"]}
    by_key = {
        "USER_ID": os.environ["CLARA_USER_ID"],
        "API_KEY_TOKEN": os.environ["CLARA_API_KEY"],
    }
    arguments = ["mcp", "--folder", os.environ["CLARA_FOLDER"]]
    return os.environ["CLARA_COMMAND"], arguments, by_key if "user_id" in mode() else by_token


def open_browsers_with_person() -> None:
    """From now on a browser that Python opens signs in, allows and follows the redirect, by itself."""
    os.environ["BROWSER"] = f"{sys.executable} {consent.__file__} --follow %s &"


class Person:
    """Who is sent to the page, signs in and allows. `brought` is what the browser takes back to the
    program: `code`, `state`, `iss`."""

    brought: dict[str, str]

    async def visit(self, authorization_url: str) -> None:
        who = os.environ["CLARA_EMAIL"], os.environ["CLARA_PASSWORD"]
        back = await asyncio.to_thread(consent.allow, authorization_url, *who)
        query = parse_qs(urlsplit(back).query)
        self.brought = {name: value for name, (value,) in query.items()}


class Memory:
    """A `TokenStorage` of the SDKs': keeps registration and tokens as long as the program runs."""

    tokens: Any = None
    client: Any = None

    async def get_tokens(self) -> Any:
        return self.tokens

    async def set_tokens(self, tokens: Any) -> None:
        self.tokens = tokens

    async def get_client_info(self) -> Any:
        return self.client

    async def set_client_info(self, client_info: Any) -> None:
        self.client = client_info


def lock_tool(names: Iterable[str]) -> str:
    """The tool that locks, as it is spelled in `names`. Raises `ValueError` without one."""
    (found,) = set(LOCK_TOOLS) & set(names)
    return found


def report(package: str, tools: Iterable[str], confirmation: object) -> None:
    """Print what the run is judged by; `package` is the client's distribution."""
    client = f"{package} {version(package)}"
    found = {"client": client, "tools": list(tools), "confirmation": confirmation}
    print(json.dumps(found, ensure_ascii=False), flush=True)
