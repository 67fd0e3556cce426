"""One road for every operation: authentication → scope → guard rails → shape → company and role → idempotency →
transaction → audit. Use cases never commit, never check scopes and never write audit entries."""

import asyncio
import hashlib
import math
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec
from msgspec import Struct, structs

from clara.application.ports import (
    KEYS_COUNT,
    AuditQueue,
    Claim,
    Clock,
    Ids,
    Unit,
    Units,
    Usage,
)
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.accounts.language import Language
from clara.domain.audit.entry import AuditEntry, Outcome
from clara.domain.credentials.actor import Actor, Door, Seat
from clara.domain.credentials.scope import ALL_SCOPES, STAFF
from clara.domain.credentials.token import APPLICATIONS, CredentialKind, token_kind
from clara.domain.errors import (
    About,
    ClaraError,
    Forbidden,
    Invalid,
    LimitExceeded,
    NotFound,
    Unauthenticated,
)
from clara.domain.ids import OfUser

C = TypeVar("C", bound=Struct)
R = TypeVar("R", bound=Struct)

MAX_KEY_LENGTH = 255
DERIVED_KEYS_COUNT = timedelta(seconds=60)
"""How long an assistant that sends no idempotency key gets the same thing again, and not another."""
_CLAIM_TOUCHED_SECONDS = 20
_DIGEST_LENGTH = 16
_MAX_SHOWN = 200
"""Characters of what a caller sent that go back in an error."""

_CANONICAL = msgspec.json.Encoder(order="sorted")


@dataclass(frozen=True, slots=True)
class Call:
    """How an operation was asked for: the credential presented, the door and what is logged.

    `accepts` are the credential kinds the door takes; `user_id` is a cross-check that can only
    cause a refusal; `company_id` is the company meant where the command names none. `token` is None
    on the command line, where the operator acts. `actor` is whom `Runner.authenticate` found behind
    the token for this same request. `approval` is what a person who was asked said yes to, when the
    door had that from them and not from whoever calls. `source` is the network address of the caller.
    """

    door: Door
    request_id: str
    token: str | None = field(default=None, repr=False)
    accepts: frozenset[CredentialKind] = frozenset()
    user_id: str | None = None
    company_id: str | None = None
    source: str = ""
    language: Language | None = None
    idempotency_key: str | None = None
    approval: str | None = field(default=None, repr=False)
    client: str | None = None
    actor: Actor | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Draft:
    """A command not yet checked: `read` gives its fields and may itself raise `Invalid`. `lax`
    reads numbers and booleans from text, as in a query string."""

    read: Callable[[], Mapping[str, Any]]
    lax: bool = False


@dataclass(frozen=True, slots=True)
class Done(Generic[R]):
    """A result; `replayed` when an earlier run under the same idempotency key gave it."""

    result: R
    actor: Actor
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class Runner:
    units: Units
    queue: AuditQueue
    usage: Usage
    clock: Clock
    ids: Ids
    # Requests may hold passwords: what is kept of one can't be guessed back without this.
    fingerprint_key: bytes = field(repr=False)

    async def run(self, use_case: type[UseCase[C, R]], command: C | Draft, call: Call) -> Done[R]:
        """Run `use_case` for `call`. Raises `ClaraError`s only for what the caller can know of;
        anything else is a defect and left to the door, which masks it."""
        started = self.clock.elapsed()
        note = _Note(use_case.action)
        try:
            async with self.units.open() as unit:
                done = await self._run(unit, use_case, command, call, note)
        except BaseException as error:
            note.refused(error)
            self._queue(note, call, started)
            raise
        if call.door is Door.MCP and (use_case.effect is Effect.READ or done.replayed):
            self._queue(note, call, started)
        return done

    async def authenticate(self, call: Call) -> Call:
        """`call` with its actor, for a door that must know the caller before it knows what is asked.
        Raises `unauthenticated`, `account_inactive`; both leave an audit entry."""
        started = self.clock.elapsed()
        try:
            async with self.units.open() as unit:
                actor = await self._authenticate(unit, call, call.accepts)
                _require_active(actor)
        except ClaraError as error:
            note = _Note("caller.authenticated")
            note.refused(error)
            self._queue(note, call, started)
            raise
        return replace(call, actor=actor)

    def _queue(self, note: "_Note", call: Call, started: float) -> None:
        for entry in note.entries(self, call, started):
            self.queue.put(entry)

    def fingerprint(self, use_case: type[UseCase[C, R]], command: C) -> bytes:
        """By what a repeated request is known again: 32 bytes."""
        said = _CANONICAL.encode(use_case.fingerprint(command))
        return hashlib.blake2b(said, key=self.fingerprint_key, digest_size=32).digest()

    async def _run(
        self,
        unit: Unit,
        use_case: type[UseCase[C, R]],
        command: C | Draft,
        call: Call,
        note: "_Note",
    ) -> Done[R]:
        actor = await self._caller(unit, use_case, call)
        note.actor = actor = structs.replace(
            actor,
            source=call.source,
            language=call.language or actor.language,
            approval=call.approval,
        )
        if use_case.is_for_operators and actor.kind is not CredentialKind.OPERATOR:
            raise Forbidden("operators_only", remedy="Use the command line where Clara runs.")
        if not use_case.is_for_inactive:
            _require_active(actor)
        if use_case.scope is not None and use_case.scope not in actor.scopes:
            raise Forbidden(
                "scope_missing",
                details={"needs": use_case.scope.value},
                remedy=f"Use a credential with the scope {use_case.scope.value}.",
            )
        _require_within_rails(actor, use_case)
        values = _read(command)
        if "company_id" in use_case.command.__struct_fields__:
            _name_company(values, actor, call)
        if issubclass(use_case.command, OfUser) and actor.user_id:
            values.setdefault("user_id", actor.user_id)
        checked: Any = _shape(values, use_case.command, command)
        if call.door is Door.MCP:
            note.arguments = self.fingerprint(use_case, checked).hex()[:_DIGEST_LENGTH]
        if issubclass(use_case.command, OfUser) and checked.user_id != actor.user_id:
            raise Forbidden("another_user")
        if "company_id" in use_case.command.__struct_fields__:
            note.actor = actor = await self._sit_down(unit, actor, checked.company_id)
            _require_role(actor, use_case)
        if use_case.effect is Effect.READ:
            result = await unit.get(use_case)(actor, checked)
            note.remember(use_case.trace(result))
            return Done(result, actor)
        return await self._write(unit, use_case, checked, call, actor, note)

    async def _caller(self, unit: Unit, use_case: type[UseCase[C, R]], call: Call) -> Actor:
        is_ours = call.door is Door.WEB and call.token is None
        # Our own pages are an application as good as any that has a public key.
        if use_case.is_public or (is_ours and use_case.accepts & APPLICATIONS):
            return structs.replace(ANYBODY, door=call.door)
        return await self._authenticate(unit, call, call.accepts & use_case.accepts)

    async def _authenticate(
        self, unit: Unit, call: Call, accepts: frozenset[CredentialKind]
    ) -> Actor:
        if call.door is Door.CLI:
            return OPERATOR
        kind = token_kind(call.token) if call.token else None
        if call.token is None or kind not in accepts:
            raise Unauthenticated("unauthenticated")
        if call.actor is not None:
            return call.actor
        actor = await unit.callers.find(call.token, call.door)
        if actor is None or (call.user_id is not None and call.user_id != actor.user_id):
            raise Unauthenticated("unauthenticated")
        self.usage.mark(actor, self.clock.now(), call.client)
        return actor

    async def _sit_down(self, unit: Unit, actor: Actor, company_id: str) -> Actor:
        seat: Seat | None
        if actor.kind is CredentialKind.OPERATOR:
            seat = await unit.callers.seat(company_id)
        else:
            seat = next((seat for seat in actor.seats if seat.company_id == company_id), None)
        if seat is None:
            raise NotFound.of("company")
        return structs.replace(actor, seat=seat)

    async def _write(
        self,
        unit: Unit,
        use_case: type[UseCase[C, R]],
        command: C,
        call: Call,
        actor: Actor,
        note: "_Note",
    ) -> Done[R]:
        started = self.clock.elapsed()
        unit.write()
        claim: Claim | None = None
        key = self._key(use_case, command, call, actor)
        if key is not None:
            held = await unit.keys.claim(actor, use_case.name, *key)
            if isinstance(held, bytes):
                note.outcome = Outcome.REPLAYED
                kept: Any = msgspec.json.decode(held, type=use_case.result)
                return Done(kept, actor, replayed=True)
            claim = held
        try:
            async with _kept_alive(claim, self.clock, use_case.effect):
                result = await unit.get(use_case)(actor, command)
            note.remember(use_case.trace(result))
            if note.outcome is Outcome.DONE:
                await self._count(unit, actor)
            for entry in note.entries(self, call, started):
                await unit.audit.add(entry)
            if claim is not None:
                await claim.complete(msgspec.json.encode(use_case.kept(result)))
            await unit.commit()
        except BaseException:
            if claim is not None:
                await claim.drop()
            raise
        return Done(result, actor)

    def _key(
        self, use_case: type[UseCase[C, R]], command: C, call: Call, actor: Actor
    ) -> "_Key | None":
        """The caller's own; else, where an assistant would create something anew by repeating itself,
        one made of its credential and what it asks. Nobody can send such a one."""
        if call.idempotency_key is not None:
            given = _checked_key(call.idempotency_key)
            return _Key(given, self.fingerprint(use_case, command), KEYS_COUNT)
        if call.door is Door.MCP and use_case.creates:
            request = self.fingerprint(use_case, command)
            made = f"derived\n{actor.credential_id}\n{request.hex()}"
            return _Key(made, request, DERIVED_KEYS_COUNT)
        return None

    async def _count(self, unit: Unit, actor: Actor) -> None:
        """Raises `token_writes_used_up`, which undoes the change."""
        most, now = actor.guard.daily_writes, self.clock.now()
        if most is None:
            return
        free_again = await unit.allowances.take(actor.credential_id, most, now)
        if free_again is not None:
            raise LimitExceeded(
                "token_writes_used_up",
                f"This token has made the {most} changes that it may make in 24 hours.",
                remedy="Wait, or do it yourself.",
                retry_after=math.ceil((free_again - now).total_seconds()),
            )


class _Key(NamedTuple):
    """Under what a request is known again, and for how long."""

    text: str
    request_digest: bytes
    counts: timedelta


OPERATOR = Actor(
    kind=CredentialKind.OPERATOR,
    credential_id="operator",
    user_id=None,
    name="Operator",
    door=Door.CLI,
    scopes=ALL_SCOPES,
)


ANYBODY = Actor(
    kind=CredentialKind.PUBLIC_KEY,
    credential_id="none",
    user_id=None,
    name="Anybody",
    door=Door.REST,
    scopes=frozenset(),
)


class _Note:
    """What is known about a running operation, for its audit entry."""

    def __init__(self, action: str) -> None:
        self.action = action
        self.actor: Actor | None = None
        self.outcome = Outcome.DONE
        self.subject: str | None = None
        self.details: Mapping[str, Any] = {}
        self.company_ids: tuple[str, ...] = ()
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

    def entries(self, runner: Runner, call: Call, started: float) -> Iterator[AuditEntry]:
        """One for the company it is about; else one for each that has to know, or the
        installation's."""
        seat = self.actor.seat if self.actor else None
        for company_id in (seat.company_id,) if seat else (self.company_ids or (None,)):
            yield self._entry(runner, call, started, company_id)

    def _entry(
        self, runner: Runner, call: Call, started: float, company_id: str | None
    ) -> AuditEntry:
        actor = self.actor
        return AuditEntry(
            id=runner.ids.new("audit"),
            company_id=company_id,
            at=runner.clock.now(),
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
            latency_ms=round((runner.clock.elapsed() - started) * 1000),
            details=dict(self.details) | ({"arguments": self.arguments} if self.arguments else {}),
        )


@asynccontextmanager
async def _kept_alive(claim: Claim | None, clock: Clock, effect: Effect) -> AsyncIterator[None]:
    """Keeps the claim of a long operation from lapsing while it runs."""
    if claim is None or effect is not Effect.STAGED:
        yield
        return

    async def touch() -> None:
        while True:
            await clock.sleep(_CLAIM_TOUCHED_SECONDS)
            await claim.keep_alive()

    keeper = asyncio.create_task(touch())
    try:
        yield
    finally:
        keeper.cancel()


def _require_active(actor: Actor) -> None:
    if not actor.is_active:
        raise Unauthenticated(
            "account_inactive", "Please activate your account to access the requested resource."
        )


def _require_within_rails(actor: Actor, use_case: type[UseCase[C, R]]) -> None:
    """Raises `token_is_read_only`, `token_cannot_unlock`."""
    if use_case.effect is not Effect.READ:
        actor.guard.require_write()
    if use_case.is_risky:
        actor.guard.require_risk()


def _require_role(actor: Actor, use_case: type[UseCase[C, R]]) -> None:
    """Raises `role_not_allowed`. The actor sits already: the refusal is in the company's log."""
    # Company data goes to assistants of administrators and bookkeepers only.
    allowed = use_case.roles & STAFF if actor.door is Door.MCP else use_case.roles
    if actor.role not in allowed:
        raise Forbidden(
            "role_not_allowed",
            details={"role": actor.role.value, "needs": sorted(allowed)},
            remedy="Ask an administrator of the company.",
        )


def _read(command: Struct | Draft) -> dict[str, Any]:
    if isinstance(command, Draft):
        values = dict(command.read())
    else:
        names = zip(command.__struct_encode_fields__, command.__struct_fields__, strict=True)
        given = {wire: getattr(command, name) for wire, name in names}
        values = {wire: value for wire, value in given.items() if value is not msgspec.UNSET}
        # msgspec takes a struct within as checked already.
        values |= {k: structs.asdict(v) for k, v in values.items() if isinstance(v, Struct)}
    return values


def _name_company(values: dict[str, Any], actor: Actor, call: Call) -> None:
    """The company a command is about, where it does not say. Raises `company_required` with the
    choices, `company_mismatch` when request and header name two."""
    if call.company_id and values.get("company_id", call.company_id) != call.company_id:
        raise Invalid(
            "company_mismatch", "The request and its Company-Id header name two companies."
        )
    if call.company_id:
        values["company_id"] = call.company_id
    elif not values.get("company_id") and len(actor.seats) == 1:
        values["company_id"] = actor.seats[0].company_id
    elif not values.get("company_id") and actor.seats:
        choices = [
            {"company_id": seat.company_id, "name": seat.company_name} for seat in actor.seats
        ]
        raise Invalid(
            "company_required",
            "You belong to several companies: say which one is meant.",
            details={"companies": choices},
            remedy="Name it in the request or in the header Company-Id.",
        )


def _shape(values: dict[str, Any], wanted: type[C], command: Struct | Draft) -> C:
    """`values` as a checked command. msgspec does not check constraints in constructors, so a
    ready command is checked here too."""
    lax = isinstance(command, Draft) and command.lax
    try:
        checked = msgspec.convert(values, wanted, strict=not lax)
    except msgspec.ValidationError as error:
        raise invalid_shape(error) from error
    if lax:
        _require_no_null(values, checked)
    return checked


def _require_no_null(values: dict[str, Any], checked: Struct) -> None:
    """Raises `invalid_parameters` where the text `null` was read as no value at all: what would be
    ignored is better refused."""
    names = zip(checked.__struct_encode_fields__, checked.__struct_fields__, strict=True)
    for wire, name in names:
        if values.get(wire) is not None and getattr(checked, name) is None:
            error = {"field": wire, "reason": "Expected a value, got null"}
            raise Invalid("invalid_parameters", details={"errors": [error]})


def invalid_shape(error: msgspec.ValidationError) -> Invalid:
    """The contract's sentence, with the field and the reason in `details`."""
    reason, _, path = str(error).partition(" - at `")
    where = path.rstrip("`").removeprefix("$").removeprefix(".") or None
    if where is None and "`" in reason:
        where = reason.split("`")[1]
    found = {"field": where and where[:_MAX_SHOWN], "reason": reason[:_MAX_SHOWN]}
    return Invalid("invalid_parameters", details={"errors": [found]})


def _checked_key(key: str) -> str:
    """Quoted (RFC 8941) or bare, 1 to 255 printable ASCII characters."""
    bare = key[1:-1] if len(key) >= 2 and key[0] == key[-1] == '"' else key
    if not 1 <= len(bare) <= MAX_KEY_LENGTH or not (bare.isascii() and bare.isprintable()):
        raise Invalid(
            "invalid_idempotency_key",
            f"An idempotency key is 1 to {MAX_KEY_LENGTH} printable ASCII characters.",
        )
    return bare
