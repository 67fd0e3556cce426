"""What browsers and OAuth clients could send: forms, addresses and questions with garbage in them."""

import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from tests.adapters.web.browser import Form
from tests.fuzz.chance import MARKUP, damaged, text, value
from tests.fuzz.parts import Cast
from tests.fuzz.raw import request_of

_ENDING = re.compile(
    "/logout|/settings/(company|company/leave|api-key|security/password|members/.+|integrations/revoke)"
)
"""Forms after which later cases would find nobody let in: never sent whole."""
_PARAMETERS = (
    *(
        "next",
        "month",
        "period",
        "q",
        "cursor",
        "status",
        "category",
        "card",
        "from",
        "to",
        "email",
    ),
    *("language", "company_id", "token", "ticket", "request", "session_id", "amount_over", "page"),
    *("state", "code", "error", "client_id", "redirect_uri", "response_type", "scope", "resource"),
    *("code_challenge", "code_challenge_method", "limit", "merchant", "type", "sort", "card_id"),
)
_GRANTS = ("authorization_code", "refresh_token", "client_credentials", "password", "")
_EVIL = ("//zqevil.example", "https://zqevil.example/", "/\\zqevil.example", "javascript:alert(1)")
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class PageRequests:
    """`client_id` is a registered OAuth client's. `code` stands in for one."""

    cast: Cast
    host: tuple[str, str]
    links: Sequence[str]
    forms: Sequence[Form]
    client_id: str

    def one(self, chance: random.Random) -> bytes:
        drawn = chance.random()
        if drawn < 0.5:
            return self._form(chance)
        if drawn < 0.78:
            return self._page(chance)
        return chance.choice((self._token, self._register, self._authorize, self._revoke))(chance)

    def _form(self, chance: random.Random) -> bytes:
        form = chance.choice(self.forms)
        fields = list(form.fields.items())
        fields += [named for named in form.buttons.values() if named[0] and chance.random() < 0.5]
        for _ in range(chance.choice((0, 1, 1, 2, 5))):
            fields = _altered(fields, chance)
        if _ENDING.fullmatch(form.action.partition("?")[0]):
            fields = [(name, given) for name, given in fields if name != "proof"]
        headers = self._browser(chance)
        body = urlencode(fields, errors="replace").encode()
        if chance.random() < 0.08:
            body = damaged(body, chance)
        if chance.random() < 0.06:
            headers, body = _as_parts(headers, fields)
        else:
            headers.append(("content-type", _FORM))
        action = form.action if chance.random() < 0.95 else form.action + _escaped(chance)
        return request_of("POST", action, headers, body)

    def _page(self, chance: random.Random) -> bytes:
        path, _, query = chance.choice(self.links).partition("?")
        if chance.random() < 0.2:
            first, _, last = path.rpartition("/")
            path = f"{first}/{chance.choice((_escaped(chance), last + '/x', *self.cast.known_foreign))}"
        pairs = [(chance.choice(_PARAMETERS), _value(chance)) for _ in range(chance.randrange(4))]
        query = "&".join(filter(None, (query, urlencode(pairs, errors="replace"))))
        if chance.random() < 0.1:
            query = _escaped(chance)
        return request_of("GET", f"{path}?{query}" if query else path, self._browser(chance))

    def _browser(self, chance: random.Random) -> list[tuple[str, str]]:
        session = self.cast.sessions[0]  # the proofs in its forms are good for no other
        if chance.random() < 0.1:
            session = chance.choice(("", "x", session[:-1], "a; b=c", self.cast.assistants[0]))
        headers = [self.host, ("accept", "text/html"), ("cookie", f"clara_session={session}")]
        if chance.random() < 0.9:
            headers.append(
                ("sec-fetch-site", chance.choice(("same-origin",) * 8 + ("cross-site", "x")))
            )
        if chance.random() < 0.1:
            headers.append(("cookie", f"clara_flash={_escaped(chance)}; clara_language=xx"))
        return headers

    def _token(self, chance: random.Random) -> bytes:
        fields = [
            ("grant_type", chance.choice(_GRANTS)),
            ("client_id", self.client_id if chance.random() < 0.7 else _value(chance)),
            *((name, _value(chance)) for name in ("code", "code_verifier", "redirect_uri")),
            ("refresh_token", _value(chance)),
        ]
        return self._posted("/token", [one for one in fields if chance.random() < 0.8], chance)

    def _revoke(self, chance: random.Random) -> bytes:
        fields = [("token", _value(chance)), ("client_id", self.client_id)]
        return self._posted("/revoke", fields, chance)

    def _posted(self, path: str, fields: list[tuple[str, str]], chance: random.Random) -> bytes:
        headers = [self.host, ("content-type", _FORM)]
        if chance.random() < 0.2:
            headers.append(("authorization", f"Basic {_escaped(chance)}"))
        body = urlencode(fields, errors="replace").encode()
        return request_of(
            "POST", path, headers, damaged(body, chance) if chance.random() < 0.2 else body
        )

    def _register(self, chance: random.Random) -> bytes:
        wanted = {
            "client_name": _value(chance),
            "redirect_uris": chance.choice(
                (["http://127.0.0.1/cb"], [_value(chance)], value(chance))
            ),
            "token_endpoint_auth_method": chance.choice(
                ("none", "client_secret_basic", _value(chance))
            ),
        }
        if chance.random() < 0.3:
            wanted[_value(chance)] = value(chance)
        body = json.dumps(wanted if chance.random() < 0.8 else value(chance)).encode()
        headers = [self.host, ("content-type", "application/json")]
        return request_of("POST", "/register", headers, body)

    def _authorize(self, chance: random.Random) -> bytes:
        pairs = {
            "client_id": self.client_id,
            "redirect_uri": "http://127.0.0.1:7/callback",
            "response_type": "code",
            "code_challenge": "x" * 43,
            "code_challenge_method": "S256",
            "state": MARKUP,
            "scope": "cards:read",
        }
        for name in chance.sample([*pairs], chance.randrange(3)):
            pairs[name] = _value(chance)
        query = urlencode(pairs, errors="replace")
        return request_of("GET", f"/authorize?{query}", self._browser(chance))


def _altered(fields: list[tuple[str, str]], chance: random.Random) -> list[tuple[str, str]]:
    if not fields:
        return [(_value(chance)[:40], _value(chance))]
    place = chance.randrange(len(fields))
    name = fields[place][0]
    match chance.randrange(6):
        case 0:
            return fields[:place] + fields[place + 1 :]
        case 1:
            return [*fields, (name, _value(chance))]
        case 2:
            return [*fields, (_value(chance)[:40], _value(chance))]
        case _:
            return [*fields[:place], (name, _value(chance)), *fields[place + 1 :]]


def _as_parts(
    headers: list[tuple[str, str]], fields: list[tuple[str, str]]
) -> tuple[list[tuple[str, str]], bytes]:
    """As a multipart form."""
    parts = "".join(
        f'--zq\r\ncontent-disposition: form-data; name="{name}"\r\n\r\n{given}\r\n'
        for name, given in fields
    )
    kind = ("content-type", "multipart/form-data; boundary=zq")
    return [*headers, kind], (parts + "--zq--\r\n").encode("utf-8", "replace")


def _value(chance: random.Random) -> str:
    drawn = chance.random()
    return chance.choice(_EVIL) if drawn < 0.08 else MARKUP if drawn < 0.2 else text(chance)[:9_000]


def _escaped(chance: random.Random) -> str:
    return quote(text(chance)[:600], safe="%/;", errors="replace")
