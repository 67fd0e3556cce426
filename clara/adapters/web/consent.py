"""Where a person decides about a program that asks for access: sign in, choose a company and what
the program may do, allow or decline.

Nothing is remembered between the steps but the sign-in: each form carries the sealed request.
"""

import hmac
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from litestar import Response, get, post

from clara.adapters.web.answers import WebRequest, answer, on_defect, request_id_of, words_of
from clara.adapters.web.consent_forms import company_choice, decision, facts, scope_choice
from clara.adapters.web.errors import sentence_of, status_of
from clara.adapters.web.form import MAX_FORM, fields_of
from clara.adapters.web.markup import Field, alert, form, page, paragraph
from clara.adapters.web.session_cookie import form_proof, session_cookie, session_token
from clara.application.accounts.profile import Profile
from clara.application.accounts.sign_in import SignIn
from clara.application.accounts.view_user import ViewUser
from clara.application.oauth.grant_access import GrantAccess
from clara.application.oauth.open_authorization import OpenAuthorization, OpenedAuthorization
from clara.application.oauth.view_authorization import ViewAuthorization
from clara.application.runner import Call, Draft, Runner
from clara.application.use_case import UseCase
from clara.domain.accounts.language import preferred
from clara.domain.credentials.actor import Door
from clara.domain.credentials.scope import STAFF
from clara.domain.credentials.token import PEOPLE
from clara.domain.errors import ClaraError, Invalid
from clara.domain.oauth.redirect_uri import host_of
from clara.domain.text import clean
from clara.settings import Settings

_MAX_EMAIL, _MAX_PASSWORD, _MAX_CODE, _MAX_CLIENT = 254, 128, 64, 100
_SCOPE = "scope:"
_PARAMETERS = (
    *("client_id", "redirect_uri", "response_type", "state", "scope"),
    *("code_challenge", "code_challenge_method", "resource"),
)
_OPTIONS: dict[str, Any] = {
    "exception_handlers": {Exception: on_defect},
    "include_in_schema": False,
}


@get("/authorize", **_OPTIONS)
async def authorize(request: WebRequest) -> Response[str]:
    """Changes nothing, whatever it is asked."""
    query = request.query_params
    fields = {name: query[name] for name in _PARAMETERS if query.get(name)}
    try:
        opened: OpenedAuthorization = await _run(request, OpenAuthorization, fields)
    except ClaraError as error:
        return _dead_end(request, error)
    if opened.sealed is None:
        said = {"error": opened.error, "error_description": opened.error_description}
        return _back(request, opened.redirect_uri, opened.state, said)
    return await _next_step(request, opened)


@post("/authorize-sign-in", request_max_body_size=MAX_FORM, status_code=200, **_OPTIONS)
async def sign_in(request: WebRequest) -> Response[str]:
    given: dict[str, str] = {}
    try:
        given = await fields_of(request)
        opened = await _reopened(request, given)
    except ClaraError as error:
        return _dead_end(request, error)
    fields = {name: given.get(name, "") for name in ("email", "password")}
    if given.get("code"):
        fields["code"] = given["code"]
    try:
        signed_in = await _run(request, SignIn, fields)
    except ClaraError as error:
        return _sign_in_page(request, opened, given, error)
    shown = await _consent_page(request, opened, signed_in.token, signed_in)
    shown.set_cookie(session_cookie(request, signed_in.token))
    return shown


@post("/authorize-decide", request_max_body_size=MAX_FORM, status_code=200, **_OPTIONS)
async def decide(request: WebRequest) -> Response[str]:
    token = session_token(request)
    try:
        given = await fields_of(request)
        opened = await _reopened(request, given)
        _require_own_form(request, token, given)
    except ClaraError as error:
        return _dead_end(request, error)
    if given.get("decision") == "sign-out":
        shown = _sign_in_page(request, opened, {})
        shown.set_cookie(session_cookie(request, None))
        return shown
    if given.get("decision") != "allow":
        return _back(request, opened.redirect_uri, opened.state, {"error": "access_denied"})
    scopes = [name.removeprefix(_SCOPE) for name in given if name.startswith(_SCOPE)]
    fields = {
        "company_id": given.get("company_id", ""),
        "request": given["request"],
        "scopes": scopes,
    }
    try:
        granted = await _run(request, GrantAccess, fields, token)
    except ClaraError as error:
        return await _next_step(request, opened, error)
    return _back(request, granted.redirect_uri, granted.state, {"code": granted.code})


ROUTES = [authorize, sign_in, decide]


async def _next_step(
    request: WebRequest, opened: OpenedAuthorization, error: ClaraError | None = None
) -> Response[str]:
    """The question, to who is signed in; else the sign-in."""
    token = session_token(request)
    if token is not None:
        try:
            profile = await _run(request, ViewUser, {}, token)
        except ClaraError:
            return _sign_in_page(request, opened, {}, error)
        if profile.user.is_active:
            return await _consent_page(request, opened, token, profile, error)
    return _sign_in_page(request, opened, {}, error)


def _sign_in_page(
    request: WebRequest,
    opened: OpenedAuthorization,
    given: Mapping[str, str],
    error: ClaraError | None = None,
) -> Response[str]:
    words = words_of(request)
    said = words.connect
    wants_code = error is not None and error.data is not None
    fields = [
        Field(name="request", value=opened.sealed or "", max_length=8_192),
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
            label=said.password,
            autocomplete="current-password",
            max_length=_MAX_PASSWORD,
        ),
    ]
    if wants_code or given.get("code"):
        fields.append(
            Field(
                name="code",
                label=words.code,
                hint=said.code_hint,
                autocomplete="one-time-code",
                max_length=_MAX_CODE,
            )
        )
    lead = paragraph(said.sign_in_lead.format(client=opened.client.name))
    problem = [alert(_sign_in_sentence(error, words))] if error is not None else []
    content = form("authorize-sign-in", fields, said.sign_in_button)
    shown = page(words.language, said.sign_in_title, lead, *problem, content)
    status = 200 if error is None or wants_code else status_of(error)
    return _answered(shown, words, opened, status)


def _sign_in_sentence(error: ClaraError, words: Any) -> str:
    if error.code == "unauthenticated":
        return str(words.connect.wrong)
    return sentence_of(error, words)


async def _consent_page(
    request: WebRequest,
    opened: OpenedAuthorization,
    token: str,
    profile: Profile,
    error: ClaraError | None = None,
) -> Response[str]:
    words = words_of(request)
    said = words.connect
    places = [one for one in profile.memberships if one.role in STAFF]
    if not places:
        lead = paragraph(said.nobody.format(name=profile.user.name))
        return _answered(page(words.language, said.title, lead), words, opened, 403)
    before = await _run(request, ViewAuthorization, {"request": opened.sealed}, token)
    client = opened.client.name
    content = [
        paragraph(said.lead.format(client=client, name=profile.user.name)),
        facts(said.where, host_of(opened.redirect_uri)),
        *([alert(sentence_of(error, words))] if error is not None else []),
        decision(
            "authorize-decide",
            hidden={
                "request": opened.sealed or "",
                "proof": form_proof(request, token, opened.sealed or ""),
            },
            choices=[
                company_choice(said.company, places, before.company_id),
                scope_choice(said.scopes, words.scopes, before.asked, before.scopes),
            ],
            allow=said.again if before.company_id else said.allow,
            deny=said.deny,
            sign_out=said.sign_out,
        ),
    ]
    shown = page(words.language, said.title.format(client=client), *content)
    return _answered(shown, words, opened, 200 if error is None else status_of(error))


def _require_own_form(request: WebRequest, token: str | None, given: Mapping[str, str]) -> None:
    wanted = form_proof(request, token or "", given.get("request", ""))
    if token is None or not hmac.compare_digest(wanted, given.get("proof", "")):
        raise Invalid("invalid_parameters")


async def _reopened(request: WebRequest, given: Mapping[str, str]) -> OpenedAuthorization:
    opened: OpenedAuthorization = await _run(
        request, OpenAuthorization, {"sealed": given.get("request", "")}
    )
    return opened


def _dead_end(request: WebRequest, error: ClaraError) -> Response[str]:
    """Wrong in a way that the program can't be told of: the person stays here."""
    words = words_of(request)
    said = words.connect
    content = page(words.language, said.stopped, alert(sentence_of(error, words)))
    return answer(content, words, status_of(error))


def _back(
    request: WebRequest, redirect_uri: str, state: str | None, said: Mapping[str, str | None]
) -> Response[str]:
    settings: Settings = request.app.state.settings
    values = {**said, "state": state, "iss": settings.public_url.rstrip("/")}
    query = urlencode({name: value for name, value in values.items() if value is not None})
    target = redirect_uri + ("&" if urlsplit(redirect_uri).query else "?") + query
    gone = answer("", words_of(request), 303)
    gone.headers["location"] = target
    return gone


def _answered(content: str, words: Any, opened: OpenedAuthorization, status: int) -> Response[str]:
    """Browsers also hold the redirect after a form to what `form-action` allows."""
    shown = answer(content, words, status)
    parts = urlsplit(opened.redirect_uri)
    place = (
        f"{parts.scheme}://{parts.netloc}"
        if parts.scheme in ("http", "https")
        else f"{parts.scheme}:"
    )
    policy = str(shown.headers["content-security-policy"])
    shown.headers["content-security-policy"] = policy.replace(
        "form-action 'self'", f"form-action 'self' {place}"
    )
    return shown


async def _run(
    request: WebRequest,
    use_case: type[UseCase[Any, Any]],
    fields: Mapping[str, Any],
    token: str | None = None,
) -> Any:
    runner: Runner = request.app.state.runner
    call = Call(
        door=Door.WEB,
        request_id=request_id_of(request),
        token=token,
        accepts=PEOPLE,
        source=request.client.host if request.client else "",
        language=preferred(request.headers.get("accept-language", "")),
        client=clean(request.headers.get("user-agent", ""), _MAX_CLIENT) or None,
    )
    return (await runner.run(use_case, Draft(lambda: fields), call)).result
