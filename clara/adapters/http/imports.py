"""Card statements in: upload a file, see what became of it."""

import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.exceptions.http_exceptions import RequestEntityTooLarge
from litestar.params import FromPath

from clara.adapters.http.envelope import success
from clara.adapters.http.json_object import json_object
from clara.adapters.http.operation import Operation, documented
from clara.adapters.http.preferring import becomes_task, left_for_later, require_short_wishes
from clara.adapters.http.replay import marked
from clara.adapters.http.request import HttpRequest
from clara.adapters.http.running import (
    MAX_NAME_LENGTH,
    REST_KINDS,
    call_of,
    from_query,
    run,
    runner_of,
    without_coding,
    without_query,
)
from clara.adapters.uploads.statement import kept_statement, too_large
from clara.adapters.wire.imports import ImportView
from clara.application.call import Draft
from clara.application.card_transactions.import_card_transactions import ImportCardTransactions
from clara.application.card_transactions.queue_import import QueueImport
from clara.application.card_transactions.view_import import ViewImport
from clara.domain.errors import Invalid, Unsupported
from clara.domain.imports.report import ImportStatus, StatementFile

_PATH = "/companies/{company_id:str}/card_transactions/imports"
_TAG = "Card transactions"
_FIELDS = ("file", "mapping", "dry_run")
_FORM: dict[str, Any] = {
    "type": "object",
    "required": ["file"],
    "additionalProperties": False,
    "properties": {
        "file": {
            "type": "string",
            "format": "binary",
            "description": "The statement: CSV, XLSX or XLS.",
        },
        "mapping": {
            "type": "string",
            "maxLength": 8192,
            "description": "JSON object: field to column header or number, where the columns are"
            " not recognised by themselves.",
            "examples": ['{"date": "Fecha", "amount": "Cargo", "merchant": "Comercio"}'],
        },
        "dry_run": {
            "type": "string",
            "enum": ["true", "false"],
            "default": "false",
            "description": "Say what would happen and change nothing.",
        },
    },
}
_CHECKED = "Import checked; nothing was changed."
_LEFT = "Card transactions are being imported."
_IMPORT = Operation(
    ImportCardTransactions,
    ImportView,
    "Card transactions imported successfully.",
    _TAG,
    status=201,
    upload=_FORM,
    statuses=(413, 415),
    also={200: _CHECKED},
    as_task=_LEFT,
)
_VIEW = Operation(ViewImport, ImportView, "Import fetched successfully.", _TAG)


@post(_PATH, **documented(_IMPORT))
async def import_card_transactions(
    request: HttpRequest, company_id: FromPath[str]
) -> Response[bytes]:
    """Nothing is read of strangers, nor of applications, whose keys are no secrets. The upload's
    size is limited, and it waits on disk."""
    accepts = REST_KINDS & ImportCardTransactions.accepts
    call = await runner_of(request).authenticate(replace(call_of(request), accepts=accepts))
    async with _form(request) as values:

        def read() -> dict[str, Any]:
            without_query(request)
            require_short_wishes(request)
            return {**_fields(values), "company_id": company_id}

        if becomes_task(request, is_long=_is_long(request, values.get("file"))):
            queued = await runner_of(request).run(QueueImport, Draft(read), call)
            return left_for_later(request, queued, _LEFT)
        done = await runner_of(request).run(ImportCardTransactions, Draft(read), call)
    view = ImportView.of(done.result)
    if view.status is ImportStatus.DRY_RUN:
        return marked(done, success(view, _CHECKED))
    return marked(done, success(view, _IMPORT.message, 201))


@get(_PATH + "/{import_id:str}", **documented(_VIEW))
async def view_import(
    request: HttpRequest, company_id: FromPath[str], import_id: FromPath[str]
) -> Response[bytes]:
    draft = from_query(request, company_id=company_id, import_id=import_id)
    done = await run(request, ViewImport, draft)
    return success(ImportView.of(done.result), _VIEW.message)


@asynccontextmanager
async def _form(request: HttpRequest) -> AsyncIterator[Mapping[str, Any]]:
    """The form's fields; the file as a `StatementFile` that is there until this is left."""
    limit: int = request.app.state.settings.import_max_bytes
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise Unsupported("unsupported_media_type", "Send the file as multipart/form-data.")
    without_coding(request)
    try:
        form = await request.form()
    except RequestEntityTooLarge as error:
        raise too_large(limit) from error
    except (UnicodeDecodeError, LookupError) as error:
        raise _bad("form", "Expected text in UTF-8") from error
    with tempfile.TemporaryDirectory(prefix="clara-import-") as folder:
        values: dict[str, Any] = {}
        for name, value in form.multi_items():
            if name in values:
                raise _bad(name, "Expected it once")
            values[name] = value
        upload = values.get("file")
        if isinstance(upload, UploadFile):
            values["file"] = await kept_statement(upload, Path(folder) / "statement", limit)
        yield values


def _is_long(request: HttpRequest, file: object) -> bool:
    most: int = request.app.state.settings.import_task_bytes
    return isinstance(file, StatementFile) and file.size > most


def _fields(values: Mapping[str, Any]) -> dict[str, Any]:
    for name in values:
        if name not in _FIELDS:
            raise _bad(name, "Unknown field")
    if not isinstance(values.get("file"), StatementFile):
        raise _bad("file", "Expected a file")
    fields: dict[str, Any] = {"file": values["file"]}
    if values.get("mapping"):
        try:
            given = json_object(values["mapping"].encode())
            fields["mapping"] = msgspec.convert(given, dict[str, str | int])
        except (ValueError, AttributeError) as error:
            raise _bad("mapping", "Expected a JSON object of field to column") from error
    dry_run = values.get("dry_run", "false")
    if dry_run not in ("true", "false"):
        raise _bad("dry_run", "Expected true or false")
    return {**fields, "dry_run": dry_run == "true"}


def _bad(field: str, reason: str) -> Invalid:
    error = {"field": field[:MAX_NAME_LENGTH], "reason": reason}
    return Invalid("invalid_parameters", details={"errors": [error]})


ROUTES = [import_card_transactions, view_import]
