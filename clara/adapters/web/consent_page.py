"""The question: whether a program may act in a person's name, where, and how far."""

from litestar import Response

from clara.adapters.web.answers import words_of
from clara.adapters.web.authorization import answered
from clara.adapters.web.consent_forms import (
    ask_first_choice,
    company_choice,
    decision,
    facts,
    scope_choice,
)
from clara.adapters.web.errors import sentence_of, status_of
from clara.adapters.web.markup import alert, page, paragraph
from clara.adapters.web.request import WebRequest
from clara.adapters.web.running import run
from clara.adapters.web.session_cookie import form_proof
from clara.adapters.web.wording import ConnectWords
from clara.application.accounts.profile import Profile
from clara.application.oauth.open_authorization import OpenedAuthorization
from clara.application.oauth.view_authorization import ViewAuthorization, ViewedAuthorization
from clara.domain.credentials.scope import STAFF, Scope
from clara.domain.errors import ClaraError
from clara.domain.oauth.redirect_uri import host_of, is_loopback

_DECIDE = "authorize-decide"


async def consent_page(
    request: WebRequest,
    opened: OpenedAuthorization,
    token: str,
    profile: Profile,
    error: ClaraError | None = None,
) -> Response[str]:
    """For who is signed in with `token`; who may not decide is told so."""
    words = words_of(request)
    said, name, sealed = words.connect, profile.user.name, opened.sealed or ""
    hidden = {"request": sealed, "proof": form_proof(request, token, sealed)}
    places = [one for one in profile.memberships if one.role in STAFF]
    if not places:
        leave = decision(_DECIDE, hidden=hidden, sign_out=said.sign_out)
        lead = paragraph(said.nobody.format(name=name))
        return answered(page(words.language, said.nobody_title, lead, leave), words, opened, 403)
    before = await run(request, ViewAuthorization, {"request": sealed}, token)
    content = [
        paragraph(said.lead.format(client=opened.client.name, name=name)),
        *_origin(said, opened),
        *([alert(sentence_of(error, words))] if error is not None else []),
        decision(
            _DECIDE,
            hidden=hidden,
            choices=[
                company_choice(said.company, places, before.company_id),
                scope_choice(said.scopes, words.scopes, before.asked, before.scopes),
                *_rails(said, before),
            ],
            allow=said.again if before.company_id else said.allow,
            deny=said.deny,
            sign_out=said.sign_out,
        ),
    ]
    shown = page(words.language, said.title.format(client=opened.client.known_as), *content)
    return answered(shown, words, opened, 200 if error is None else status_of(error))


def _rails(said: ConnectWords, before: ViewedAuthorization) -> list[str]:
    """Whoever lets a program unlock cards may want to be asked each time."""
    if Scope.CARDS_WRITE not in before.asked:
        return []
    return [ask_first_choice(said.rails, said.ask_first, before.guard.unlocking)]


def _origin(said: ConnectWords, opened: OpenedAuthorization) -> list[str]:
    """What is known of the program besides what it says: its host, and where the person is sent."""
    published = opened.client.publisher
    first = [facts(said.publisher, published)] if published else []
    if is_loopback(opened.redirect_uri):
        warning = paragraph(said.loopback.format(client=opened.client.name))
        return [*first, facts(said.where, said.here), warning]
    return [*first, facts(said.where, host_of(opened.redirect_uri))]
