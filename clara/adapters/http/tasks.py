"""Tasks: work that goes on after its request was answered."""

from litestar import Response, get, post
from litestar.params import FromPath

from clara.adapters.http.envelope import success
from clara.adapters.http.operation import Operation, documented
from clara.adapters.http.replay import marked
from clara.adapters.http.request import HttpRequest
from clara.adapters.http.running import from_body, from_query, run
from clara.adapters.wire.tasks import TaskView
from clara.application.tasks.cancel_task import CancelTask
from clara.application.tasks.list_tasks import ListTasks
from clara.application.tasks.view_task import ViewTask

_TASKS = "Tasks"
_LIST = Operation(ListTasks, TaskView, "Tasks fetched successfully.", _TASKS, is_list=True)
_VIEW = Operation(ViewTask, TaskView, "Task fetched successfully.", _TASKS)
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


@post("/users/{user_id:str}/tasks/{task_id:str}/cancel", **documented(_CANCEL))
async def cancel_task(
    request: HttpRequest, user_id: FromPath[str], task_id: FromPath[str]
) -> Response[bytes]:
    draft = await from_body(request, required=False, user_id=user_id, task_id=task_id)
    done = await run(request, CancelTask, draft)
    return marked(done, success(TaskView.of(done.result), _CANCEL.message))


ROUTES = [list_tasks, view_task, cancel_task]
