"""What is shown beside an answer's JSON: pictures, with the same in words."""

import base64
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from mcp_types import ImageContent, TextContent

from clara.adapters.mcp.rows import cut_text
from clara.application.analysis.view_chart import Picture, PictureFormat, ViewChart, chart_of
from clara.application.call import Done
from clara.application.use_case import UseCase
from clara.domain.errors import ClaraError

Content = ImageContent | TextContent
Ask = Callable[[type[UseCase[Any, Any]], dict[str, Any]], Awaitable[Any]]
"""Gives what another operation makes of these fields, for the same caller within the same call; None
where the caller may not ask. Raises its errors."""
Beside = Callable[[Done[Any], Ask], Awaitable[Sequence[Content]]]

MAX_IMAGE_BYTES = 200_000
"""Beyond that, clients drop images or make them small."""
MAX_ALT_BYTES = 1_500


async def nothing_beside(_: Done[Any], __: Ask) -> Sequence[Content]:
    return ()


async def chart_beside(done: Done[Any], ask: Ask) -> Sequence[Content]:
    """The chart in the result of a task. An answer is whole without: where it can't be drawn, there
    is none."""
    task = done.result
    if chart_of(task.result) is None:
        return ()
    try:
        picture: Picture | None = await ask(
            ViewChart, {"task_id": task.id, "format": PictureFormat.PNG.value}
        )
        drawn = await picture.drawn() if picture else b""
    except ClaraError:
        return ()
    if picture is None or len(drawn) > MAX_IMAGE_BYTES:
        return ()
    image = ImageContent(type="image", data=base64.b64encode(drawn).decode(), mime_type="image/png")
    return image, TextContent(type="text", text=cut_text(picture.alt, MAX_ALT_BYTES))
