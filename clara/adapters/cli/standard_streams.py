"""Standard input and output kept for a protocol, so that nothing else gets between its lines."""

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from clara.domain.errors import Invalid

_STDIN, _STDOUT, _STDERR = 0, 1, 2


@contextmanager
def kept_for_protocol() -> Iterator[tuple[int, int]]:
    """Descriptors of the real standard input and output. Within it, whatever a library prints, and
    whatever a program prints that this one starts, goes to standard error, and reading gives the
    end. Raises `streams_missing` when there are none."""
    sys.stdout.flush()
    try:
        incoming, outgoing = _beyond_standard(_STDIN), _beyond_standard(_STDOUT)
    except OSError as error:
        raise Invalid(
            "streams_missing",
            "MCP is spoken on standard input and output here, and they are closed.",
        ) from error
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, _STDIN)
    try:
        os.dup2(_STDERR, _STDOUT)
    except OSError:  # standard error is closed
        os.dup2(nowhere, _STDOUT)
    os.close(nowhere)
    try:
        yield incoming, outgoing
    finally:
        with suppress(OSError, ValueError):
            sys.stdout.flush()
        os.dup2(incoming, _STDIN)
        os.dup2(outgoing, _STDOUT)
        # The copies stay open: a thread may still wait at one, and its number must not become
        # another file's.


def _beyond_standard(descriptor: int) -> int:
    """A copy that is not itself a standard stream, even where one of these was closed, and that no
    program inherits."""
    return fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, _STDERR + 1)
