"""The two pages that links in mails lead to. They work without script and without a session."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from litestar import Response, get, post

from clara.adapters.web.answers import answer, on_defect, words_of
from clara.adapters.web.errors import sentence_of, status_of
from clara.adapters.web.form import MAX_FORM, fields_of, for_activation, for_new_password
from clara.adapters.web.markup import Field, alert, form, page, paragraph
from clara.adapters.web.request import WebRequest, request_id_of
from clara.adapters.web.stylesheet import STYLESHEET
from clara.adapters.web.wording import PageWords, Wording
from clara.application.accounts.activate_user import ActivateUser
from clara.application.accounts.change_password import ChangePassword
from clara.application.call import Call, Draft
from clara.application.runner import Runner
from clara.application.use_case import UseCase
from clara.domain.accounts.language import preferred
from clara.domain.accounts.password import MAX_LENGTH, MIN_LENGTH
from clara.domain.credentials.actor import Door
from clara.domain.errors import ClaraError
from clara.domain.text import clean

_MAX_EMAIL, _MAX_CODE, _MAX_CLIENT = 254, 64, 100


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """A form and the use case behind it; `prepared` turns its fields into the command's."""

    path: str
    use_case: type[UseCase[Any, Any]]
    words: Callable[[Wording], PageWords]
    prepared: Callable[[Mapping[str, str]], dict[str, str]]
    sets_password: bool = False


_ACTIVATE = _Page(
    path="activate",
    use_case=ActivateUser,
    words=lambda words: words.activate,
    prepared=for_activation,
)
_RESET = _Page(
    path="reset-password",
    use_case=ChangePassword,
    words=lambda words: words.reset_password,
    prepared=for_new_password,
    sets_password=True,
)


@get("/activate", exception_handlers={Exception: on_defect}, include_in_schema=False)
async def activation_page(request: WebRequest) -> Response[str]:
    return _shown(request, _ACTIVATE, request.query_params)


@post(
    "/activate",
    exception_handlers={Exception: on_defect},
    include_in_schema=False,
    request_max_body_size=MAX_FORM,
)
async def activate(request: WebRequest) -> Response[str]:
    return await _sent(request, _ACTIVATE)


@get("/reset-password", exception_handlers={Exception: on_defect}, include_in_schema=False)
async def password_page(request: WebRequest) -> Response[str]:
    return _shown(request, _RESET, request.query_params)


@post(
    "/reset-password",
    exception_handlers={Exception: on_defect},
    include_in_schema=False,
    request_max_body_size=MAX_FORM,
)
async def reset_password(request: WebRequest) -> Response[str]:
    return await _sent(request, _RESET)


@get("/assets/pages.css", include_in_schema=False)
async def stylesheet() -> Response[str]:
    headers = {"cache-control": "public, max-age=3600", "x-content-type-options": "nosniff"}
    return Response(STYLESHEET, media_type="text/css", headers=headers)


ROUTES = [activation_page, activate, password_page, reset_password, stylesheet]


def _shown(
    request: WebRequest, at: _Page, given: Mapping[str, str], error: ClaraError | None = None
) -> Response[str]:
    """The form; after a refusal with the reason above it."""
    words = words_of(request)
    said = at.words(words)
    first = paragraph(said.lead) if error is None else alert(sentence_of(error, words))
    fields = _fields(at, words, given, was_refused=error is not None)
    content = page(words.language, said.title, first, form(at.path, fields, said.button))
    shown = answer(content, words, 200 if error is None else status_of(error))
    if error is not None and error.retry_after is not None:
        shown.headers["retry-after"] = str(error.retry_after)
    return shown


async def _sent(request: WebRequest, at: _Page) -> Response[str]:
    """Run the use case with the form's fields and show what came of it."""
    runner: Runner = request.app.state.runner
    given: dict[str, str] = {}
    try:
        given = await fields_of(request)
        await runner.run(at.use_case, Draft(lambda: at.prepared(given)), _call(request))
    except ClaraError as error:
        return _shown(request, at, given, error)
    words = words_of(request)
    said = at.words(words)
    return answer(page(words.language, said.done_title, paragraph(said.done)), words)


def _call(request: WebRequest) -> Call:
    """Without a token: the Runner takes our own pages for an application."""
    return Call(
        door=Door.WEB,
        request_id=request_id_of(request),
        source=request.client.host if request.client else "",
        language=preferred(request.headers.get("accept-language", "")),
        client=clean(request.headers.get("user-agent", ""), _MAX_CLIENT) or None,
    )


def _fields(
    at: _Page, words: Wording, given: Mapping[str, str], *, was_refused: bool
) -> list[Field]:
    """What was given is filled in again, but for passwords. A code that came with the link need not
    be seen, unless it was refused and another may be typed."""
    code = given.get("code", "")[:_MAX_CODE]
    email = Field(
        name="email",
        type="email",
        label=words.email,
        value=given.get("email", "")[:_MAX_EMAIL],
        autocomplete="username",
        max_length=_MAX_EMAIL,
    )
    typed = Field(
        name="code",
        label=words.code if was_refused or not code else None,
        value=code,
        hint=words.code_hint,
        autocomplete="one-time-code",
        max_length=_MAX_CODE,
    )
    return [email, typed, *(_passwords(words) if at.sets_password else ())]


def _passwords(words: Wording) -> list[Field]:
    return [
        Field(
            name=name,
            type="password",
            label=label,
            hint=hint,
            autocomplete="new-password",
            min_length=MIN_LENGTH,
            max_length=MAX_LENGTH,
        )
        for name, label, hint in (
            ("password", words.password, words.password_hint),
            ("password_again", words.password_again, None),
        )
    ]
