"""Charts become pictures without a network."""

import asyncio
import re
from typing import Any

import pytest

from clara.adapters.charts.drawn_charts import DrawnCharts
from clara.domain.errors import Unavailable

pytestmark = pytest.mark.anyio

CHART: dict[str, Any] = {
    "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
    "title": "Spending by merchant",
    "data": {"values": [{"name": "Óptica Ñandú", "minor": 1050}, {"name": "Uber", "minor": 310}]},
    "transform": [{"calculate": "datum.minor / 100", "as": "value"}],
    "mark": "bar",
    "encoding": {
        "y": {"field": "name", "type": "nominal", "sort": None},
        "x": {"field": "value", "type": "quantitative"},
    },
}


async def test_an_svg_shows_every_bar_and_name() -> None:
    drawn = (await DrawnCharts().svg(CHART)).decode()
    assert drawn.startswith("<svg")
    assert "Óptica Ñandú" in drawn
    assert "Spending by merchant" in drawn
    assert len(re.findall(r'aria-roledescription="bar"', drawn)) == 2


async def test_a_png_is_one() -> None:
    drawn = await DrawnCharts().png(CHART)
    assert drawn.startswith(b"\x89PNG\r\n\x1a\n")
    width = int.from_bytes(drawn[16:20], "big")
    assert width > 400


async def test_a_chart_fetches_nothing() -> None:
    fetching = CHART | {"data": {"url": "http://127.0.0.1:9/data.json"}}
    drawn = await _drawn_or_none(fetching)
    assert drawn is None or b'aria-roledescription="bar"' not in drawn


async def _drawn_or_none(specification: dict[str, Any]) -> bytes | None:
    try:
        return await DrawnCharts().svg(specification)
    except Unavailable:
        return None


async def test_what_is_no_chart_is_said_to_be_none() -> None:
    with pytest.raises(Unavailable) as caught:
        await DrawnCharts().svg({"mark": "no such mark"})
    assert caught.value.code == "chart_not_drawn"


async def test_a_specification_larger_than_any_of_ours_is_refused_before_it_is_drawn() -> None:
    large = CHART | {"data": {"values": [{"name": "x" * 1_100_000, "minor": 1}]}}
    with pytest.raises(Unavailable) as caught:
        await DrawnCharts().svg(large)
    assert caught.value.code == "chart_not_drawn"


async def test_a_crowd_of_charts_is_refused_beyond_those_that_may_wait() -> None:
    charts = DrawnCharts()
    crowd = [asyncio.create_task(charts.svg(CHART)) for _ in range(25)]
    refused = [one for one in crowd if (await _ended(one)) is not None]
    assert len(refused) == 5
    assert (await charts.svg(CHART)).startswith(b"<svg")


async def _ended(task: "asyncio.Task[bytes]") -> str | None:
    """The code where it was refused. What waits is taken back: drawing it shows nothing more."""
    try:
        await asyncio.wait_for(asyncio.shield(task), 0.05)
    except Unavailable as refused:
        return refused.code
    except TimeoutError:
        task.cancel()
    return None
