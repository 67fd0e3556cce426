"""The command line: `clara` and `python -m clara`."""

import sys
from typing import TYPE_CHECKING

from clara.adapters.cli.command_line import main as command_line
from clara.adapters.cli.product import Core, Product

if TYPE_CHECKING:
    from clara.adapters.gateway.dispatcher import ASGIApp
    from clara.application.ports import Progress
    from clara.settings import Settings


def main() -> int:
    """Run the command that the process's arguments name; the exit code."""
    return command_line(sys.argv[1:], Product(_settings, _open, "clara.__main__:server"))


def server() -> "ASGIApp":
    """The server of the environment's settings; uvicorn calls it in each worker."""
    from clara.bootstrap import build_server

    return build_server(_settings())


# Each imports what it needs when it is called, so that `clara --help` is quick.


def _settings() -> "Settings":
    from clara.settings import load

    return load()


def _open(settings: "Settings", progress: "Progress | None") -> Core:
    from clara.bootstrap import build_core

    return build_core(settings, progress=progress)


if __name__ == "__main__":
    sys.exit(main())
