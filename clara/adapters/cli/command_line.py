"""The commands of `clara`, and how it ends: 0 when done, 1 with a sentence when not, 2 for wrong
arguments, 130 when interrupted."""

import argparse
import sys
from collections.abc import Sequence

from clara.adapters.cli import (
    activity_log,
    asking,
    backing_up,
    clients,
    credits,
    data_files,
    demonstration,
    health,
    issuing,
    mcp,
    restoring,
    schema,
    serving,
    simulating,
    suspending,
    tokens,
    worker,
)
from clara.adapters.cli.product import Product
from clara.domain.errors import ClaraError
from clara.version import VERSION

_GROUPS = (
    *(
        serving,
        worker,
        mcp,
        schema,
        backing_up,
        restoring,
        demonstration,
        data_files,
        asking,
        tokens,
        clients,
        credits,
        issuing,
        suspending,
        simulating,
        activity_log,
    ),
    health,
)
_ABOUT = """\
Clara, a corporate-card backend for people, programs and AI assistants.

Settings come from the environment (CLARA_…, HOST, PORT; see .env.example). Without any, a
command works on the SQLite database and the secret in the folder var/ of where it runs.
"""


def main(arguments: Sequence[str], product: Product) -> int:
    """Run the command that `arguments` name; the exit code."""
    given = _parser().parse_args(arguments)
    try:
        code: int = given.run(given, product)
    except ClaraError as error:
        print(_sentence(error), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nclara: stopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # Whoever read the output has enough, as `head` does. What is buffered goes nowhere.
        sys.stdout = None
        return 1
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="clara", description=_ABOUT, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--version", action="version", version=VERSION)
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for group in _GROUPS:
        group.add(commands)
    shown = commands.add_parser("version", help="print the version")
    shown.set_defaults(run=_version)
    return parser


def _version(_: argparse.Namespace, __: Product) -> int:
    print(VERSION)
    return 0


def _sentence(error: ClaraError) -> str:
    lines = [f"clara: {error.message}"]
    wrong = error.details.get("errors", ())
    lines += [f"  {one['field'] or 'arguments'}: {one['reason']}" for one in wrong]
    if error.remedy:
        lines.append(f"  {error.remedy}")
    return "\n".join(lines)
