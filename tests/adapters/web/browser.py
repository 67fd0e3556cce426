"""A browser without script: it keeps cookies, fills forms in and says where it was."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

import httpx

from clara.domain.credentials.actor import Door
from tests.support.house import Person

ORIGIN = "http://localhost:8000"
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())


@dataclass
class Form:
    """`fields` hold what the page filled in; a button's name and value are in `buttons`, by what
    it says."""

    method: str
    action: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)


class Seen(HTMLParser):
    """What the browser makes of an answer."""

    def __init__(self, answer: httpx.Response) -> None:
        super().__init__()
        self.answer, self.status = answer, answer.status_code
        self.language = self.theme = self.title = self.text = self.alert = self.said = ""
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: dict[str, str] = {}
        self.current: list[str] = []
        self.forms: list[Form] = []
        self.labels: set[str] = set()
        self.open: list[tuple[str, dict[str, str]]] = []
        self._select = ""
        self.feed(answer.text)

    @property
    def where(self) -> str:
        """Where the answer sends the browser."""
        location: str = self.answer.headers.get("location", "")
        return location

    def form(self, action: str) -> Form:
        [found] = [one for one in self.forms if one.action.partition("?")[0] == action]
        return found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        if tag not in _VOID:
            self.open.append((tag, given))
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "html":
            self.language, self.theme = given["lang"], given.get("data-theme", "")
        elif tag == "form":
            self.forms.append(Form(given.get("method", "get"), given.get("action", "")))
        elif tag == "label":
            self.labels.add(given.get("for", ""))
        elif tag == "select":
            self._select = given["name"]
        elif tag in ("input", "option", "button", "textarea") and self.forms:
            self._filled(tag, given)

    def _filled(self, tag: str, given: dict[str, str]) -> None:
        form = self.forms[-1]
        if tag == "option" and ("selected" in given or self._select not in form.fields):
            form.fields[self._select] = given["value"]
        if tag == "input" and (
            given.get("type") not in ("checkbox", "radio") or "checked" in given
        ):
            form.fields[given["name"]] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            raise AssertionError(f"</{tag}> closes nothing")

    def handle_data(self, data: str) -> None:
        self.text += data
        for tag, given in self.open:
            if tag == "title":
                self.title += data
            if given.get("role") == "alert":
                self.alert += data
            if given.get("role") == "status":
                self.said += data
        tag, given = self.open[-1] if self.open else ("", {})
        if tag == "a":
            self.links[data.strip()] = given["href"]
            if "aria-current" in given:
                self.current.append(data.strip())
        if tag == "button" and self.forms:
            named = (given.get("name", ""), given.get("value", ""))
            self.forms[-1].buttons[data.strip()] = named


@dataclass
class Browser:
    """`headers` go with every request; a form that is sent says that it comes from our own page."""

    http: httpx.AsyncClient
    headers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.http.cookies.clear()

    def be(self, person: Person) -> None:
        """Signed in as `person`."""
        self.keep("clara_session", person.tokens[Door.WEB])

    def keep(self, name: str, value: str) -> None:
        """A cookie, as if our server had set it."""
        # Python's cookie jar calls a host without a dot so (RFC 2965).
        self.http.cookies.set(name, value, domain="localhost.local")

    async def open(self, path: str, **headers: str) -> Seen:
        accepted = {"accept": "text/html,*/*;q=0.8"}
        url = urljoin(ORIGIN, path)
        return Seen(await self.http.get(url, headers=accepted | self.headers | headers))

    async def send(self, form: Form, button: str = "", **typed: str) -> Seen:
        """Press the button."""
        fields = form.fields | typed
        if button:
            name, value = form.buttons[button]
            fields |= {name: value} if name else {}
        return await self.post(form.action, fields)

    async def post(self, path: str, fields: dict[str, str], **headers: str) -> Seen:
        sent = {"accept": "text/html", "origin": ORIGIN, "sec-fetch-site": "same-origin"}
        url = urljoin(ORIGIN, path)
        answer = await self.http.post(url, data=fields, headers=sent | self.headers | headers)
        return Seen(answer)

    async def follow(self, seen: Seen) -> Seen:
        """The page that the answer sends the browser to."""
        assert seen.status == 303, seen.text
        return await self.open(seen.where)
