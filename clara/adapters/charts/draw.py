"""`python -m clara.adapters.charts.draw svg|png`: a Vega-Lite specification from standard input as
a picture on standard output. A process of its own: the engine takes a hundred megabytes.
"""

import ctypes
import io
import resource
import signal
import sys
from contextlib import suppress

_SCALE = 2.0
"""Pixels of a PNG to one of the specification's."""
_COLOURS = 64
"""A chart has a few, and the shades at their edges."""
_CPU_SECONDS = 15
_MEMORY_BYTES = 768 * 2**20
_PDEATHSIG = 1
"""A constant of Linux: sys/prctl.h."""


def main() -> None:
    _confine()
    kind, specification = sys.argv[1], sys.stdin.read()
    drawn = _svg(specification) if kind == "svg" else _small(_png(specification))
    sys.stdout.buffer.write(drawn)


def _svg(specification: str) -> bytes:
    import vl_convert  # noqa: PLC0415 - only this process has it

    # Nothing may be fetched: a specification brings its data.
    return vl_convert.vegalite_to_svg(specification, allowed_base_urls=[]).encode()


def _png(specification: str) -> bytes:
    import vl_convert  # noqa: PLC0415 - only this process has it

    return vl_convert.vegalite_to_png(specification, scale=_SCALE, allowed_base_urls=[])


def _small(png: bytes) -> bytes:
    """The same with few colours: a tenth of the bytes."""
    from PIL import Image  # noqa: PLC0415 - only this process needs it

    kept = io.BytesIO()
    with Image.open(io.BytesIO(png)) as image:
        image.convert("RGB").quantize(_COLOURS).save(kept, "PNG", optimize=True)
    return kept.getvalue()


def _confine() -> None:
    """The end comes with the server's, or with too much time or memory."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    # The engine reserves far more addresses than it uses: only what it may write to is counted.
    limits = {
        resource.RLIMIT_CPU: _CPU_SECONDS,
        resource.RLIMIT_DATA: _MEMORY_BYTES,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
    }
    for limit, value in limits.items():
        hard = resource.getrlimit(limit)[1]
        most = value if hard == resource.RLIM_INFINITY else min(value, hard)
        with suppress(OSError, ValueError):  # macOS knows some of these by name only
            resource.setrlimit(limit, (most, most))


if __name__ == "__main__":
    main()
