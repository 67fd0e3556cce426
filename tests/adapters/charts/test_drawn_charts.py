"""Charts become pictures without a network."""

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
