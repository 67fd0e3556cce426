"""Where the log of a process that serves goes: standard error, which service managers keep."""

import logging
import sys

_OWN = ("clara", "uvicorn")


def log_to_stderr(level: str, *, as_json: bool = False) -> None:
    """What is our own from `level` on. Libraries are heard from warnings on: below, some quote what
    they send and store."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_formatter(as_json=as_json))
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    # It warns of every attempt to reach a collector that is away; that spans are lost is an error.
    logging.getLogger("opentelemetry").setLevel(logging.ERROR)
    for name in _OWN:
        logging.getLogger(name).setLevel(level.upper())


def _formatter(*, as_json: bool) -> logging.Formatter:
    if not as_json:
        return logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s")
    from clara.adapters.observing.logs import JsonLines

    return JsonLines()
