"""What schemathesis is told of this product: credentials, real identifiers, files, and which
refusals of well-formed requests are right. It loads this module by SCHEMATHESIS_HOOKS.

Only what a case means to be right is replaced: whatever it breaks on purpose stays broken.
"""

import itertools
import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import schemathesis
from schemathesis import AuthContext, Case, HookContext, Response
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.meta import TestPhase

from tests.fuzz.judges import Judge
from tests.fuzz.parts import Part
from tests.fuzz.raw import Answer
from tests.fuzz.rest.allowed import CHECKS, allowed
from tests.fuzz.rest.values import CAST, CHANCE, NUMBERS, REAL, ask_well, files, fill

OUTCOME = Path(os.environ["FUZZ_OUTCOME"])
IDENTIFIER = re.compile(r"[a-z]+_[0-9a-f]{32}")
EXAMPLE = "0123456789abcdef" * 2

_parts = {name: itertools.cycle(parts) for name, parts in CAST.parts.items()}
_answers: dict[str, Counter[str]] = {}
_refused: Counter[str] = Counter()
_totals: Counter[str] = Counter()
_leaks: dict[str, str] = {}
_JUDGE = Judge(CAST.canaries)


schemathesis.openapi.format("binary", files)


@schemathesis.auth(refresh_interval=None)
class Credentials:
    """One of the kinds that the operation takes."""

    def get(self, case: Case, context: AuthContext) -> str | None:
        schemes = [name for one in _definition(case)["security"] for name in one]
        return CAST.default[CHANCE.choice(schemes)] if schemes else None

    def set(self, case: Case, data: str | None, context: AuthContext) -> None:
        if data is not None:
            case.headers["Authorization"] = data


@schemathesis.hook
def before_call(context: HookContext, case: Case, kwargs: dict[str, Any]) -> None:
    operation = _definition(case)["operationId"]
    if operation in _parts and not _follows_a_link(case, operation):
        _play(case, next(_parts[operation]))
    else:
        _name_what_there_is(case)
    if isinstance(case.body, dict) and _is_right(case, ParameterLocation.BODY):
        fill(case.body)
    if _is_right(case, ParameterLocation.HEADER) and "Idempotency-Key" in case.headers:
        # The document's one example would have every request but the first refused.
        case.headers["Idempotency-Key"] = f"key {next(NUMBERS)}"


def _play(case: Case, part: Part) -> None:
    if part.authorization is not None and case.headers.get("Authorization") in _PRESENTED:
        case.headers["Authorization"] = part.authorization
    if _is_right(case, ParameterLocation.PATH):
        case.path_parameters.update(part.path)
    has_body = isinstance(case.body, dict) and _is_right(case, ParameterLocation.BODY)
    if has_body and CHANCE.random() < REAL:
        case.body.update(part.body)


def _follows_a_link(case: Case, operation: str) -> bool:
    """Whether it is about something that an earlier answer named, and that nobody else needs."""
    names = [name for name in case.path_parameters or () if name != "company_id"]
    is_linked = bool(names) and all(
        _is_linked(case, name) and case.path_parameters[name] not in CAST.known["user_id"]
        for name in names
    )
    return is_linked and operation in _BY_ADMINISTRATOR


def _is_linked(case: Case, name: str) -> bool:
    """Whether an identifier comes from an earlier answer. Only such chains of requests keep them."""
    value = str((case.path_parameters or {}).get(name))
    is_chain = case.meta is not None and case.meta.phase.name is TestPhase.STATEFUL
    return is_chain and IDENTIFIER.fullmatch(value) is not None and EXAMPLE not in value


_BY_ADMINISTRATOR = frozenset(
    name for name, parts in CAST.parts.items() if parts[0].authorization is None
)
_PRESENTED = frozenset(CAST.default.values())


def _name_what_there_is(case: Case) -> None:
    if _is_right(case, ParameterLocation.PATH):
        for name in case.path_parameters or ():
            if CAST.known.get(name) and not _is_linked(case, name) and CHANCE.random() < REAL:
                case.path_parameters[name] = CHANCE.choice(CAST.known[name])
    if case.query and _is_right(case, ParameterLocation.QUERY) and CHANCE.random() < REAL:
        ask_well(case.query, _texts(case))


def _texts(case: Case) -> set[str]:
    """Parameters of whose words the document says no more than that they are text."""
    declared = _definition(case).get("parameters", ())
    return {one["name"] for one in declared if one["schema"].get("type") == "string"}


def _is_right(case: Case, place: ParameterLocation) -> bool:
    """Whether this part of the request is meant to be as the document says."""
    return case.meta is None or not case.meta.is_negative_at(place)


def _definition(case: Case) -> dict[str, Any]:
    found: dict[str, Any] = case.operation.definition.raw
    return found


@schemathesis.hook
def after_call(context: HookContext, case: Case, response: Response) -> None:
    outcome = _outcome(response)
    _totals[outcome] += 1
    _look_for_leaks(response)
    if case.method.upper() != case.operation.method.upper():
        return
    operation = _definition(case)["operationId"]
    _answers.setdefault(operation, Counter())[outcome] += 1
    found = {"answers": _answers, "refused": _refused, "totals": _totals, "leaks": _leaks}
    OUTCOME.write_bytes(json.dumps(found).encode())


def _look_for_leaks(response: Response) -> None:
    headers = {name: ", ".join(values) for name, values in response.headers.items()}
    answer = Answer(response.status_code, headers, response.content)
    body = response.request.body
    sent = body if isinstance(body, bytes) else str(body or "").encode()
    url = (response.request.url or "").encode()
    for complaint in _JUDGE.leaks(sent + url, answer.everything):
        _leaks.setdefault(complaint.sentence, f"{response.request.method} {response.request.url}")


def _outcome(response: Response) -> str:
    """Status, and of a refusal its code."""
    status = str(response.status_code)
    if response.status_code < 400:
        return status
    try:
        return f"{status} {response.json()['code']}"
    except (ValueError, TypeError, KeyError):
        return f"{status} without a code"


@schemathesis.hook
def filter_failure(context: HookContext, failure: Any, case: Case, response: Response) -> bool:
    """False where a well-formed request was refused for a reason that is `allowed`, and for
    what `CHECKS` excepts."""
    if (type(failure).__name__, _definition(case)["operationId"]) in CHECKS:
        return False
    if type(failure).__name__ != "RejectedPositiveData":
        return True
    reasons = list(_reasons(response))
    for reason in reasons:
        _refused[reason] += 1
    return not reasons or not all(map(allowed, reasons))


def _reasons(response: Response) -> Iterator[str]:
    """The code, and where one stands for many the field, and what is wrong with it."""
    answer = response.json()
    if answer["code"] != "invalid_parameters":
        yield answer["code"]
        return
    for one in answer["details"]["errors"]:
        yield f"{one.get('field')}: {one['reason']}"
