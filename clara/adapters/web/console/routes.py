"""The console: every place of it, in the order of the navigation."""

from collections.abc import Sequence

from litestar import Router
from litestar.handlers import BaseRouteHandler

from clara.adapters.web.console import assets
from clara.adapters.web.console.failures import HANDLERS
from clara.adapters.web.console.forms import MAX_FORM
from clara.adapters.web.console.opening import DEPENDENCIES
from clara.adapters.web.console.pages import (
    activity,
    api_key,
    ask,
    cards,
    checkout,
    company,
    confirm,
    connect,
    credits,
    google,
    home,
    integrations,
    invitation,
    login,
    member,
    members,
    password,
    security,
    session,
    settings,
    settings_webhooks,
    signup,
    tasks,
    tokens,
    transactions,
    transactions_import,
    transactions_imported,
    transactions_one,
    transactions_question,
    upload,
)
from clara.adapters.web.console.place import Place
from clara.domain.credentials.scope import STAFF

PLACES = (
    Place("home", home.ROUTES, path="/"),
    Place("cards", cards.ROUTES, path="/cards"),
    Place(
        "transactions",
        (*transactions.ROUTES, *transactions_one.ROUTES, *transactions_question.ROUTES),
        path="/transactions",
    ),
    Place("tasks", (*tasks.ROUTES, *ask.ROUTES), path="/tasks"),
    Place("credits", credits.ROUTES, path="/credits"),
    Place("activity", activity.ROUTES, path="/activity", roles=STAFF),
    Place("settings", settings.ROUTES, path="/settings"),
    Place("company", company.ROUTES),
    Place("members", (*members.ROUTES, *member.ROUTES)),
    Place("integrations", (*integrations.ROUTES, *tokens.ROUTES)),
    Place("api_key", api_key.ROUTES),
    Place("webhooks", settings_webhooks.ROUTES),
    Place("security", security.ROUTES),
    Place("transactions_import", (*transactions_import.ROUTES, *transactions_imported.ROUTES)),
    Place("session", session.ROUTES),
)


SIGNING_IN = (*login.ROUTES, *signup.ROUTES, *password.ROUTES, *google.ROUTES)
"""Nobody is signed in here yet."""
BY_LINK = (
    *connect.ROUTES,
    *confirm.ROUTES,
    *invitation.ROUTES,
    *upload.ROUTES,
)
"""What assistants, programs and providers send people to."""


def console_routes(*, is_sandbox: bool) -> list[Router]:
    """Every page, and the assets. The sandbox's checkout is there only where it stands in for a
    provider."""
    routes = [route for place in PLACES for route in place.routes]
    sandbox = checkout.SANDBOX_ROUTES if is_sandbox else ()
    return [
        pages_of([*routes, *SIGNING_IN, *BY_LINK, *sandbox]),
        Router("/", route_handlers=assets.ROUTES, include_in_schema=False),
    ]


def pages_of(routes: Sequence[BaseRouteHandler]) -> Router:
    """Routes that take a `page` or a `visit`; what they raise is answered with a page."""
    return Router(
        "/",
        route_handlers=routes,
        dependencies=DEPENDENCIES,
        exception_handlers=HANDLERS,
        include_in_schema=False,
        request_max_body_size=MAX_FORM,
    )
