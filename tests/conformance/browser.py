"""A person with a browser before the pages where access is granted."""

import re
from html import unescape

import httpx

from tests.conformance.serving import PASSWORD
from tests.support.house import Person

_HIDDEN = re.compile(r'name="(request|proof|company_id)"[^>]* value="([^"]*)"')


def allow(address: str, person: Person, *scopes: str) -> str:
    """Open `address`, sign in, tick `scopes`, allow; what the program's own page says when the
    browser comes back to it."""
    with httpx.Client(trust_env=False, timeout=20) as browser:
        page = browser.get(address)
        form = {**_hidden(page), "email": person.user.email, "password": PASSWORD}
        page = browser.post(_beside(address, "/authorize-sign-in"), data=form)
        ticked = {f"scope:{scope}": "on" for scope in scopes}
        form = {**_hidden(page), **ticked, "decision": "allow"}
        sent = browser.post(_beside(address, "/authorize-decide"), data=form)
        assert sent.status_code == 303, sent.text
        return browser.get(sent.headers["location"]).text


def _beside(address: str, path: str) -> httpx.URL:
    return httpx.URL(address).join(path)


def _hidden(page: httpx.Response) -> dict[str, str]:
    assert page.status_code == 200, page.text
    return {name: unescape(value) for name, value in _HIDDEN.findall(page.text)}
