"""Every page of the console and where it is seen. A route of it that is neither here nor among those
that are no pages fails a test."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sight:
    """`address` has names of `life.lived` in braces; `signed_in` says for whom."""

    name: str
    address: str
    signed_in: bool = True
    status: int = 200


SIGHTS: dict[str, tuple[Sight, ...]] = {
    "/": (Sight("home", "/"),),
    "/settings/security": (Sight("security", "/settings/security"),),
    "/settings/security/password": (Sight("password", "/settings/security/password"),),
    "/login": (Sight("login", "/login", signed_in=False),),
    "/signup": (Sight("signup", "/signup", signed_in=False),),
    "/activate": (Sight("activate", "/activate?email=nora.prueba@example.com", signed_in=False),),
    "/forgot": (Sight("forgot", "/forgot", signed_in=False),),
    "/reset-password": (
        Sight("reset_password", "/reset-password?email=nora@example.com", signed_in=False),
    ),
    "/authorize": (
        Sight("authorize_sign_in", "{authorize}", signed_in=False),
        Sight("authorize", "{authorize}"),
    ),
    "/confirm": (Sight("confirm", "{confirm}"),),
    "/invitation": (Sight("invitation", "{invitation}"),),
    "/upload": (Sight("upload", "{upload}", signed_in=False),),
    "/credits": (Sight("credits", "/credits"),),
    "/checkout/{session_id:str}": (Sight("checkout", "{checkout}", signed_in=False),),
    "/checkout/portal": (Sight("portal", "/checkout/portal", signed_in=False),),
}
"""By the route's path; one that shows different things is seen more than once."""

NO_PAGES = {
    "/assets/{name:str}": "files of pages",
    "/login-google": "leads to Google, where that is set",
    "/authorize-google": "leads to Google, where that is set",
    "/authorize-google-callback": "leads back from Google",
}
"""Routes that answer a GET with something else, and why."""

MISSING = Sight("not_found", "/nowhere", status=404)
ALL = [sight for sights in SIGHTS.values() for sight in sights] + [MISSING]
