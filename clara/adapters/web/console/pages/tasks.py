"""Work that goes on after its request was answered: how far it is, and what came of it."""

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Stream

from clara.adapters.web.console.console import Console
from clara.adapters.web.console.files import saved
from clara.adapters.web.console.opening import Page
from clara.adapters.web.console.pages.tasks_answer import answer_shown
from clara.adapters.web.console.visit import Answer
from clara.adapters.wire.tasks import TaskView
from clara.application.analysis.answer_task import ANALYSIS
from clara.application.analysis.view_chart import Picture, PictureFormat, ViewChart
from clara.application.card_transactions.export_task import EXPORT
from clara.application.card_transactions.import_task import IMPORT
from clara.application.tasks.cancel_task import CancelTask
from clara.application.tasks.download_task_file import Download, DownloadTaskFile
from clara.application.tasks.list_tasks import ListTasks
from clara.application.tasks.view_task import ViewTask
from clara.domain.errors import ClaraError
from clara.domain.tasks.task import Task, TaskList, TaskStatus

_HERE = "/tasks"
_ROWS = 25
_RESULTS = {
    ANALYSIS.name: "tasks/answer.html",
    IMPORT.name: "tasks/imported.html",
    EXPORT.name: "tasks/exported.html",
}
_PICTURE = {
    # A chart never changes, and is nobody else's.
    "cache-control": "private, max-age=3600, immutable",
    "vary": "Cookie",
    "x-content-type-options": "nosniff",
    # Opened by itself it is a page of ours: it may style itself, and nothing else.
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
}


@get(_HERE)
async def tasks(page: Page) -> Answer:
    found: TaskList = await page.run(ListTasks, limit=_ROWS, **page.wished("status", "offset"))
    is_going = any(not one.status.is_over for one in found.items)
    return page.show(
        "tasks.html",
        found=found,
        statuses=list(TaskStatus),
        is_going=is_going,
    )


@get(_HERE + "/{task_id:str}")
async def task(page: Page, task_id: FromPath[str]) -> Answer:
    return await _shown(page, task_id)


@post(_HERE + "/{task_id:str}/cancel")
async def cancel(page: Page, task_id: FromPath[str]) -> Answer:
    try:
        await page.run(CancelTask, task_id=task_id)
    except ClaraError as error:
        if error.code != "task_over":
            raise
        return await _shown(page, task_id, error)
    return page.go(f"{_HERE}/{task_id}", "tasks.was_cancelled")


@get(_HERE + "/{task_id:str}/chart.svg")
async def chart(page: Page, task_id: FromPath[str]) -> Response[bytes]:
    picture: Picture = await page.run(ViewChart, task_id=task_id, format=PictureFormat.SVG.value)
    return Response(await picture.drawn(), media_type="image/svg+xml", headers=_PICTURE)


@get(_HERE + "/{task_id:str}/file")
async def file(page: Page, task_id: FromPath[str]) -> Stream:
    found: Download = await page.run(DownloadTaskFile, task_id=task_id)
    made = found.file
    return await saved(found.opened, made.name, made.media_type, made.size)


ROUTES = [tasks, task, cancel, chart, file]


async def _shown(page: Console, task_id: str, error: ClaraError | None = None) -> Answer:
    found: Task = await page.run(ViewTask, task_id=task_id)
    if found.status is not TaskStatus.SUCCEEDED or found.kind not in _RESULTS:
        return page.show("tasks/state.html", error=error, task=found)
    is_here = page.company is not None and found.company_id == page.company.company_id
    result = TaskView.of(found).result or {}
    shown = answer_shown(page, result, is_here=is_here) if found.kind == ANALYSIS.name else {}
    return page.show(
        _RESULTS[found.kind], error=error, task=found, result=result, is_here=is_here, **shown
    )
