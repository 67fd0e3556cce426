"""What a reading process takes from itself before it looks at a file.

Everywhere: limits of memory, time and files, a later place in line for the processors, and an audit hook that refuses sockets and other
programs to Python code. On Linux also: no way to more rights, the end together with the server, and
a network namespace of its own where the kernel lets users have one (many containers do not). What
stays possible is to read what the server's user may read; a parser with a hole in native code could
do that, but has no network to send it through where the namespace was given.
"""

import ctypes
import os
import resource
import signal
import sys
from collections.abc import Callable

from clara.adapters.attachments.limits import CPU_SECONDS, MEMORY_BYTES

_LIMITS = (
    (resource.RLIMIT_AS, MEMORY_BYTES),
    (resource.RLIMIT_CPU, CPU_SECONDS),
    (resource.RLIMIT_FSIZE, 0),
    (resource.RLIMIT_CORE, 0),
    (resource.RLIMIT_NOFILE, 64),
)
_REFUSED = ("socket.", "os.exec", "os.fork", "os.spawn", "os.system", "pty.", "ctypes.dlopen")
_NICE = 5
"""Whoever asks the server for something else goes first. A file is still read in time on a machine
that has other work."""
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000
_PDEATHSIG, _NO_NEW_PRIVS, _DUMPABLE = 1, 38, 4
"""Constants of Linux: sched.h, sys/prctl.h."""


def confine(program: str | None) -> bool:
    """Take it all away but for starting `program`. Whether the network is gone for native code,
    too."""
    os.nice(_NICE)
    has_no_network = sys.platform == "linux" and _confined_by_linux()
    for limit, value in _LIMITS:
        _limit(limit, value)
    sys.addaudithook(_refusing(program))
    return has_no_network


def _limit(limit: int, value: int) -> None:
    """macOS knows some of these by name only."""
    try:
        hard = resource.getrlimit(limit)[1]
        most = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(limit, (most, most))
    except (OSError, ValueError):
        return


def _confined_by_linux() -> bool:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0)
    libc.prctl(_DUMPABLE, 0, 0, 0, 0)
    return any(libc.unshare(flags) == 0 for flags in (_NEW_USER | _NEW_NETWORK, _NEW_NETWORK))


def _refusing(program: str | None) -> Callable[[str, tuple[object, ...]], None]:
    def refuse(event: str, arguments: tuple[object, ...]) -> None:
        is_other = event == "subprocess.Popen" and arguments[0] != program
        if is_other or event.startswith(_REFUSED):
            raise PermissionError(f"{event} is not for readers of attachments")

    return refuse
