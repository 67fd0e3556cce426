"""The `Pictures` port: charts are drawn in a process of their own, which ends with each picture."""

import asyncio
import sys
from typing import Any

import msgspec

from clara.application.analysis.ports import Pictures
from clara.domain.errors import Unavailable

_PATIENCE = 20.0
"""Seconds; a picture takes about one."""
_AT_ONCE = 2


class DrawnCharts(Pictures):
    """Two are drawn at a time; others wait."""

    def __init__(self) -> None:
        self._places = asyncio.Semaphore(_AT_ONCE)

    async def svg(self, vega_lite: dict[str, Any]) -> bytes:
        return await self._draw("svg", vega_lite)

    async def png(self, vega_lite: dict[str, Any]) -> bytes:
        return await self._draw("png", vega_lite)

    async def _draw(self, kind: str, vega_lite: dict[str, Any]) -> bytes:
        async with self._places:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "clara.adapters.charts.draw", kind),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
            )
            try:
                said = process.communicate(msgspec.json.encode(vega_lite))
                drawn, _ = await asyncio.wait_for(said, _PATIENCE)
            except TimeoutError:
                raise _not_drawn() from None
            finally:
                if process.returncode is None:
                    process.kill()
                    await process.wait()
        if process.returncode or not drawn:
            raise _not_drawn()
        return drawn


def _not_drawn() -> Unavailable:
    return Unavailable(
        "chart_not_drawn", "The chart could not be drawn; its specification and table are whole."
    )
