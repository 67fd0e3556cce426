"""The columns of the matrix: every way of not being who may ask."""

from collections.abc import Iterator
from typing import NamedTuple

from clara.domain.credentials.token import RANDOM_RANGE, CredentialKind, make_token
from tests.isolation.support.home import BASIC, Credential, Home, basic, bearer
from tests.isolation.support.operations import Operation
from tests.isolation.support.values import subject_of
from tests.support.house import Person

KINDS: tuple[CredentialKind | str, ...] = (
    CredentialKind.USER_TOKEN,
    CredentialKind.API_KEY,
    CredentialKind.MCP_TOKEN,
    CredentialKind.PUBLIC_KEY,
    BASIC,
)
_INVENTED = RANDOM_RANGE // 7


class Cell(NamedTuple):
    name: str
    given: Credential


def cells(operation: Operation, home: Home, other: Home) -> Iterator[Cell]:
    """Callers of `operation` in `home`, whether or not they are let in."""
    subject = subject_of(operation, home)
    yield Cell("no credential", Credential(header=None))
    yield from _malformed(home, subject)
    kinds = [kind for kind in KINDS if kind in operation.accepts]
    for kind in kinds:
        yield from _dead(home, subject, kind)
    for kind in KINDS:
        if kind not in operation.accepts and home.has(_holder(subject, kind), kind):
            yield Cell(f"kind {kind}", home.credential(_holder(subject, kind), kind))
    for kind in kinds:
        yield from _others(operation, home, other, kind)


def _holder(subject: Person, kind: CredentialKind | str) -> Person | None:
    return None if kind is CredentialKind.PUBLIC_KEY else subject


def _malformed(home: Home, subject: Person) -> Iterator[Cell]:
    for header in ("Bearer", "Bearer nonsense", "nonsense", "Basic !!!", "Basic bm8gY29sb24="):
        yield Cell(f"malformed: {header}", Credential(header=header))
    token = home.credential(subject, CredentialKind.USER_TOKEN).token
    mistyped = token[:-1] + ("0" if token[-1] != "0" else "1")
    yield Cell("malformed: mistyped", Credential(header=f"Bearer {mistyped}", token=mistyped))
    yield Cell("malformed: no scheme", Credential(header=token, token=token))


def _dead(home: Home, subject: Person, kind: CredentialKind | str) -> Iterator[Cell]:
    if kind == BASIC:
        wrong = basic(subject.user.email, "not the password")
        nobody = basic("nobody@example.com", "not the password")
        yield Cell("wrong password", Credential(header=wrong, kind=BASIC))
        yield Cell("unknown address", Credential(header=nobody, kind=BASIC))
        return
    token = make_token(CredentialKind(kind), _INVENTED)
    header = bearer(token, CredentialKind(kind))
    yield Cell(f"unknown {kind}", Credential(header=header, kind=kind, token=token))
    for special in ("expired", "revoked", "idle"):
        if home.has(_holder(subject, kind), kind, special):
            given = home.credential(_holder(subject, kind), kind, special)
            yield Cell(f"{special} {kind}", given)


def _others(
    operation: Operation, home: Home, other: Home, kind: CredentialKind | str
) -> Iterator[Cell]:
    people = {
        "inactive user": home.inactive,
        "another user": home.guarded,
        "the invited": home.invited,
        "another company's administrator": other.administrator,
        "another company's employee": other.house.employee,
        **{f"role {one.role.value} ({one.name})": one for one in home.house.people},
    }
    for name, person in people.items():
        if home.has(person, kind) or other.has(person, kind):
            owner = home if home.has(person, kind) else other
            yield Cell(f"{name}, {kind}", owner.credential(person, kind))
    scope, subject = operation.use_case.scope, subject_of(operation, home)
    if scope is not None and kind != BASIC:
        yield Cell(f"without {scope}, {kind}", home.credential(subject, kind, f"no {scope}"))
