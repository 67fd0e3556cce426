"""What is known about a running operation, for the activity log."""

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from clara.application.call import Call
from clara.application.ports import Clock, Ids
from clara.application.use_case import Trace
from clara.domain.audit.entry import AuditEntry, Outcome
from clara.domain.credentials.actor import Actor
from clara.domain.errors import About, ClaraError


class Note:
    """What is known about a running operation, for its audit entry."""

    def __init__(self, action: str) -> None:
        self.action = action
        self.actor: Actor | None = None
        self.outcome = Outcome.DONE
        self.subject: str | None = None
        self.details: Mapping[str, Any] = {}
        self.company_ids: tuple[str, ...] = ()
        self.command: Struct | None = None
        self.result: Struct | None = None
        self.is_lasting = False
        """Whether its commit has begun: from then on it may last."""
        self.arguments: str | None = None
        """A keyed digest of what an assistant asked: whether two calls were the same can be seen,
        what they said can't."""

    def remember(self, trace: Trace) -> None:
        self.outcome, self.subject, self.details = trace.outcome, trace.subject, trace.details
        self.company_ids = trace.company_ids

    def refused(self, error: BaseException) -> None:
        self.outcome = Outcome.REFUSED if isinstance(error, ClaraError) else Outcome.FAILED
        self.details = {"code": getattr(error, "code", "internal")}
        about: About | None = getattr(error, "about", None)
        if about is not None:
            self.subject, self.company_ids = about.subject, about.company_ids

    def entries(self, ids: Ids, clock: Clock, call: Call, started: float) -> Iterator[AuditEntry]:
        """One for the company it is about; else one for each that has to know, or the
        installation's."""
        seat = self.actor.seat if self.actor else None
        for company_id in (seat.company_id,) if seat else (self.company_ids or (None,)):
            yield self._entry(ids, clock, call, started, company_id)

    def _entry(
        self, ids: Ids, clock: Clock, call: Call, started: float, company_id: str | None
    ) -> AuditEntry:
        actor = self.actor
        return AuditEntry(
            id=ids.new("audit"),
            company_id=company_id,
            at=clock.now(),
            action=self.action,
            outcome=self.outcome,
            door=call.door,
            user_id=actor.user_id if actor else None,
            user_name=actor.name if actor else None,
            credential_kind=actor.kind.value if actor else None,
            credential_id=actor.credential_id if actor else None,
            subject=self.subject,
            request_id=call.request_id,
            client=call.client,
            latency_ms=round((clock.elapsed() - started) * 1000),
            details=dict(self.details) | ({"arguments": self.arguments} if self.arguments else {}),
        )
