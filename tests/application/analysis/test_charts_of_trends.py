"""Charts of long trends can be read, said and drawn."""

import time

import pytest

from clara.adapters.charts.drawn_charts import DrawnCharts
from clara.adapters.mcp.beside import MAX_IMAGE_BYTES
from clara.domain.analysis.answer import Chart
from clara.domain.analysis.plan import Dimension, Intent
from tests.application.analysis.asking import ask, days, plan_of
from tests.application.ledger import Book
from tests.support.world import World

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("store", ["sqlite"])]


async def trend(world: World, first: str) -> Chart:
    actor = await world.actor(world.a.administrator)
    plan = plan_of(Intent.TREND, days(first, "2026-11-20"), dimension=Dimension.DAY)
    answer = await ask(world, actor, plan)
    assert answer.chart is not None
    return answer.chart


async def test_ten_years_of_days_are_a_small_picture_in_seconds(world: World, book: Book) -> None:
    chart = await trend(world, "2016-12-01")
    specification = chart.vega_lite
    assert len(specification["data"]["values"]) == 3_642
    assert len(specification["encoding"]["x"]["axis"]["values"]) <= 30
    assert len(chart.alt) < 3_000
    assert chart.alt.endswith("…")
    began = time.perf_counter()
    drawn = await DrawnCharts().png(specification)
    assert time.perf_counter() - began < 10, "laid out in full it takes more than the patience"
    assert 2_000 < len(drawn) < MAX_IMAGE_BYTES


async def test_a_month_of_days_names_each_and_says_it(world: World, book: Book) -> None:
    chart = await trend(world, "2026-10-22")
    assert "axis" not in chart.vega_lite["encoding"]["x"]
    assert chart.vega_lite["mark"]["point"]
    values = chart.vega_lite["data"]["values"]
    assert len(values) == 30
    assert all(point["name"] in chart.alt for point in values)
