"""Asking the analyst, with files or without."""

from contextlib import AsyncExitStack

from litestar import get, post

from clara.adapters.uploads.form import MAX_FORM, received
from clara.adapters.web.console.console import Console
from clara.adapters.web.console.opening import Page
from clara.adapters.web.console.visit import Answer
from clara.adapters.web.request import settings_of
from clara.application.analysis.questions import MAX_QUESTION
from clara.application.analysis.run_analysis import RunAnalysis
from clara.domain.attachments.attachment import MAX_FILES, UploadedFile
from clara.domain.errors import ClaraError
from clara.domain.tasks.task import Task

_HERE = "/ask"


@get(_HERE)
async def ask(page: Page) -> Answer:
    return _shown(page)


@post(_HERE, request_max_body_size=MAX_FORM)
async def run_analysis(page: Page) -> Answer:
    try:
        async with AsyncExitStack() as held:
            files: tuple[UploadedFile, ...] = ()
            if _has_files(page):
                files = (await held.enter_async_context(received(page.request))).files
            made: Task = await page.run(
                RunAnalysis, prompt=page.given.get("prompt", ""), files=files
            )
    except ClaraError as error:
        return _shown(page, error)
    return page.go(f"/tasks/{made.id}")


ROUTES = [ask, run_analysis]


def _has_files(page: Console) -> bool:
    """A question that is asked by one button comes without."""
    return page.request.headers.get("content-type", "").startswith("multipart/form-data")


def _shown(page: Console, error: ClaraError | None = None) -> Answer:
    return page.show(
        "ask.html",
        error=error,
        price=settings_of(page.request).analysis_credits,
        most=MAX_QUESTION,
        most_files=MAX_FILES,
    )
