"""The person in front of the browser: signs in where an authorization URL leads, and allows what is
asked there.

`python consent.py URL` prints the address that the browser is sent back to, which carries the code;
with `--follow` it goes there as a browser does, and prints nothing. Who signs in is in CLARA_EMAIL and
CLARA_PASSWORD. Only the standard library, because clients run it with whatever Python they have.
"""

import os
import re
import sys
import time
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from http import HTTPStatus
from http.client import HTTPMessage
from typing import IO, NoReturn
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import (
    HTTPCookieProcessor,
    HTTPRedirectHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    build_opener,
)

_SECONDS = 20
# What a page takes to read. Nobody signs in within a second, and the limit of requests knows that.
_READING = 0.8
_ALERT = re.compile(r'role="alert">([^<]*)<')


class Refused(Exception):
    """The pages did not lead back to the program; says what the last one answered."""


@dataclass(frozen=True)
class Form:
    """What a browser sends, and where to, when the button `allow` or the only one is pressed."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)


class _Forms(HTMLParser):
    """All forms of a page. What only some buttons say is left out."""

    def __init__(self, page: str, address: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._address = address
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(Form(urljoin(self._address, given["action"])))
        is_choice = given.get("type") in ("radio", "checkbox")
        is_sent = tag == "input" and (not is_choice or "checked" in given)
        if is_sent or (tag == "button" and given.get("value") == "allow"):
            self.found[-1].fields[given["name"]] = given.get("value", "")


class _StayHere(HTTPRedirectHandler):
    """Redirects are an answer to look at, not to follow."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        return None


class Browser:
    """One window: it keeps cookies, and goes nowhere by itself. No proxy stands before loopback."""

    def __init__(self) -> None:
        handlers = (ProxyHandler({}), HTTPCookieProcessor(), _StayHere())
        self._opener: OpenerDirector = build_opener(*handlers)

    def form(self, wanted: str, address: str, fields: dict[str, str] | None = None) -> Form:
        """The form with a field `wanted` on the page at `address`, which `fields` are posted to if there
        are any. Raises `Refused` without one."""
        with self._opener.open(address, self._body(fields), _SECONDS) as answer:
            shown = _Forms(answer.read().decode(), address).found
        time.sleep(_READING)
        for form in shown:
            if wanted in form.fields:
                return form
        raise Refused(f"{address} did not ask for: {wanted}.")

    def sent_to(self, form: Form) -> str:
        """Where the answer to `form` sends the browser."""
        try:
            self._opener.open(form.action, self._body(form.fields), _SECONDS).close()
        except HTTPError as answer:
            if answer.code == HTTPStatus.SEE_OTHER:
                return str(answer.headers["location"])
            raise
        raise Refused(f"{form.action} did not lead back to the program.")

    @staticmethod
    def _body(fields: dict[str, str] | None) -> bytes | None:
        return urlencode(fields).encode() if fields else None


def allow(authorization_url: str, email: str, password: str) -> str:
    """Sign in and allow everything that is ticked. Returns the address of the program that the browser
    is sent to. Raises `HTTPError` for a page that refuses, `Refused` for one that leads nowhere."""
    browser = Browser()
    sign_in = browser.form("password", authorization_url)
    person = {"email": email, "password": password}
    consent = browser.form("decision", sign_in.action, sign_in.fields | person)
    return browser.sent_to(consent)


def visit(address: str) -> None:
    """Bring the code to the program, as the browser does. Raises `HTTPError`, `URLError`."""
    build_opener(ProxyHandler({})).open(address, timeout=_SECONDS).close()


def main(arguments: list[str]) -> None:
    addresses = [one for one in arguments if one != "--follow"]
    if len(addresses) != 1:
        _stop("Give one authorization URL.")
    try:
        back = allow(addresses[0], os.environ["CLARA_EMAIL"], os.environ["CLARA_PASSWORD"])
        if "--follow" in arguments:
            visit(back)
        else:
            print(back)
    except KeyError as missing:
        _stop(f"Set {missing.args[0]}: who signs in.")
    except HTTPError as refusal:
        said = _ALERT.search(refusal.read().decode(errors="replace"))
        _stop(f"The page answered {refusal.code}: {unescape(said[1]) if said else refusal.reason}")
    except (OSError, Refused) as problem:
        _stop(str(problem))


def _stop(sentence: str) -> NoReturn:
    sys.exit(f"consent: {sentence}")


if __name__ == "__main__":
    main(sys.argv[1:])
