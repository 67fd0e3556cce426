"""The `Pictures` port: charts are drawn in a process of their own, which ends with each picture."""

import asyncio
import os
import sys
from typing import Any

import msgspec

from clara.application.analysis.ports import Pictures
from clara.domain.errors import Unavailable

_PATIENCE = 20.0
"""Seconds; a picture takes about one."""
_AT_ONCE = 2
_MOST_WAITING = 20
_MAX_SPECIFICATION = 1024 * 1024
"""Bytes of JSON."""
_KEPT_VARIABLES = ("PATH", "SYSTEMROOT")
"""A picture needs none of the secrets in the others."""


class DrawnCharts(Pictures):
    """Two are drawn at a time; a few wait for their turn, more are refused."""

    def __init__(self) -> None:
        self._places = asyncio.Semaphore(_AT_ONCE)
        self._waiting = 0

    async def svg(self, vega_lite: dict[str, Any]) -> bytes:
        return await self._draw("svg", vega_lite)

    async def png(self, vega_lite: dict[str, Any]) -> bytes:
        return await self._draw("png", vega_lite)

    async def _draw(self, kind: str, vega_lite: dict[str, Any]) -> bytes:
        specification = msgspec.json.encode(vega_lite)
        if len(specification) > _MAX_SPECIFICATION or self._waiting >= _MOST_WAITING:
            raise _not_drawn()
        self._waiting += 1
        try:
            async with self._places:
                return await _drawn(kind, specification)
        finally:
            self._waiting -= 1


async def _drawn(kind: str, specification: bytes) -> bytes:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-I", "-m", "clara.adapters.charts.draw", kind),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=_environment(),
    )
    try:
        drawn, _ = await asyncio.wait_for(process.communicate(specification), _PATIENCE)
    except TimeoutError:
        raise _not_drawn() from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode or not drawn:
        raise _not_drawn()
    return drawn


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    return {**kept, "LANG": "C.UTF-8"}


def _not_drawn() -> Unavailable:
    return Unavailable(
        "chart_not_drawn", "The chart could not be drawn; its specification and table are whole."
    )
