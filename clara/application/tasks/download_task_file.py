from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

import msgspec
from msgspec import Struct

from clara.application.attachments.ports import Blobs
from clara.application.tasks.named_task import NamedTask
from clara.application.tasks.ports import Tasks
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import Scope
from clara.domain.errors import NotFound
from clara.domain.tasks.file import FILE, TaskFile, task_blob


class DownloadTaskFileCommand(NamedTask, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class Download(Struct, frozen=True, kw_only=True):
    """`opened` gives the file, and must be left."""

    task_id: str
    file: TaskFile
    opened: AbstractAsyncContextManager[Path]


@dataclass(frozen=True, slots=True)
class DownloadTaskFile(UseCase[DownloadTaskFileCommand, Download]):
    """Download the file that one of the signed-in user's tasks has made, as long as the task is kept.

    Errors, first that holds: another_user, task_not_found, task_file_not_found.
    """

    name = "task.download"
    tool = "task_download"
    title = "Download a task's file"
    action = "task.downloaded"
    effect = Effect.READ
    # Such files hold card transactions, which not everyone who may see tasks may see.
    scope = Scope.TRANSACTIONS_READ
    command = DownloadTaskFileCommand
    result = Download

    tasks: Tasks
    blobs: Blobs

    async def __call__(self, actor: Actor, command: DownloadTaskFileCommand) -> Download:
        found = await self.tasks.find(actor, command.task_id)
        if found is None:
            raise NotFound.of("task")
        made = (found.result or {}).get(FILE)
        if made is None:
            raise NotFound(
                "task_file_not_found",
                "The task has made no file.",
                remedy="View the task: an export has its file once it has succeeded.",
            )
        file = msgspec.convert(made, TaskFile)
        return Download(
            task_id=found.id, file=file, opened=self.blobs.open(task_blob(found.id, file.digest))
        )

    @classmethod
    def trace(cls, result: Download) -> Trace:
        return Trace(subject=result.task_id)
