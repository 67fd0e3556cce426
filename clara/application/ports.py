"""What the Runner and every feature need from the outside."""

from abc import abstractmethod
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar

from msgspec import Struct

from clara.domain.audit.entry import AuditEntry
from clara.domain.credentials.actor import Actor, Door, Seat
from clara.domain.mail.letter import Letter
from clara.domain.webhooks.event import Happened

U = TypeVar("U")


class Clock(Protocol):
    @abstractmethod
    def now(self) -> datetime:
        """The instant, in UTC."""

    @abstractmethod
    def elapsed(self) -> float:
        """Seconds of a clock that never jumps; only differences mean anything."""

    @abstractmethod
    async def sleep(self, seconds: float) -> None:
        """Wait."""


class Ids(Protocol):
    @abstractmethod
    def new(self, kind: str) -> str:
        """A new identifier, `<kind>_<32 hex digits>`, never given before."""


class Progress(Protocol):
    @abstractmethod
    def advance(self, rows: int) -> None:
        """Tell whoever waits that `rows` are done so far."""


@dataclass(frozen=True, slots=True)
class PublicUrl:
    """Where the world reaches this installation. Links are made from it, never from a request."""

    root: str

    def to(self, path: str) -> str:
        return self.root.rstrip("/") + path


class LimitName(StrEnum):
    """Requests that are counted beyond the general rate: how many is a setting."""

    REGISTRATION = "registration"
    CODES_PER_ADDRESS = "codes_per_address"
    """From one source: a stranger elsewhere must not use them up."""
    CODES_PER_MAILBOX = "codes_per_mailbox"
    """From all sources: nobody's mailbox is flooded."""
    CODES_PER_SOURCE = "codes_per_source"
    SIGN_IN = "sign_in"


class Limits(Protocol):
    @abstractmethod
    async def take(self, name: LimitName, *who: str) -> None:
        """Count a request of `who` (an address, a source) now. Raises `rate_limited` with the
        seconds to wait, and `limits_unavailable` when it can't be counted: what guards accounts
        fails closed."""


class Vault(Protocol):
    """Secrets that have to be read again, and digests of guessable ones, under keys that are not in
    the database. `purpose` keeps one kind of secret from passing for another."""

    @abstractmethod
    def seal(self, plain: bytes, purpose: str) -> bytes:
        """Encrypted and authenticated (AES-256-GCM), with the current key."""

    @abstractmethod
    def open(self, sealed: bytes, purpose: str) -> bytes:
        """With whichever of the current and previous keys sealed it. Raises `ValueError` for what
        was not sealed for this purpose."""

    @abstractmethod
    def digest(self, text: str, purpose: str) -> bytes:
        """HMAC-SHA-256: 32 bytes that can't be guessed back without the key."""


class Mail(Protocol):
    @abstractmethod
    async def post(self, letter: Letter) -> None:
        """Hand over within the operation's transaction: it leaves soon after the commit, again and
        again until it could be delivered, and never when the operation rolls back."""


class Usage(Protocol):
    @abstractmethod
    def mark(self, actor: Actor, at: datetime, client: str | None) -> None:
        """Remember that a credential was used; written a moment later together with others."""


class Callers(Protocol):
    """Who stands behind a credential."""

    @abstractmethod
    async def find(self, token: str, door: Door) -> Actor | None:
        """The live credential's actor with all seats it reaches; None when it is unknown, expired
        or revoked. Looked up afresh each time, so that a revocation acts on the next request."""

    @abstractmethod
    async def seat(self, company_id: str) -> Seat | None:
        """An administrator's seat in a company, for the operator on the command line."""


class Allowances(Protocol):
    """How many changes a token with a daily cap has made."""

    @abstractmethod
    async def take(self, credential_id: str, most: int, now: datetime) -> datetime | None:
        """Count one change within the operation's transaction: None when it is among the `most` of
        its 24 hours, which begin with the first; else when the next ones begin. Of many at once no
        more than `most` get None."""


class AuditLog(Protocol):
    @abstractmethod
    async def add(self, entry: AuditEntry) -> None:
        """Insert within the operation's transaction."""


class AuditQueue(Protocol):
    @abstractmethod
    def put(self, entry: AuditEntry) -> None:
        """Insert soon (within 100 ms, together with others) and whatever becomes of the
        operation: for reads and refusals."""


class Claim(Protocol):
    """An idempotency key held for one run of an operation."""

    @abstractmethod
    async def complete(self, result: bytes) -> None:
        """Keep the answer, within the operation's transaction. Raises `idempotency_claim_lost`
        when the claim lapsed meanwhile: the operation must then roll back."""

    @abstractmethod
    async def keep_alive(self) -> None:
        """Put off the lapse of a long-running operation's claim, in a transaction of its own."""

    @abstractmethod
    async def drop(self) -> None:
        """Give the key back after a refusal, in a transaction of its own."""


KEYS_COUNT = timedelta(hours=24)
"""How long a completed request is known again by its idempotency key."""


class IdempotencyKeys(Protocol):
    """A claim that is neither completed nor kept alive lapses after 60 s. All but `Claim.complete`
    commit on their own."""

    @abstractmethod
    async def claim(
        self,
        actor: Actor,
        operation: str,
        key: str,
        request_digest: bytes,
        counts: timedelta = KEYS_COUNT,
    ) -> "Claim | bytes":
        """A claim, or the kept answer of the same request done before, if that was within `counts`,
        at most `KEYS_COUNT`.

        Raises `idempotency_key_reused` when the key was used with another request, and
        `idempotency_in_progress` when the first run has not ended.
        """


class Unit(Protocol):
    """One operation's work on the store: reads first, at most one transaction, one commit."""

    @property
    @abstractmethod
    def callers(self) -> Callers: ...

    @property
    @abstractmethod
    def audit(self) -> AuditLog: ...

    @property
    @abstractmethod
    def allowances(self) -> Allowances: ...

    @property
    @abstractmethod
    def keys(self) -> IdempotencyKeys: ...

    @abstractmethod
    async def tell(self, company_id: str, *happened: Happened) -> None:
        """Have the company's webhooks told once the transaction lasts."""

    @abstractmethod
    def get(self, part: type[U]) -> U:
        """A use case, what several share, or a task's step; its ports bound to this unit."""

    @abstractmethod
    async def read_report(self) -> None:
        """From here on much is read and nothing written: from a copy of the store, where there is one
        that has all that was committed before."""

    @abstractmethod
    def write(self) -> None:
        """From here on everything happens in one transaction, begun when first needed."""

    @abstractmethod
    async def commit(self) -> None:
        """Make the transaction last. Without it, leaving the unit rolls back."""


class Units(Protocol):
    @abstractmethod
    def open(self) -> AbstractAsyncContextManager[Unit]:
        """A unit; on leaving, what was not committed is undone and the connection given back."""


S = TypeVar("S", bound=Struct)


class Cursors(Protocol):
    """Cursors are opaque, bound to what they were made for, and can't be made by anyone else."""

    @abstractmethod
    def seal(self, state: Struct) -> str:
        """`state` as text for the wire."""

    @abstractmethod
    def open(self, cursor: str, type: type[S]) -> S:
        """What was sealed. Raises `invalid_cursor` for anything else."""
