"""Every page of ours."""

from litestar.handlers import BaseRouteHandler

from clara.adapters.web import checkout, confirm, consent, google, login, pages, upload


def beside_the_api(*, is_sandbox: bool) -> list[BaseRouteHandler]:
    """The pages beside REST; the sandbox's checkout only where it stands in for a provider."""
    return [
        *pages.ROUTES,
        *consent.ROUTES,
        *login.ROUTES,
        *confirm.ROUTES,
        *google.ROUTES,
        *upload.ROUTES,
        *checkout.ROUTES,
        *(checkout.SANDBOX_ROUTES if is_sandbox else ()),
    ]
