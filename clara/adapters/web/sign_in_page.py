"""Where a person signs in to decide about a program."""

from collections.abc import Mapping
from urllib.parse import urlencode

from litestar import Response

from clara.adapters.web.answers import words_of
from clara.adapters.web.authorization import CONTINUE, answered
from clara.adapters.web.errors import sentence_of, status_of
from clara.adapters.web.google_cookie import MAX_CARRIED
from clara.adapters.web.markup import Field, alert, form, link_button, page, paragraph
from clara.adapters.web.request import WebRequest
from clara.adapters.web.wording import Wording
from clara.application.oauth.open_authorization import OpenedAuthorization
from clara.domain.errors import ClaraError
from clara.settings import Settings

MAX_REQUEST = 8_192
_MAX_EMAIL, _MAX_PASSWORD, _MAX_CODE = 254, 128, 64


def sign_in_page(
    request: WebRequest,
    opened: OpenedAuthorization,
    given: Mapping[str, str],
    error: ClaraError | None = None,
) -> Response[str]:
    """The form, after a refusal with what was given but the password, and with a field for the code
    where one is wanted."""
    wants_code = error is not None and error.data is not None
    words = words_of(request)
    fields = [carried(opened), *who_fields(words, given)]
    if wants_code or given.get("code"):
        fields.append(code_field(words))
    content = [form("authorize-sign-in", fields, words.connect.sign_in_button)]
    if _offers_google(request, opened):
        query = urlencode({CONTINUE: opened.sealed})
        content.append(link_button(f"authorize-google?{query}", words.connect.google))
    return shown(words, opened, content, error)


def code_page(
    request: WebRequest,
    opened: OpenedAuthorization,
    action: str,
    hidden: Mapping[str, str],
    error: ClaraError,
) -> Response[str]:
    """Only the code is missing, of somebody who showed otherwise who they are."""
    words = words_of(request)
    kept = [Field(name=name, value=value, max_length=MAX_REQUEST) for name, value in hidden.items()]
    fields = [carried(opened), *kept, code_field(words)]
    return shown(words, opened, [form(action, fields, words.connect.sign_in_button)], error)


def shown(
    words: Wording, opened: OpenedAuthorization, content: list[str], error: ClaraError | None
) -> Response[str]:
    said = words.connect
    lead = paragraph(said.sign_in_lead.format(client=opened.client.known_as))
    problem = [alert(sign_in_sentence(error, words))] if error is not None else []
    made = page(words.language, said.sign_in_title, lead, *problem, *content)
    # A second step is no mistake.
    status = 200 if error is None or error.data is not None else status_of(error)
    return answered(made, words, opened, status)


def carried(opened: OpenedAuthorization) -> Field:
    return Field(name="request", value=opened.sealed or "", max_length=MAX_REQUEST)


def code_field(words: Wording) -> Field:
    return Field(
        name="code",
        label=words.code,
        hint=words.connect.code_hint,
        autocomplete="one-time-code",
        max_length=_MAX_CODE,
    )


def who_fields(words: Wording, given: Mapping[str, str]) -> list[Field]:
    return [
        Field(
            name="email",
            type="email",
            label=words.email,
            value=given.get("email", "")[:_MAX_EMAIL],
            autocomplete="username",
            max_length=_MAX_EMAIL,
        ),
        Field(
            name="password",
            type="password",
            label=words.connect.password,
            autocomplete="current-password",
            max_length=_MAX_PASSWORD,
        ),
    ]


def _offers_google(request: WebRequest, opened: OpenedAuthorization) -> bool:
    settings: Settings = request.app.state.settings
    return settings.has_google and len(opened.sealed or "") <= MAX_CARRIED


def sign_in_sentence(error: ClaraError, words: Wording) -> str:
    if error.code == "unauthenticated":
        return words.connect.wrong
    return sentence_of(error, words)
