"""Tasks: work that goes on after its request was answered."""

from contextlib import AsyncExitStack

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Stream

from clara.adapters.http.envelope import success
from clara.adapters.http.files import as_file, pieces_of, streamed
from clara.adapters.http.operation import Operation, documented
from clara.adapters.http.replay import marked
from clara.adapters.http.request import HttpRequest
from clara.adapters.http.running import from_body, from_query, run
from clara.adapters.wire.tasks import TaskView
from clara.application.tasks.cancel_task import CancelTask
from clara.application.tasks.download_task_file import DownloadTaskFile
from clara.application.tasks.list_tasks import ListTasks
from clara.application.tasks.view_task import ViewTask
from clara.domain.card_transactions.export_format import ExportFormat

_TASKS = "Tasks"
_LIST = Operation(ListTasks, TaskView, "Tasks fetched successfully.", _TASKS, is_list=True)
_VIEW = Operation(ViewTask, TaskView, "Task fetched successfully.", _TASKS)
_FILE = Operation(
    DownloadTaskFile,
    None,
    "Task's file fetched successfully.",
    _TASKS,
    media=tuple(one.media_type for one in ExportFormat),
)
_CANCEL = Operation(CancelTask, TaskView, "Task cancelled successfully.", _TASKS)


@get("/users/{user_id:str}/tasks", **documented(_LIST))
async def list_tasks(request: HttpRequest, user_id: FromPath[str]) -> Response[bytes]:
    done = await run(request, ListTasks, from_query(request, user_id=user_id))
    return success(list(map(TaskView.of, done.result.items)), _LIST.message)


@get("/users/{user_id:str}/tasks/{task_id:str}", **documented(_VIEW))
async def view_task(
    request: HttpRequest, user_id: FromPath[str], task_id: FromPath[str]
) -> Response[bytes]:
    done = await run(request, ViewTask, from_query(request, user_id=user_id, task_id=task_id))
    return success(TaskView.of(done.result), _VIEW.message)


@get("/users/{user_id:str}/tasks/{task_id:str}/file", **documented(_FILE))
async def download_task_file(
    request: HttpRequest, user_id: FromPath[str], task_id: FromPath[str]
) -> Stream:
    draft = from_query(request, user_id=user_id, task_id=task_id)
    download = (await run(request, DownloadTaskFile, draft)).result
    async with AsyncExitStack() as opening:
        path = await opening.enter_async_context(download.opened)
        opened = opening.pop_all()
    file = download.file
    headers = {**as_file(file.name), "content-length": str(file.size)}
    return streamed(pieces_of(path), opened, file.media_type, headers)


@post("/users/{user_id:str}/tasks/{task_id:str}/cancel", **documented(_CANCEL))
async def cancel_task(
    request: HttpRequest, user_id: FromPath[str], task_id: FromPath[str]
) -> Response[bytes]:
    draft = await from_body(request, required=False, user_id=user_id, task_id=task_id)
    done = await run(request, CancelTask, draft)
    return marked(done, success(TaskView.of(done.result), _CANCEL.message))


ROUTES = [list_tasks, view_task, download_task_file, cancel_task]
