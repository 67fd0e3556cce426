"""A request for a page, of whoever it is: what a handler reads from it and answers it with."""

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from litestar import Response
from litestar.datastructures import Cookie
from litestar.response import Template

from clara.adapters.web.console import flash as flashes
from clara.adapters.web.console.flash import Flash, Tone, Undo
from clara.adapters.web.console.forms import NOTHING, Fields, asked_fields
from clara.adapters.web.console.policy import headers
from clara.adapters.web.console.problems import Problems, problems_of, status_of
from clara.adapters.web.console.session import FLASH, keeping, kept
from clara.adapters.web.console.site import site_of
from clara.adapters.web.console.texts import Texts
from clara.adapters.web.request import WebRequest, request_id_of
from clara.application.call import Call, Done, Draft
from clara.application.runner import Runner
from clara.application.use_case import UseCase
from clara.domain.accounts.language import Language
from clara.domain.accounts.user import User
from clara.domain.credentials.actor import Actor, Door, Seat
from clara.domain.credentials.token import PEOPLE
from clara.domain.errors import ClaraError
from clara.domain.text import clean

Answer = Response[Any]

KEY = "idempotency_key"
_MAX_CLIENT = 100


class Visit:
    """`given` are the fields of a form that was sent, none otherwise; `asked` those of the query.
    Nobody need have signed in: `user`, `company` and `seats` are for templates. Its pages are bare:
    where passwords and codes are typed, and where people decide, no script runs."""

    is_bare = True

    user: User | None = None
    company: Seat | None = None
    seats: Sequence[Seat] = ()
    theme: str | None = None
    proof = ""

    def __init__(self, request: WebRequest, language: Language, given: Fields = NOTHING) -> None:
        self.request = request
        self.site = site_of(request)
        self.language = language
        self.given = given
        self.asked = asked_fields(request)
        self.token: str | None = None
        self.actor: Actor | None = None
        self._cookies: list[Cookie] = []

    @property
    def path(self) -> str:
        """As a link of ours may write it: whatever was asked for, it is never another site's."""
        path: str = self.request.scope["path"]
        return "/" + quote(path.lstrip("/"))

    @property
    def time_zone(self) -> str:
        return self.company.time_zone if self.company else "UTC"

    @property
    def request_id(self) -> str:
        return request_id_of(self.request)

    def again(self, **changes: object) -> str:
        """This page with other parameters in its query; None takes one out."""
        said: dict[str, object] = {name: self.asked.all(name) for name in self.asked}
        return self.site.url(self.path, **(said | changes))

    def new_key(self) -> str:
        """An idempotency key for a form: sent twice, it is done once."""
        return self._runner.ids.new("form")

    def texts(self, file: str) -> Texts:
        """As the page of `file` sees them."""
        return Texts(self.site.texts[self.language], file)

    def filled(self, *names: str) -> dict[str, str]:
        """Of the fields that were sent, those that are not empty: what is left out gets its
        default."""
        return {name: self.given[name] for name in names if self.given.get(name)}

    def wished(self, *names: str) -> dict[str, str]:
        """Of the query's parameters, those that are not empty; one that comes again is a list with
        commas, as over REST."""
        found = {name: ",".join(filter(None, self.asked.all(name))) for name in names}
        return {name: text for name, text in found.items() if text}

    async def run(self, use_case: type[UseCase[Any, Any]], /, **fields: Any) -> Any:
        """The result of `use_case`; texts are read as numbers and dates where those are wanted.
        Raises its `ClaraError`s: shown on an error page where nobody catches them."""
        return (await self.done(use_case, **fields)).result

    async def done(self, use_case: type[UseCase[Any, Any]], /, **fields: Any) -> Done[Any]:
        draft = Draft(lambda: fields, lax=True)
        return await self._runner.run(use_case, draft, self._call(use_case))

    def keep(self, cookie: Cookie) -> None:
        """Set `cookie` with the answer."""
        self._cookies.append(cookie)

    def show(
        self,
        template: str,
        *,
        error: ClaraError | None = None,
        status: int | None = None,
        form_targets: Sequence[str] = (),
        **values: Any,
    ) -> Answer:
        """The page, in the words of `texts/<the template's first name>.toml`; with `error`, above
        it what was wrong and beside the fields which ones, and the error's status."""
        t = self.texts(PurePosixPath(template).parts[0].partition(".")[0])
        problems = problems_of(error, t) if error is not None else Problems()
        more = headers(form_targets, is_bare=self.is_bare)
        if error is not None and error.retry_after is not None:
            more["retry-after"] = str(error.retry_after)
        context = {
            **self._context(),
            "t": t,
            "problems": problems,
            **values,
        }
        return Template(
            template,
            context=context,
            status_code=status or (status_of(error) if error is not None else 200),
            headers={**more, "content-language": self.language.value},
            cookies=self._cookies,
            media_type="text/html",
        )

    def go(
        self,
        path: str,
        /,
        said: str | None = None,
        *,
        tone: Tone = "good",
        undo: Undo | None = None,
        query: Mapping[str, object] | None = None,
        **values: object,
    ) -> Answer:
        """On to an own path (303), where the text called `said` (`file.name`) is shown first."""
        assert path.startswith("/"), "only pages of ours are gone to"
        if said is not None:
            flash = Flash(text=self.texts("")(said, **values), tone=tone, undo=undo)
            text = flashes.sealed(self.request, self.token or "", flash)
            self.keep(keeping(self.request, FLASH, text, flashes.SECONDS))
        where = {"location": self.site.url(path, **(query or {}))}
        return Response(
            b"",
            status_code=303,
            headers={**headers(is_bare=self.is_bare), **where},
            cookies=self._cookies,
        )

    def leave(self, url: str) -> Answer:
        """On to somebody else's address (303), who does not learn ours."""
        to = {"location": url, "referrer-policy": "no-referrer"}
        answer = self.go("/")
        answer.headers.update(to)
        return answer

    def _context(self) -> dict[str, Any]:
        flash = None
        if kept(self.request, FLASH):
            flash = flashes.opened(self.request, self.token or "")
            self.keep(keeping(self.request, FLASH, ""))
        return {"page": self, "given": self.given, "asked": self.asked, "flash": flash}

    @property
    def _runner(self) -> Runner:
        runner: Runner = self.request.app.state.runner
        return runner

    def _call(self, use_case: type[UseCase[Any, Any]]) -> Call:
        request = self.request
        return Call(
            door=Door.WEB,
            request_id=self.request_id,
            # What is for applications is asked for by our own pages, whoever looks at them.
            token=self.token if use_case.accepts & PEOPLE else None,
            accepts=PEOPLE,
            company_id=self.company.company_id if self.company else None,
            source=request.client.host if request.client else "",
            language=self.language,
            idempotency_key=self.given.get(KEY) or None if self.token else None,
            client=clean(request.headers.get("user-agent", ""), _MAX_CLIENT) or None,
            actor=self.actor,
        )
