"""Files for the analyst: what can be attached, upload, list, delete."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from litestar import Response, delete, get, post
from litestar.params import FromPath

from clara.adapters.http.envelope import no_content, success
from clara.adapters.http.operation import Operation, documented
from clara.adapters.http.replay import marked
from clara.adapters.http.request import HttpRequest
from clara.adapters.http.running import (
    REST_KINDS,
    call_of,
    from_query,
    run,
    runner_of,
    without_query,
)
from clara.adapters.uploads.form import MAX_FORM, Received, bad_field, received
from clara.adapters.wire.attachments import AttachmentView
from clara.application.attachments.delete_attachment import DeleteAttachment
from clara.application.attachments.list_attachments import ListAttachments
from clara.application.attachments.list_supported_attachments import ListSupportedAttachments
from clara.application.attachments.upload_attachments import UploadAttachments
from clara.application.call import Draft
from clara.domain.attachments.attachment import SupportedAttachments

_USER = "/users/{user_id:str}"
_TAG = "Agent"
_FORM: dict[str, Any] = {
    "type": "object",
    "required": ["file"],
    "additionalProperties": False,
    "properties": {
        "file": {
            "type": "string",
            "format": "binary",
            "description": "A file of at most 10 MB. The field may come five times.",
        }
    },
}
_SUPPORTED = Operation(
    ListSupportedAttachments,
    SupportedAttachments,
    "Supported attachments fetched successfully.",
    _TAG,
)
_UPLOAD = Operation(
    UploadAttachments,
    AttachmentView,
    "Attachments uploaded successfully.",
    _TAG,
    status=201,
    upload=_FORM,
    is_list=True,
    statuses=(409, 413, 415, 503),
)
_LIST = Operation(
    ListAttachments, AttachmentView, "Attachments fetched successfully.", _TAG, is_list=True
)
_DELETE = Operation(
    DeleteAttachment,
    None,
    "Attachment deleted successfully.",
    _TAG,
    status=204,
    statuses=(404, 503),
)


@get(_USER + "/agent/supported_attachments", **documented(_SUPPORTED))
async def supported_attachments(request: HttpRequest, user_id: FromPath[str]) -> Response[bytes]:
    done = await run(request, ListSupportedAttachments, from_query(request, user_id=user_id))
    return success(done.result, _SUPPORTED.message)


@post(_USER + "/attachments", request_max_body_size=MAX_FORM, **documented(_UPLOAD))
async def upload_attachments(request: HttpRequest, user_id: FromPath[str]) -> Response[bytes]:
    """Nothing is read of strangers, nor of applications, whose keys are no secrets."""
    accepts = REST_KINDS & UploadAttachments.accepts
    call = await runner_of(request).authenticate(replace(call_of(request), accepts=accepts))
    async with received(request) as form:

        def read() -> Mapping[str, Any]:
            without_query(request)
            return {"files": _files(form), "user_id": user_id}

        done = await runner_of(request).run(UploadAttachments, Draft(read), call)
    views = [AttachmentView.of(one) for one in done.result.items]
    return marked(done, success(views, _UPLOAD.message, 201))


@get(_USER + "/attachments", **documented(_LIST))
async def list_attachments(request: HttpRequest, user_id: FromPath[str]) -> Response[bytes]:
    done = await run(request, ListAttachments, from_query(request, user_id=user_id))
    return success([AttachmentView.of(one) for one in done.result.items], _LIST.message)


@delete(_USER + "/attachments/{attachment_id:str}", **documented(_DELETE))
async def delete_attachment(
    request: HttpRequest, user_id: FromPath[str], attachment_id: FromPath[str]
) -> Response[None]:
    draft = from_query(request, user_id=user_id, attachment_id=attachment_id)
    return marked(await run(request, DeleteAttachment, draft), no_content())


def _files(form: Received) -> tuple[Any, ...]:
    for name in (*form.texts, *form.fields):
        if name != "file" or name in form.texts:
            raise bad_field(name, "Expected files in the field `file`")
    if not form.files:
        raise bad_field("file", "Expected a file")
    return form.files


ROUTES = [supported_attachments, upload_attachments, list_attachments, delete_attachment]
