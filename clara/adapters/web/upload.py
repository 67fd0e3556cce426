"""Where a person sends the file that an assistant asked them for. The link is the credential, and
the same address takes the file from a command line: `curl -F file=@invoice.pdf '<link>'`."""

from html import escape
from typing import Any
from urllib.parse import urlencode

from litestar import Response, get, post

from clara.adapters.uploads.form import MAX_FORM, bad_field, received
from clara.adapters.web.answers import answer, words_of
from clara.adapters.web.authorization import GET, POST
from clara.adapters.web.errors import sentence_of, status_of
from clara.adapters.web.markup import alert, page, paragraph
from clara.adapters.web.request import WebRequest
from clara.adapters.web.running import run
from clara.adapters.web.wording import UploadWords
from clara.application.attachments.receive_upload import ReceiveUpload
from clara.domain.errors import ClaraError

_MAX_TICKET = 2_000
_POST: dict[str, Any] = {**POST, "request_max_body_size": MAX_FORM}


@get("/upload", **GET)
async def upload_page(request: WebRequest) -> Response[str]:
    """Changes nothing, and does not use the link up."""
    return _form(request)


@post("/upload", **_POST)
async def upload(request: WebRequest) -> Response[str]:
    # No token against forged requests (CSRF): there is no session that another site could use. What
    # proves the request is the link.
    try:
        async with received(request) as form:
            if len(form.files) != 1 or form.texts:
                raise bad_field("file", "Expected one file")
            fields = {"ticket": _ticket(request), "file": form.files[0]}
            await run(request, ReceiveUpload, fields)
    except ClaraError as error:
        return _form(request, error)
    words = words_of(request)
    said = words.upload
    return answer(page(words.language, said.done_title, paragraph(said.done)), words, 201)


ROUTES = [upload_page, upload]


def _form(request: WebRequest, error: ClaraError | None = None) -> Response[str]:
    """The form; after a refusal with the reason above it."""
    words = words_of(request)
    said = words.upload
    first = paragraph(said.lead) if error is None else alert(sentence_of(error, words))
    content = page(words.language, said.title, first, _field(_ticket(request), said))
    shown = answer(content, words, 200 if error is None else status_of(error))
    if error is not None and error.retry_after is not None:
        shown.headers["retry-after"] = str(error.retry_after)
    return shown


def _ticket(request: WebRequest) -> str:
    return request.query_params.get("ticket", "")[:_MAX_TICKET]


def _field(ticket: str, said: UploadWords) -> str:
    action = escape("upload?" + urlencode({"ticket": ticket}))
    return (
        f'<form method="post" enctype="multipart/form-data" action="{action}">'
        f'<div class="field"><label for="file">{escape(said.file)}</label>'
        '<input id="file" name="file" type="file" required></div>'
        f'<button type="submit">{escape(said.button)}</button></form>'
    )
