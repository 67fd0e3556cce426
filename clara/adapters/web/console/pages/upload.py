"""Where a person sends the file that an assistant asked them for. The link is the credential, and
the same address takes the file from a command line: `curl -F file=@invoice.pdf '<link>'`."""

from litestar import get, post

from clara.adapters.uploads.form import MAX_FORM, bad_field, received
from clara.adapters.web.console.languages import language_of
from clara.adapters.web.console.opening import Visitor
from clara.adapters.web.console.visit import Answer, Visit
from clara.adapters.web.request import WebRequest
from clara.application.attachments.receive_upload import ReceiveUpload
from clara.domain.errors import ClaraError

_MAX_TICKET = 2_000


@get("/upload")
async def upload_page(visit: Visitor) -> Answer:
    """Changes nothing, and does not use the link up."""
    return _form(visit)


@post("/upload", request_max_body_size=MAX_FORM)
async def upload(request: WebRequest) -> Answer:
    # Nothing against forged requests: there is no session that another site could use. What proves
    # the request is the link.
    visit = Visit(request, language_of(request))
    try:
        async with received(request) as form:
            if len(form.files) != 1 or form.texts:
                raise bad_field("file", "Expected one file")
            await visit.run(ReceiveUpload, ticket=_ticket(visit), file=form.files[0])
    except ClaraError as error:
        return _form(visit, error)
    return visit.show("upload/done.html", status=201)


ROUTES = [upload_page, upload]


def _form(visit: Visit, error: ClaraError | None = None) -> Answer:
    """The form; after a refusal with the reason above it."""
    return visit.show("upload/form.html", error=error, ticket=_ticket(visit))


def _ticket(visit: Visit) -> str:
    return visit.asked.get("ticket", "")[:_MAX_TICKET]
