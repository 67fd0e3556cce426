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
    "/cards": (
        Sight("cards", "/cards"),
        Sight("cards_locked", "/cards?status=LOCKED"),
        Sight("cards_none", "/cards?q=xoloitzcuintle"),
    ),
    "/cards/new": (Sight("card_new", "/cards/new"),),
    "/cards/{card_id:str}": (
        Sight("card", "/cards/{card}"),
        Sight("card_locked", "/cards/{locked_card}"),
        Sight("card_unknown", "/cards/card_00000000000000000000000000000000", status=404),
    ),
    "/cards/{card_id:str}/controls": (Sight("card_controls", "/cards/{card}/controls"),),
    "/transactions": (
        Sight("transactions", "/transactions"),
        Sight(
            "transactions_filtered", "/transactions?period=last_month&category=software&over=100"
        ),
        Sight("transactions_none", "/transactions?q=xoloitzcuintle"),
        Sight("transactions_wrong", "/transactions?period=yesteryear", status=400),
    ),
    "/transactions/{transaction_id:str}": (Sight("transaction", "/transactions/{transaction}"),),
    "/transactions/import": (Sight("import", "/transactions/import"),),
    "/transactions/import/preview": (Sight("import_preview", "{import_preview}"),),
    "/transactions/import/{task_id:str}": (Sight("import_result", "{import_result}"),),
    "/tasks": (Sight("tasks", "/tasks"),),
    "/tasks/{task_id:str}": (
        Sight("task_answer", "/tasks/{answer}"),
        Sight("task_refusal", "/tasks/{refusal}"),
    ),
    "/ask": (Sight("ask", "/ask"),),
    "/credits": (Sight("credits", "/credits"),),
    "/activity": (
        Sight("activity", "/activity"),
        Sight("activity_verified", "/activity?verify=true"),
    ),
    "/settings": (Sight("settings", "/settings"),),
    "/settings/company": (Sight("company", "/settings/company"),),
    "/settings/members": (Sight("members", "/settings/members"),),
    "/settings/members/{user_id:str}": (Sight("member", "/settings/members/{employee}"),),
    "/settings/integrations": (Sight("integrations", "/settings/integrations"),),
    "/settings/integrations/new": (Sight("integrations_new", "/settings/integrations/new"),),
    "/settings/api-key": (Sight("api_key", "/settings/api-key"),),
    "/settings/security": (Sight("security", "/settings/security"),),
    "/settings/security/password": (Sight("password", "/settings/security/password"),),
    "/settings/webhooks": (Sight("webhooks", "/settings/webhooks"),),
    "/settings/webhooks/{webhook_id:str}": (Sight("webhook", "/settings/webhooks/{webhook}"),),
    "/companies/new": (Sight("company_new", "/companies/new"),),
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
    "/checkout/{session_id:str}": (Sight("checkout", "{checkout}", signed_in=False),),
    "/checkout/portal": (Sight("portal", "/checkout/portal", signed_in=False),),
}
"""By the route's path; one that shows different things is seen more than once."""

NO_PAGES = {
    "/activity/export.csv": "a file",
    "/activity/export.jsonl": "a file",
    "/transactions/{transaction_id:str}/receipts/{receipt_id:str}": "a file",
    "/tasks/{task_id:str}/chart.svg": "a picture",
    "/tasks/{task_id:str}/file": "a file",
    "/transactions/export": "a file",
    "/transactions/import/{task_id:str}/rejected": "a file",
    "/assets/{name:str}": "files of pages",
    "/login-google": "leads to Google, where that is set",
    "/authorize-google": "leads to Google, where that is set",
    "/authorize-google-callback": "leads back from Google",
}
"""Routes that answer a GET with something else, and why."""

ALL = [sight for sights in SIGHTS.values() for sight in sights]
