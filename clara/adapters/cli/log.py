"""Where the log of a process that serves goes: standard error, which service managers keep."""

import logging
import sys


def log_to_stderr(level: str) -> None:
    logging.basicConfig(
        level=level.upper(),
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
        stream=sys.stderr,
    )
    for chatty in ("mcp", "httpx", "fastmcp", "stripe"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
