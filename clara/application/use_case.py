"""What every operation is: a command, a result, and what may be said about it before it runs."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Generic, TypeVar

from msgspec import Struct

from clara.application.ports import Ids
from clara.domain.audit.entry import Outcome
from clara.domain.companies.company import Role
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import EVERYONE, Scope
from clara.domain.credentials.token import PEOPLE_AND_PROGRAMS, CredentialKind
from clara.domain.webhooks.event import Happened

C = TypeVar("C", bound=Struct)
R = TypeVar("R", bound=Struct)


class Effect(StrEnum):
    """What an operation does to the store. STAGED writes by itself in short steps before its one
    short transaction at the end (a long import); everything else writes in that one only."""

    READ = "read"
    WRITE = "write"
    STAGED = "staged"


class Trace(Struct, frozen=True, kw_only=True):
    """What the activity log keeps of a result: no secrets, no free text."""

    subject: str | None = None
    outcome: Outcome = Outcome.DONE
    details: Mapping[str, Any] = {}
    company_ids: tuple[str, ...] = ()
    """In whose logs it stands, for operations that are not about one company."""


class UseCase(ABC, Generic[C, R]):
    """One operation. The docstring is what REST and MCP callers read about it.

    `name` is dotted and also the tool's; `tool` is the tool's other spelling where it is not just
    the name with underscores; `action` is the past tense under which the activity log keeps it. A public one asks for no
    credential; one for operators is run by nobody else, whatever door would offer it. `accepts` are
    the kinds of credential it takes, of those that the door takes. Inactive users are refused
    unless it `is_for_inactive`. A risky one lets money leave again: assistants are told to ask before
    it, and tokens and companies may refuse it or want a person's yes each time. One that `creates`
    makes or charges something anew each time it runs, where others set a state: an assistant that
    repeats itself within a minute gets what it got before. A prompt one leaves a task, for which its
    caller waits a moment: most are done by then. One for sandboxes works in companies whose data is
    made up, and in no other. A report reads much: where the store has a copy that is up to date, from that.
    One that `answers_within_seconds` gives what it says in `unanswered` when the store does not let it
    answer by then.
    """

    name: ClassVar[str]
    tool: ClassVar[str]
    title: ClassVar[str]
    action: ClassVar[str]
    effect: ClassVar[Effect]
    scope: ClassVar[Scope | None] = None
    roles: ClassVar[frozenset[Role]] = EVERYONE
    is_public: ClassVar[bool] = False
    is_for_operators: ClassVar[bool] = False
    is_for_inactive: ClassVar[bool] = False
    is_risky: ClassVar[bool] = False
    creates: ClassVar[bool] = False
    is_for_sandboxes: ClassVar[bool] = False
    is_prompt: ClassVar[bool] = False
    is_report: ClassVar[bool] = False
    answers_within_seconds: ClassVar[float | None] = None
    accepts: ClassVar[frozenset[CredentialKind]] = PEOPLE_AND_PROGRAMS
    command: ClassVar[type[Struct]]
    result: ClassVar[type[Struct]]

    @abstractmethod
    async def __call__(self, actor: Actor, command: C) -> R:
        """Do it. Raises `ClaraError`s only; their precedence stands in the class's docstring."""

    @classmethod
    def fingerprint(cls, command: C) -> Struct:
        """What makes two requests under one idempotency key the same."""
        return command

    @classmethod
    def kept(cls, result: R) -> R:
        """What is kept of a result for a repetition of the request: no secret."""
        return result

    @classmethod
    def unanswered(cls, actor: Actor, command: C, at: datetime, ids: Ids) -> R:
        """What is answered when there is no answer in time; or raises what says so."""
        raise NotImplementedError

    async def make_up(self, actor: Actor, command: C, told: R | None, came: R | None) -> None:
        """Afterwards, in a transaction of its own that may run again: keep what was `told`, if
        anything was, and take back what `came` too late, if it lasts."""
        raise NotImplementedError

    @classmethod
    def events(cls, result: R) -> tuple[Happened, ...]:
        """What webhooks of the company it was done in are told of `result`."""
        return ()

    @classmethod
    def trace(cls, result: R) -> Trace:
        """What to remember of `result`; writes say which thing they changed."""
        return Trace()
