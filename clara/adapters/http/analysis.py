"""The analysis agent: a question, with files or without."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from litestar import Response, post
from litestar.params import FromPath

from clara.adapters.http.envelope import success
from clara.adapters.http.operation import Operation, documented
from clara.adapters.http.replay import marked
from clara.adapters.http.request import HttpRequest
from clara.adapters.http.running import REST_KINDS, call_of, runner_of, without_query
from clara.adapters.uploads.form import MAX_FORM, Received, bad_field, received
from clara.adapters.wire.tasks import TaskView
from clara.application.analysis.questions import MAX_QUESTION
from clara.application.analysis.run_analysis import RunAnalysis
from clara.application.call import Draft

_FORM: dict[str, Any] = {
    "type": "object",
    "required": ["prompt"],
    "maxProperties": 8,
    "properties": {
        "prompt": {
            "type": "string",
            "minLength": 1,
            "maxLength": MAX_QUESTION,
            "description": "A question in English, Spanish or Portuguese.",
            "examples": ["charges above 5,000 in the past 30 days"],
        },
        "company_id": {
            "type": "string",
            "maxLength": 64,
            "description": "About which company; needed by members of several.",
            "examples": ["company_0123456789abcdef0123456789abcdef"],
        },
        "attachment_ids": {
            "type": "string",
            "maxLength": 500,
            "description": "Files that were uploaded before, with commas.",
            "examples": ["attachment_0123456789abcdef0123456789abcdef"],
        },
    },
    "additionalProperties": {
        "type": "string",
        "format": "binary",
        "description": "A file of at most 10 MB, under any name; five at most.",
    },
}
_TEXTS = frozenset({"prompt", "company_id", "attachment_ids"})
_RUN = Operation(
    RunAnalysis,
    TaskView,
    "Analysis task created successfully.",
    "Agent",
    status=201,
    upload=_FORM,
    statuses=(409, 413, 415, 503),
)


@post("/users/{user_id:str}/agent/analysis", request_max_body_size=MAX_FORM, **documented(_RUN))
async def run_analysis(request: HttpRequest, user_id: FromPath[str]) -> Response[bytes]:
    """Nothing is read of strangers, nor of applications, whose keys are no secrets."""
    accepts = REST_KINDS & RunAnalysis.accepts
    call = await runner_of(request).authenticate(replace(call_of(request), accepts=accepts))
    async with received(request) as form:

        def read() -> Mapping[str, Any]:
            without_query(request)
            return {**_fields(form), "user_id": user_id}

        done = await runner_of(request).run(RunAnalysis, Draft(read), call)
    return marked(done, success(TaskView.of(done.result), _RUN.message, 201))


def _fields(form: Received) -> Mapping[str, Any]:
    for name in form.texts.keys() - _TEXTS:
        raise bad_field(name, "Expected prompt, company_id, attachment_ids or a file")
    values: dict[str, Any] = dict(form.texts)
    if "attachment_ids" in values:
        given = values["attachment_ids"].split(",")
        values["attachment_ids"] = tuple(one.strip() for one in given if one.strip())
    return {**values, "files": form.files}


ROUTES = [run_analysis]
