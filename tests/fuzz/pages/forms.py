"""The forms of the console, found as a browser finds them."""

from dataclasses import dataclass, field

import httpx

from tests.adapters.web.browser import Form, Seen
from tests.fuzz.raw import Answer, Line, request_of

_START = (
    *("/", "/cards", "/transactions", "/tasks", "/credits", "/activity", "/settings", "/login"),
    *("/signup", "/forgot", "/transactions/export", "/transactions/import", "/upload?ticket=x"),
    *(
        "/activate?email=a@example.com",
        "/reset-password?email=a@example.com",
        "/invitation?token=x",
    ),
    *("/confirm?request=x", "/login-google", "/checkout/portal"),
)
_MOST_PAGES = 80


@dataclass
class Found:
    """`links` are own addresses with their queries, `forms` those that are sent by POST."""

    links: list[str] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)


@dataclass(frozen=True)
class Crawler:
    """Opens pages of who has signed in with `session`, or of nobody."""

    line: Line
    host: tuple[str, str]

    async def crawl(self, session: str, more: tuple[str, ...] = ()) -> Found:
        """What can be reached from the menu, 80 pages at most; the first of each kind, also of
        forms."""
        found, kinds, sent_to = Found(), set[str](), set[str]()
        waiting = [*_START, *more]
        while waiting and len(found.links) < _MOST_PAGES:
            link = waiting.pop(0)
            kind = _kind(link)
            if kind in kinds:
                continue
            kinds.add(kind)
            found.links.append(link)
            seen = await self._open(link, session)
            if seen is not None:
                waiting += [one for one in seen.links.values() if _is_own(one)]
                for form in seen.forms:
                    kind = _kind(form.action)
                    if form.method.lower() == "post" and kind not in sent_to:
                        sent_to.add(kind)
                        found.forms.append(form)
        return found

    async def _open(self, link: str, session: str) -> Seen | None:
        answer = await self.ask(link, session)
        if answer.status != 200 or answer.media_type != "text/html":
            return None
        return Seen(httpx.Response(200, content=answer.body))

    async def ask(self, link: str, session: str) -> Answer:
        headers = [self.host, ("accept", "text/html"), ("cookie", f"clara_session={session}")]
        return await self.line.ask(request_of("GET", link, headers))


def _is_own(link: str) -> bool:
    return link.startswith("/") and not link.startswith(("//", "/docs", "/assets"))


def _kind(link: str) -> str:
    """`link` without what differs between pages alike."""
    path = link.partition("?")[0]
    return "/".join("_" if any(map(str.isdigit, one)) else one for one in path.split("/"))
