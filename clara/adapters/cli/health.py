"""`clara doctor`"""

import argparse
import asyncio
from typing import Any

from clara.adapters.cli.product import Product

_ABOUT = """\
Check Python, SQLite, the database, its schema and who may read the secrets. Exit code 1 when
something is not healthy.

With --url, connect to a deployment as Claude, ChatGPT, Claude Code, Cursor, Codex and Gemini do, and
say which step would fail and what to do about it. Nothing of this installation is looked at then.
"""


def add(commands: Any) -> None:
    parser = commands.add_parser(
        "doctor",
        help="check this installation, or a deployment as assistants see it",
        description=_ABOUT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--invariants",
        action="store_true",
        help="also check what must hold of the stored data, reading all of it",
    )
    parser.add_argument("--url", metavar="URL", help="a deployment's address, ending in /mcp")
    parser.add_argument(
        "--token",
        action="store_true",
        help="with --url: also list and call tools, with the credential in CLARA_MCP_TOKEN, or"
        " API_KEY_TOKEN and USER_ID",
    )
    parser.add_argument(
        "--register",
        action="store_true",
        help="with --url: also register each client, which Clara forgets within a day",
    )
    parser.add_argument("--json", action="store_true", help="print an array of objects")
    parser.set_defaults(run=_doctor, refuse=parser.error)


def _doctor(given: argparse.Namespace, product: Product) -> int:
    if given.url is None:
        if given.token or given.register:
            given.refuse("--token and --register go with --url")
        return _installation(given, product)
    if given.invariants:
        given.refuse("--invariants is about this installation, --url about another")
    from clara.adapters.cli.handshakes import connect_as_clients

    return asyncio.run(connect_as_clients(given, product))


def _installation(given: argparse.Namespace, product: Product) -> int:
    import msgspec

    from clara.adapters.cli.findings import examine

    findings = asyncio.run(examine(product, invariants=given.invariants))
    if given.json:
        print(msgspec.json.encode(findings).decode())
    else:
        for finding in findings:
            print(f"{'ok ' if finding.is_healthy else 'BAD'}  {finding.sentence}")
    return 0 if all(finding.is_healthy for finding in findings) else 1
