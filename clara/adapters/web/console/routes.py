"""The console: every place of it, in the order of the navigation."""

from collections.abc import Sequence

from litestar import Router
from litestar.handlers import BaseRouteHandler

from clara.adapters.web.console import assets
from clara.adapters.web.console.failures import HANDLERS
from clara.adapters.web.console.forms import MAX_FORM
from clara.adapters.web.console.opening import DEPENDENCIES
from clara.adapters.web.console.pages import home, session
from clara.adapters.web.console.place import Place

PLACES = (
    Place("home", home.ROUTES, path="/"),
    Place("session", session.ROUTES),
)


def console_routes() -> list[Router]:
    """Every place's routes, and the assets."""
    pages = pages_of([route for place in PLACES for route in place.routes])
    return [pages, Router("/", route_handlers=assets.ROUTES, include_in_schema=False)]


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
