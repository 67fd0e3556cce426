"""localstripe, a fake that others wrote, in a process and an environment of its own.

It is asked over HTTP only. Its own command would listen on every address of the machine.
"""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SECRET_KEY = "sk_test_localstripe"

_PROGRAM = """
import socket
from aiohttp import web
from localstripe.server import app

place = socket.create_server(("127.0.0.1", 0))
print(place.getsockname()[1], flush=True)
web.run_app(app, sock=place, access_log=None, print=None)
"""


@contextmanager
def localstripe(python: Path) -> Iterator[str]:
    """Its address. It begins empty, and is ended with the block."""
    with subprocess.Popen(
        [str(python), "-I", "-c", _PROGRAM], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            port = process.stdout.readline().strip()
            assert port, "localstripe has ended"
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
