from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from clara.application.analysis.ports import Pictures
from clara.application.tasks.named_task import NamedTask
from clara.application.tasks.ports import Tasks
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.analysis.answer import Chart
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import Scope
from clara.domain.errors import NotFound


class PictureFormat(StrEnum):
    SVG = "svg"
    PNG = "png"


class ViewChartCommand(NamedTask, frozen=True, kw_only=True, forbid_unknown_fields=True):
    format: Annotated[PictureFormat, Meta(description="svg or png.", examples=["svg"])]


class Picture(Struct, frozen=True, kw_only=True):
    """`drawn` draws it, once whoever asked holds nothing of the store any more: that takes about a
    second. It raises `chart_not_drawn`. `alt` says the same in words."""

    task_id: str
    format: PictureFormat
    alt: str
    drawn: Callable[[], Awaitable[bytes]]


@dataclass(frozen=True, slots=True)
class ViewChart(UseCase[ViewChartCommand, Picture]):
    """View the chart of an answered analysis as a picture. The task's result has the same chart as a
    Vega-Lite specification and in words.

    Errors, first that holds: another_user, task_not_found, chart_not_found, chart_not_drawn.
    """

    name = "agent.chart"
    tool = "agent_chart"
    title = "View a chart"
    action = "chart.viewed"
    effect = Effect.READ
    scope = Scope.TASKS_READ
    command = ViewChartCommand
    result = Picture

    tasks: Tasks
    pictures: Pictures

    async def __call__(self, actor: Actor, command: ViewChartCommand) -> Picture:
        task = await self.tasks.find(actor, command.task_id)
        if task is None:
            raise NotFound.of("task")
        chart = chart_of(task.result)
        if chart is None:
            raise NotFound(
                "chart_not_found",
                "The task has no chart.",
                remedy="View the task: rankings, trends and comparisons have a chart once answered.",
            )
        draw = self.pictures.svg if command.format is PictureFormat.SVG else self.pictures.png
        return Picture(
            task_id=task.id,
            format=command.format,
            alt=chart.alt,
            drawn=partial(draw, chart.vega_lite),
        )

    @classmethod
    def trace(cls, result: Picture) -> Trace:
        return Trace(subject=result.task_id)


def chart_of(result: Mapping[str, Any] | None) -> Chart | None:
    """The chart in the result of a task, if it has one."""
    found = (result or {}).get("chart")
    return None if found is None else msgspec.convert(found, Chart)
