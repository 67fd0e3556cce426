"""Pages for people and the endpoints of OAuth, asked and sent with garbage."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass

from tests.fuzz.chance import MARKUP
from tests.fuzz.hunting import Target
from tests.fuzz.judges import Complaint
from tests.fuzz.pages.forms import Crawler
from tests.fuzz.pages.requests import PageRequests
from tests.fuzz.raw import Answer, Line, request_of
from tests.fuzz.tally import Tally

_CALLBACK = "http://127.0.0.1:7/callback"


@dataclass
class PagesHunt:
    target: Target
    name: str = "pages"
    at_once: int = 8
    _requests: PageRequests | None = None

    async def prepare(self, line: Line, seconds: float) -> None:
        """Registers an OAuth client and looks at every page, signed in and not."""
        crawler, cast = Crawler(line, self.target.host), self.target.cast
        client_id = await self._registered(line)
        asking = (
            f"/authorize?client_id={client_id}&redirect_uri={_CALLBACK}&response_type=code"
            f"&code_challenge={'x' * 43}&code_challenge_method=S256&state=s"
        )
        signed_in = await crawler.crawl(cast.sessions[0], (asking,))
        nobody = await crawler.crawl("", (asking,))
        self._requests = PageRequests(
            cast=cast,
            host=self.target.host,
            links=[*signed_in.links, *nobody.links],
            forms=[*signed_in.forms, *nobody.forms],
            client_id=client_id,
        )

    async def _registered(self, line: Line) -> str:
        wanted = {"redirect_uris": [_CALLBACK], "token_endpoint_auth_method": "none"}
        headers = [self.target.host, ("content-type", "application/json")]
        body = json.dumps(wanted).encode()
        answer = await line.ask(request_of("POST", "/register", headers, body))
        found: str = json.loads(answer.body)["client_id"]
        return found

    async def pursue(self, line: Line, number: int, chance: random.Random, tally: Tally) -> None:
        assert self._requests is not None
        sent = self._requests.one(chance)
        answer = await line.ask(sent)
        tally.count(_outcome(answer), number)
        judged = (
            *self.target.judge.complaints(sent, answer),
            *page_complaints(answer, self.target.host[1]),
        )
        for complaint in judged:
            tally.complain(complaint, number, sent, answer.everything)


def page_complaints(answer: Answer, host: str) -> Iterator[Complaint]:
    """What is wrong with an answer to a browser of the server at `host`."""
    if answer.media_type == "text/html":
        if MARKUP.encode() in answer.body or b"<script>alert(1)" in answer.body:
            yield Complaint("shape", "shows what was sent as markup")
        if "content-security-policy" not in answer.headers:
            yield Complaint("shape", "a page without a Content-Security-Policy")
    location = answer.headers.get("location")
    if location is not None and not _leads_to_us(location, host):
        yield Complaint("state", "leads away to where a request wanted")


def _leads_to_us(location: str, host: str) -> bool:
    """Or back to the program that was registered."""
    if location.startswith((_CALLBACK, f"http://{host}/")):
        return True
    return location.startswith("/") and not location.startswith(("//", "/\\"))


def _outcome(answer: Answer) -> str:
    try:
        found = json.loads(answer.body)
        return f"{answer.status} {found.get('error') or found.get('code') or ''}".strip()
    except (ValueError, AttributeError):
        return str(answer.status)
