"""What happens in the demo company before its pages are looked at, so that every page has something
to show: a lock with a reason, an import with rejected rows, an answer of the analyst, an assistant
that asked for something."""

import time
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.browser.served import PATIENCE, Served
from tests.browser.window import Window, signs_in
from tests.support.assistant import request
from tests.support.tool_results import facts_of

STATEMENT = "Fecha,Comercio,Cargo\n2026-11-03,OXXO CENTRO,120.50\n2026-11-04,UBER,99.00\nnunca,Sin fecha,10\n"
CALLBACK = "https://assistant.example/callback"
INVITED = "nora.prueba@example.com"


async def lived(served: Served, window: Window) -> dict[str, str]:
    """Identifiers and links of what there is now, by the names that addresses have for them."""
    await signs_in(window, served.demo["administrator"])
    return {
        **await _import(window),
        **_cards(served),
        **_tasks(served),
        **_credits(served),
        **_links(served),
        **_people(served),
    }


async def _import(window: Window) -> dict[str, str]:
    """Where a statement is looked at, and where it says what became of it."""
    page = window.page
    await window.open("/transactions/import")
    statement = {"name": "november.csv", "mimeType": "text/csv", "buffer": STATEMENT.encode()}
    await page.set_input_files("main input[type=file]", statement)  # type: ignore[arg-type]
    await page.click("main form[enctype] button")
    await page.wait_for_url("**/preview?*")
    preview = window.path
    await page.click("main form[method=post] button")
    await page.wait_for_url(lambda url: "/preview" not in url)
    return {"import_preview": preview, "import_result": window.path}


def _cards(served: Served) -> dict[str, str]:
    company = served.company
    cards = served.rest("GET", f"{company}/cards")["items"]
    spent, locked = cards[0], cards[1]
    served.rest("POST", f"{company}/cards/{locked['id']}/lock", reason="Lost in a taxi")
    rows = served.rest("GET", f"{company}/card_transactions?limit=1")["items"]
    return {
        "card": spent["id"],
        "locked_card": locked["id"],
        "transaction": rows[0]["id"],
    }


def _tasks(served: Served) -> dict[str, str]:
    user = f"/users/{served.demo['administrator']['user_id']}"
    served.operate(
        *("credits", "adjust", "--email", served.demo["administrator"]["email"]),
        *("--credits", "500", "--reason", "A gift"),
    )
    asked = {
        "answer": "our biggest categories last month",
        "refusal": "how are the unicorns of the third moon",
    }
    found = {}
    for name, prompt in asked.items():
        task = served.sent("POST", f"{user}/agent/analysis", files={"prompt": (None, prompt)})
        found[name] = task["id"]
    for task in found.values():
        _until_over(served, f"{user}/tasks/{task}")
    return found


def _until_over(served: Served, path: str) -> None:
    until = time.monotonic() + PATIENCE
    while served.rest("GET", path)["status"] in ("queued", "running"):
        assert time.monotonic() < until
        time.sleep(0.05)


def _credits(served: Served) -> dict[str, str]:
    bought = served.rest("POST", "/stripe/buy", amount=50)
    return {"checkout": urlsplit(bought["url"]).path}


def _links(served: Served) -> dict[str, str]:
    rails = {"unlocking": "confirmed"}
    made = served.rest("POST", f"{served.company}/mcp_tokens", name="Cautious", guard=rails)
    locked = served.rest("GET", f"{served.company}/cards?status=LOCKED")["items"][0]
    asked = _called(served, made["token"], "unlock_card", card=locked["id"])
    upload = _called(served, made["token"], "agent_open_upload_link")
    told = served.rest("POST", f"{served.company}/webhooks", url="https://erp.example.com/clara")
    return {
        "token": made["id"],
        "webhook": told["id"],
        "confirm": _path(facts_of(asked)["details"]["confirm_url"]),
        "upload": _path(facts_of(upload)["url"]),
        "authorize": _authorize(served),
    }


def _authorize(served: Served) -> str:
    body = {"client_name": "Assistant", "redirect_uris": [CALLBACK]}
    client = served.http.post(f"{served.base}/register", json=body).json()
    asked = {
        "client_id": client["client_id"],
        "redirect_uri": CALLBACK,
        "response_type": "code",
        "state": "a state",
        "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        "code_challenge_method": "S256",
        "scope": "cards:read cards:write transactions:read",
    }
    return "/authorize?" + urlencode(asked)


def _people(served: Served) -> dict[str, str]:
    invited = served.rest("POST", f"{served.company}/members", email=INVITED, role="bookkeeper")
    code = served.mail(INVITED, r"^\s+([A-Za-z0-9_-]{20,})$")
    return {
        "invitation": f"/invitation?token={code}",
        "invitation_id": invited["id"],
        "administrator": served.demo["administrator"]["user_id"],
        "employee": served.demo["employee"]["user_id"],
    }


def _path(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


def _called(served: Served, token: str, tool: str, **arguments: str) -> Any:
    body, headers = request(token, "tools/call", {"name": tool, "arguments": arguments})
    return served.http.post(f"{served.base}/mcp", json=body, headers=headers).json()["result"]
