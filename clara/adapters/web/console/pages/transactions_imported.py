"""What became of a statement: how far its import is, what it brought, and the rows left out."""

import csv
import io

from litestar import Response, get
from litestar.params import FromPath

from clara.adapters.exports.sending import as_file
from clara.adapters.web.console.console import Console
from clara.adapters.web.console.opening import Page
from clara.adapters.web.console.pages.transactions_import import PLACE
from clara.adapters.web.console.visit import Answer
from clara.adapters.wire.csv_cells import safe_row
from clara.application.card_transactions.import_task import IMPORT, import_of
from clara.application.tasks.view_task import ViewTask
from clara.domain.errors import NotFound
from clara.domain.imports.report import MAX_REPORTED, ImportReport
from clara.domain.tasks.task import Task, TaskError

_SHOWN = 100
_MARK = "\ufeff"
"""Tells spreadsheets that the file is UTF-8."""


@get(PLACE + "/{task_id:str}")
async def imported(page: Page, task_id: FromPath[str]) -> Answer:
    task = await _task(page, task_id)
    report = import_of(task.result) if task.result is not None else None
    return page.show(
        "transactions_import/result.html",
        task=task,
        report=report,
        shown=report.rejected[:_SHOWN] if report is not None else (),
        listed=MAX_REPORTED,
        failure=_said(page, task.error) if task.error is not None else "",
    )


@get(PLACE + "/{task_id:str}/rejected")
async def rejected(page: Page, task_id: FromPath[str]) -> Answer:
    """The rows left out as CSV, so that they can be put right and sent again."""
    task = await _task(page, task_id)
    if task.result is None:
        raise NotFound.of("import")
    return Response(
        _lines(import_of(task.result)).encode(),
        media_type="text/csv",
        headers=as_file("rejected-rows.csv"),
    )


ROUTES = [imported, rejected]


async def _task(page: Console, task_id: str) -> Task:
    """Raises `import_not_found` for a task of another kind, too."""
    task: Task = await page.run(ViewTask, task_id=task_id)
    if task.kind != IMPORT.name:
        raise NotFound.of("import")
    return task


def _said(page: Console, error: TaskError) -> str:
    t = page.texts("transactions_import")
    return t.find(f"error_{error.code}") or t.find(f"errors.{error.code}") or error.message


def _lines(report: ImportReport) -> str:
    text = io.StringIO()
    text.write(_MARK)
    lines = csv.writer(text)
    lines.writerow(("line", "code", "reason"))
    lines.writerows(safe_row((row.line, row.code, row.reason)) for row in report.rejected)
    return text.getvalue()
