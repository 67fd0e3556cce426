"""One road for every operation: authentication → scope → guard rails → shape → company and role → idempotency →
transaction → audit. Use cases never commit, never check scopes and never write audit entries."""

import asyncio
import hashlib
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, NamedTuple, TypeVar

import msgspec
from msgspec import Struct, structs

from clara.application.admission import require_active, require_role, require_within_rails
from clara.application.call import Call, Done, Draft, Prompt
from clara.application.in_time import Attempt, Behind
from clara.application.note import Note
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
from clara.application.shape import broken_text, name_company, read, shaped
from clara.application.use_case import Effect, UseCase
from clara.domain.audit.entry import Outcome
from clara.domain.credentials.actor import Actor, Door, Seat
from clara.domain.credentials.scope import ALL_SCOPES
from clara.domain.credentials.token import APPLICATIONS, CredentialKind, token_kind
from clara.domain.errors import (
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

_CANONICAL = msgspec.json.Encoder(order="sorted")


@dataclass(frozen=True, slots=True)
class Runner:
    units: Units
    queue: AuditQueue
    usage: Usage
    clock: Clock
    ids: Ids
    prompt: Prompt
    # Requests may hold passwords: what is kept of one can't be guessed back without this.
    fingerprint_key: bytes = field(repr=False)
    behind: Behind = field(default_factory=Behind)

    async def run(self, use_case: type[UseCase[C, R]], command: C | Draft, call: Call) -> Done[R]:
        """Run `use_case` for `call`. Raises `ClaraError`s only for what the caller can know of;
        anything else is a defect and left to the door, which masks it."""
        note = Note(use_case.action)
        started, work = self.clock.elapsed(), self._done(use_case, command, call, note)
        if use_case.answers_within_seconds is None:
            return await work

        def queue(kept: Note) -> None:
            self._queue(kept, call, started)

        attempt = Attempt(use_case, call, note, self.units, self.clock, self.ids, queue)
        return await attempt.answer(work, self.behind)

    async def _done(
        self, use_case: type[UseCase[C, R]], command: C | Draft, call: Call, note: "Note"
    ) -> Done[R]:
        started = self.clock.elapsed()
        try:
            async with self.units.open() as unit:
                done = await self._run(unit, use_case, command, call, note)
        except BaseException as error:
            note.refused(error)
            self._queue(note, call, started)
            raise
        if call.door is Door.MCP and (use_case.effect is Effect.READ or done.replayed):
            self._queue(note, call, started)
        return await self.prompt(done) if use_case.is_prompt else done

    async def authenticate(self, call: Call) -> Call:
        """`call` with its actor, for a door that must know the caller before it knows what is asked.
        Raises `unauthenticated`, `account_inactive`; both leave an audit entry."""
        started = self.clock.elapsed()
        try:
            async with self.units.open() as unit:
                actor = await self._authenticate(unit, call, call.accepts)
                require_active(actor)
        except ClaraError as error:
            note = Note("caller.authenticated")
            note.refused(error)
            self._queue(note, call, started)
            raise
        return replace(call, actor=actor)

    def _queue(self, note: "Note", call: Call, started: float) -> None:
        for entry in note.entries(self.ids, self.clock, call, started):
            self.queue.put(entry)

    def fingerprint(self, use_case: type[UseCase[C, R]], command: C) -> bytes:
        """By what a repeated request is known again: 32 bytes. Raises `invalid_parameters`."""
        try:
            said = _CANONICAL.encode(use_case.fingerprint(command))
        except UnicodeEncodeError as error:
            raise broken_text() from error
        return hashlib.blake2b(said, key=self.fingerprint_key, digest_size=32).digest()

    async def _run(
        self,
        unit: Unit,
        use_case: type[UseCase[C, R]],
        command: C | Draft,
        call: Call,
        note: "Note",
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
            require_active(actor)
        if use_case.scope is not None and use_case.scope not in actor.scopes:
            raise Forbidden(
                "scope_missing",
                details={"needs": use_case.scope.value},
                remedy=f"Use a credential with the scope {use_case.scope.value}.",
            )
        require_within_rails(actor, use_case)
        values = read(command)
        if "company_id" in use_case.command.__struct_fields__:
            name_company(values, actor, call)
        if issubclass(use_case.command, OfUser) and actor.user_id:
            values.setdefault("user_id", actor.user_id)
        checked: Any = shaped(values, use_case.command, command)
        if call.door is Door.MCP:
            note.arguments = self.fingerprint(use_case, checked).hex()[:_DIGEST_LENGTH]
        if issubclass(use_case.command, OfUser) and checked.user_id != actor.user_id:
            raise Forbidden("another_user")
        if "company_id" in use_case.command.__struct_fields__:
            note.actor = actor = await self._sit_down(unit, actor, checked.company_id)
            require_role(actor, use_case)
        if use_case.effect is Effect.READ:
            result = await self._read(unit, use_case, checked, actor)
            note.remember(use_case.trace(result))
            return Done(result, actor)
        return await self._write(unit, use_case, checked, call, actor, note)

    async def _read(self, unit: Unit, use_case: type[UseCase[C, R]], command: C, actor: Actor) -> R:
        # Only now: who asks is never looked up in a copy.
        if use_case.is_report:
            await unit.read_report()
        return await unit.get(use_case)(actor, command)

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
            # Some doors learn only after they know the caller which program it is.
            if call.client is not None:
                self.usage.mark(call.actor, self.clock.now(), call.client)
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
        note: "Note",
    ) -> Done[R]:
        started = self.clock.elapsed()
        note.command = command
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
            happened = use_case.events(result)
            if happened:
                await unit.tell(actor.company.company_id, *happened)
            for entry in note.entries(self.ids, self.clock, call, started):
                await unit.audit.add(entry)
            if claim is not None:
                await claim.complete(msgspec.json.encode(use_case.kept(result)))
            note.result, note.is_lasting = result, True
            await unit.commit()
        except BaseException:
            if claim is not None:
                # What went wrong is told, and not that the store is away now: the claim lapses.
                with suppress(ClaraError):
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


def _checked_key(key: str) -> str:
    """Quoted (RFC 8941) or bare, 1 to 255 printable ASCII characters."""
    bare = key[1:-1] if len(key) >= 2 and key[0] == key[-1] == '"' else key
    if not 1 <= len(bare) <= MAX_KEY_LENGTH or not (bare.isascii() and bare.isprintable()):
        raise Invalid(
            "invalid_idempotency_key",
            f"An idempotency key is 1 to {MAX_KEY_LENGTH} printable ASCII characters.",
        )
    return bare
