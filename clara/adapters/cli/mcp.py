"""`clara mcp`"""

import argparse
import asyncio
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clara.adapters.cli.product import Product
from clara.domain.errors import NotFound

if TYPE_CHECKING:
    from clara.settings import Settings

_ABOUT = """\
Speak MCP on standard input and output, for assistants that start programs: with the data of this
installation, or with a server's (--url). Acts with the credential in CLARA_MCP_TOKEN or
API_KEY_TOKEN; USER_ID, when set, must be its user. Ends when its input does.

With --http, serve MCP alone on a port. Requests without a credential of their own then act with the
environment's, on a loopback address only.
"""


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "mcp",
        help="speak MCP on standard input and output, or serve it alone",
        description=_ABOUT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--url", metavar="URL", help="the MCP server to speak with, ending in /mcp")
    way.add_argument("--http", action="store_true", help="serve on a port, without REST")
    parser.add_argument("--host", metavar="H", help="with --http; else HOST, 127.0.0.1")
    parser.add_argument("--port", type=int, metavar="N", help="with --http; else PORT, 8000")
    parser.add_argument(
        "--folder",
        type=Path,
        metavar="DIR",
        help="the folder of this installation, where var/ is; else the working directory",
    )
    parser.add_argument(
        "--tool-names",
        choices=("dotted", "underscore"),
        help="how tools are listed; else by credential. Over HTTP the URL says it: ?tool_names=",
    )
    parser.set_defaults(run=_mcp, refuse=parser.error)


def _mcp(given: argparse.Namespace, product: Product) -> int:
    if not given.http and (given.host is not None or given.port is not None):
        given.refuse("--host and --port go with --http")
    if given.tool_names and (given.http or given.url):
        given.refuse("--tool-names is for standard input and output; add ?tool_names= to the URL")
    if given.folder and given.url:
        given.refuse("--folder names an installation here, --url a server elsewhere")
    if given.folder:
        _enter(given.folder)
    if given.http:
        return _serve(given, product)
    return _speak(given, product)


def _enter(folder: Path) -> None:
    try:
        os.chdir(folder)
    except OSError as error:
        raise NotFound(
            "folder_not_found", f"{folder} can't be entered: {error.strerror}."
        ) from error


def _speak(given: argparse.Namespace, product: Product) -> int:
    from clara.adapters.cli.standard_streams import kept_for_protocol

    if sys.stdin is not None and sys.stdin.isatty():
        _say("MCP is spoken here, one JSON-RPC message a line. Ctrl-D ends it.")
    with kept_for_protocol() as streams:  # before anything is imported that could print
        from clara.adapters.cli.log import log_to_stderr

        if given.url:
            log_to_stderr("warning")
            asyncio.run(product.mcp.remote_over_lines(given.url, streams, _say))
        else:
            settings = product.settings()
            log_to_stderr(settings.log_level)
            asyncio.run(_installation(given, product, settings, streams))
    return 0


async def _installation(
    given: argparse.Namespace, product: Product, settings: "Settings", streams: tuple[int, int]
) -> None:
    from clara.adapters.cli.operator import check_schema

    await check_schema(settings)
    await product.mcp.over_lines(settings, streams, given.tool_names)


def _serve(given: argparse.Namespace, product: Product) -> int:
    from clara.adapters.cli.listening import claimed, listen
    from clara.adapters.cli.operator import check_schema
    from clara.adapters.cli.serving import settings_with

    settings = settings_with(given, product)
    asyncio.run(check_schema(settings))
    server = asyncio.run(product.mcp.server(settings))
    with claimed(settings) as place:
        return listen(
            server, settings, place, lambda: f"Clara serves MCP at {settings.public_url}/mcp"
        )


def _say(sentence: str) -> None:
    print(f"clara: {sentence}", file=sys.stderr, flush=True)
